#include "tools/oms/order_input.hpp"

#include <doctest/doctest.h>

using namespace oms::cli;
namespace orders = oms::orders::v1;

namespace {

OrderOptions simple_order() {
    OrderOptions options;
    options.channel = "web";
    options.external_id = "W-1";
    options.lines = {"TEE:2:20.00", "JEAN:1:60.00"};
    options.tax_included = true;
    return options;
}

}  // namespace

TEST_CASE("the total is goods less discounts plus charges") {
    OrderOptions options = simple_order();
    options.charges = {"shipping:4.90"};
    options.discounts = {"SPRING:10.00:keep"};
    options.tenders = {"card:94.90:tok_1:2"};
    const auto order = build_order(options);
    REQUIRE(order);
    CHECK(order->expected_total().minor_units() == 9490);
    CHECK(order->expected_total().currency_code() == "EUR");
    CHECK(order->charges(0).type() == orders::CHARGE_TYPE_SHIPPING);
    CHECK(order->discounts(0).scope() == orders::DISCOUNT_SCOPE_ORDER);
    CHECK(order->discounts(0).on_return() == orders::ON_RETURN_KEEP);
    CHECK(order->tenders(0).reference() == "tok_1:2");
    CHECK(order->lines(0).delivery().service_level() == "standard");
    CHECK(order->request_id().empty());
}

TEST_CASE("tax adds to the total only where prices do not include it") {
    OrderOptions options = simple_order();
    options.lines = {"TEE:2:20.00:tax=8.00:tax-code=FR20"};
    options.charges = {"shipping:4.90:tax=0.98"};
    CHECK(build_order(options)->expected_total().minor_units() == 4490);
    options.tax_included = false;
    CHECK(build_order(options)->expected_total().minor_units() == 5388);
    CHECK(build_order(options)->lines(0).tax().minor_units() == 800);
    CHECK(build_order(options)->lines(0).tax_code() == "FR20");
}

TEST_CASE("line discounts count for all units of the line") {
    OrderOptions options = simple_order();
    options.lines = {"TEE:3:20.00:discount=3FOR2/20.00"};
    const auto order = build_order(options);
    REQUIRE(order);
    CHECK(order->expected_total().minor_units() == 4000);
    CHECK(order->lines(0).discounts(0).promotion_id() == "3FOR2");
    CHECK(order->lines(0).discounts(0).scope() == orders::DISCOUNT_SCOPE_LINE);
}

TEST_CASE("a given total wins, for the server to check") {
    OrderOptions options = simple_order();
    options.total = "99.99";
    CHECK(build_order(options)->expected_total().minor_units() == 9999);
}

TEST_CASE("pickup is by line or for all lines, and then no address is sent") {
    OrderOptions options = simple_order();
    options.lines = {"TEE:2:20.00:pickup=S2", "JEAN:1:60.00"};
    options.pickup = {"S1"};
    options.name = "Ada Petit";
    const auto order = build_order(options);
    REQUIRE(order);
    CHECK(order->lines(0).pickup().location_id() == "S2");
    CHECK(order->lines(1).pickup().location_id() == "S1");
    CHECK_FALSE(order->has_ship_to());
    CHECK(order->contact().name() == "Ada Petit");
}

TEST_CASE("a line may be carried away, the others are delivered") {
    OrderOptions options = simple_order();
    options.lines = {"TEE:2:20.00:carry-out=S1", "JEAN:1:60.00"};
    const auto order = build_order(options);
    REQUIRE(order);
    CHECK(order->lines(0).pickup().location_id() == "S1");
    CHECK(order->lines(0).pickup().carry_out());
    CHECK(order->lines(1).has_delivery());
    CHECK(order->has_ship_to());
}

TEST_CASE("pickup may be left open among several locations") {
    OrderOptions options = simple_order();
    options.lines = {"TEE:2:20.00:pickup=S2,S3", "JEAN:1:60.00"};
    options.pickup = {"S1", "S4"};
    const auto order = build_order(options);
    REQUIRE(order);
    CHECK(order->lines(0).pickup().location_id().empty());
    REQUIRE(order->lines(0).pickup().any_of_location_ids_size() == 2);
    CHECK(order->lines(0).pickup().any_of_location_ids(1) == "S3");
    REQUIRE(order->lines(1).pickup().any_of_location_ids_size() == 2);
    CHECK(order->lines(1).pickup().any_of_location_ids(0) == "S1");
    CHECK_FALSE(order->has_ship_to());
}

TEST_CASE("a delivered order has an address whose receiver is the customer") {
    OrderOptions options = simple_order();
    options.name = "Ada Petit";
    options.address.lines = {"2 rue de la Paix"};
    options.address.city = "Paris";
    options.address.position = "48.8692,2.3316";
    const auto order = build_order(options);
    REQUIRE(order);
    CHECK(order->ship_to().recipient() == "Ada Petit");
    CHECK(order->ship_to().position().latitude_microdegrees() == 48'869'200);
}

TEST_CASE("what cannot be read is refused, naming the argument") {
    struct Example {
        const char* title;
        void (*spoil)(OrderOptions&);
        const char* message;
    };
    const Example examples[] = {
        {"no price", [](OrderOptions& o) { o.lines = {"TEE:2"}; },
         "--line TEE:2: it is SKU:QUANTITY:UNIT_PRICE[:KEY=VALUE]..."                         },
        {"quantity", [](OrderOptions& o) { o.lines = {"TEE:two:20.00"}; },
         "--line TEE:two:20.00: 'two' is not a whole number"                                  },
        {"decimals", [](OrderOptions& o) { o.lines = {"TEE:2:20.001"}; },
         "--line TEE:2:20.001 (EUR): '20.001' has more than 2 decimals"                       },
        {"extra",    [](OrderOptions& o) { o.lines = {"TEE:2:20.00:color=red"}; },
         "--line TEE:2:20.00:color=red: 'color' is none of pickup, carry-out, tax, "
         "tax-code, discount"                                                                 },
        {"charge",   [](OrderOptions& o) { o.charges = {"tip:1.00"}; },
         "--charge tip:1.00: 'tip' is none of shipping|gift-wrap|fee"                         },
        {"overflow", [](OrderOptions& o) { o.lines = {"TEE:1000000:9999999999.99"}; }, nullptr},
        {"no lines", [](OrderOptions& o) { o.lines.clear(); },                         nullptr},
        {"currency", [](OrderOptions& o) { o.currency = "EURO"; },                     nullptr},
    };
    for (const Example& example : examples) {
        CAPTURE(example.title);
        OrderOptions options = simple_order();
        example.spoil(options);
        const auto order = build_order(options);
        REQUIRE_FALSE(order);
        CHECK(order.error().exit_code == ExitCode::usage);
        if (example.message != nullptr) CHECK(order.error().message == example.message);
    }
}
