#include <functional>
#include <set>

#include <doctest/doctest.h>
#include <grpcpp/support/status_code_enum.h>

#include "tests/e2e/shop.hpp"

// What is wrong with a request is told all at once, by field.
namespace oms::e2e {
namespace {

using Fields = std::set<std::string>;

template <class Request>
struct Example {
    const char* what;
    std::function<void(Request&)> change;
    Fields refused;
};

Fields fields_of(const Answer& answer) {
    Fields fields;
    for (const Violation& one : answer.fields)
        fields.insert(one.subject);
    return fields;
}

template <class Request>
void check_all(const Client& client, const std::function<Request()>& good,
               const std::vector<Example<Request>>& examples) {
    for (const Example<Request>& example : examples) {
        Request request = good();
        example.change(request);
        const Answer answer = client.call(request);
        INFO(example.what << ": " << answer.text());
        CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
        CHECK(answer.reason == "MALFORMED_REQUEST");
        CHECK(fields_of(answer) == example.refused);
    }
    CHECK(client.call(good()).ok());
}

void set_amount(oms::common::v1::Money& money, const char* currency, std::int64_t minor_units) {
    money.set_currency_code(currency);
    money.set_minor_units(minor_units);
}

constexpr std::int64_t too_much = 1'000'000'000'000'001;

}  // namespace

TEST_CASE("an order's wrong fields are all named at once") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 100);
    using Request = orders::PlaceOrderRequest;
    const std::vector<Example<Request>> examples{
        {"wrong ids",
         [](Request& r) {
             r.set_request_id("");
             r.set_channel_id("we b");
             r.set_external_id(std::string(65, 'x'));
             r.set_cart_id("cart\n");
             r.mutable_lines(0)->set_sku("TEE!");
         },                                                                              {"request_id", "channel_id", "external_id", "cart_id", "lines[0].sku"}},
        {"quantities out of range",
         [](Request& r) {
             r.mutable_lines(0)->set_quantity(-1);
             *r.add_lines() = r.lines(0);
             r.mutable_lines(1)->set_quantity(1'000'001);
             *r.add_lines() = r.lines(0);
             r.mutable_lines(2)->set_quantity(0);
         },                                                                              {"lines[0].quantity", "lines[1].quantity", "lines[2].quantity"}       },
        {"amounts out of range",
         [](Request& r) {
             set_amount(*r.mutable_expected_total(), "EUR", too_much);
             set_amount(*r.mutable_lines(0)->mutable_unit_price(), "EUR", -1);
             set_amount(*r.mutable_lines(0)->mutable_tax(), "EUR", too_much);
         },                                                                              {"expected_total.minor_units", "lines[0].unit_price.minor_units",
          "lines[0].tax.minor_units"}                                                                                                               },
        {"currencies that do not exist",
         [](Request& r) {
             set_amount(*r.mutable_expected_total(), "eur", 1000);
             set_amount(*r.mutable_lines(0)->mutable_unit_price(), "XXZ", 1000);
             set_amount(*r.mutable_lines(0)->mutable_tax(), "", 0);
         },                                                                              {"expected_total.currency_code", "lines[0].unit_price.currency_code",
          "lines[0].tax.currency_code"}                                                                                                             },
        {"amounts missing",
         [](Request& r) {
             r.clear_expected_total();
             r.mutable_lines(0)->clear_unit_price();
         },                                                                              {"expected_total", "lines[0].unit_price"}                             },
        {"no lines",                              [](Request& r) { r.clear_lines(); },   {"lines"}                                                             },
        {"too many lines",
         [](Request& r) {
             while (r.lines_size() <= 2'000)
                 *r.add_lines() = r.lines(0);
         },                                                                              {"lines"}                                                             },
        {"nowhere to send it",                    [](Request& r) { r.clear_ship_to(); }, {"ship_to"}                                                           },
        {"neither delivery nor pickup",
         [](Request& r) { r.mutable_lines(0)->clear_fulfillment(); },
         {"lines[0].fulfillment"}                                                                                                                              },
        {"a pickup nowhere",
         [](Request& r) { r.mutable_lines(0)->mutable_pickup(); },
         {"lines[0].pickup.location_id"}                                                                                                                       },
        {"phone and e-mail both wrong",
         [](Request& r) {
             r.mutable_contact()->set_phone("06 12 34");
             r.mutable_contact()->set_email("nobody");
             r.mutable_contact()->set_name(std::string(201, 'n'));
         },                                                                              {"contact.phone", "contact.email", "contact.name"}                    },
        {"an address that cannot be one",
         [](Request& r) {
             r.mutable_ship_to()->set_country_code("France");
             r.mutable_ship_to()->mutable_position()->set_latitude_microdegrees(90'000'001);
             r.mutable_ship_to()->set_postal_code(std::string(21, '7'));
             for (int i = 0; i < 5; ++i)
                 r.mutable_ship_to()->add_lines("one more");
         },                                                                              {"ship_to.country_code", "ship_to.position.latitude_microdegrees", "ship_to.postal_code",
          "ship_to.lines"}                                                                                                                          },
        {"card numbers",
         [](Request& r) {
             r.set_note("take 4111 1111 1111 1111");
             r.set_external_id("4111111111111111");
             r.add_tenders()->set_type("card");
             r.mutable_tenders(0)->set_reference("4111-1111-1111-1111");
             set_amount(*r.mutable_tenders(0)->mutable_amount(), "EUR", 1000);
         },                                                                              {"note", "external_id", "tenders[0].reference"}                       },
        {"discounts, charges, times and choices",
         [](Request& r) {
             r.add_discounts()->set_scope(orders::DISCOUNT_SCOPE_LINE);
             r.add_charges()->set_type(static_cast<orders::ChargeType>(77));
             r.set_on_shortage(static_cast<orders::OnShortage>(9));
             r.mutable_lines(0)->mutable_promised_by()->set_seconds(1);
         },                                                                              {"discounts[0].promotion_id", "discounts[0].scope", "discounts[0].amount",
          "charges[0].type", "charges[0].amount", "on_shortage", "lines[0].promised_by"}                                                            },
        {"text with control characters",
         [](Request& r) {
             r.set_note("bell \x07");
             r.set_gift_message("\xc2\x85");
             r.mutable_contact()->set_name("two\nlines");
         },                                                                              {"note", "gift_message", "contact.name"}                              },
    };
    check_all<Request>(
        shop.client, [] { return delivery_order("TEE"); }, examples);
}

TEST_CASE("an order whose amounts cannot be added up is refused for that") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 100);
    orders::PlaceOrderRequest mixed = delivery_order("TEE");
    set_amount(*mixed.mutable_lines(0)->mutable_unit_price(), "USD", unit_price);
    Answer answer = shop.client.call(mixed);
    INFO(answer.text());
    CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(answer.reason == "CURRENCY_MISMATCH");

    orders::PlaceOrderRequest huge = delivery_order("TEE", 1'000'000);
    set_amount(*huge.mutable_lines(0)->mutable_unit_price(), "EUR", too_much - 1);
    answer = shop.client.call(huge);
    CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(answer.reason == "AMOUNT_OVERFLOW");

    orders::PlaceOrderRequest generous = delivery_order("TEE");
    orders::Discount& discount = *generous.mutable_lines(0)->add_discounts();
    discount.set_promotion_id("ALL");
    discount.set_scope(orders::DISCOUNT_SCOPE_LINE);
    set_amount(*discount.mutable_amount(), "EUR", unit_price + 1);
    answer = shop.client.call(generous);
    CHECK(answer.reason == "MALFORMED_REQUEST");
    CHECK(fields_of(answer) == Fields{"lines[0].discounts"});
}

TEST_CASE("an order with more wrong fields than an answer holds tells how many there are") {
    const Shop shop;
    orders::PlaceOrderRequest request = delivery_order("TEE");
    request.mutable_lines(0)->set_quantity(-1);
    while (request.lines_size() < 500)
        *request.add_lines() = request.lines(0);
    Answer answer = shop.client.call(request);
    INFO(answer.text());
    CHECK(answer.reason == "MALFORMED_REQUEST");
    CHECK(answer.fields.size() == 25);
    CHECK(answer.facts["total"] == "500");
    CHECK(answer.details.size() <= 4096);
}

TEST_CASE("a new item's wrong fields are all named at once") {
    const Shop shop;
    using Request = catalog::CreateItemRequest;
    const auto good = [] {
        Request request;
        request.set_request_id(next_id());
        request.mutable_item()->set_sku(next_id("SKU"));
        request.mutable_item()->set_title("A tee");
        request.mutable_item()->set_gtin("4006381333931");
        return request;
    };
    const std::vector<Example<Request>> examples{
        {"nothing at all",   [](Request& r) { r.Clear(); }, {"request_id", "item.sku", "item.title"}},
        {"everything wrong",
         [](Request& r) {
             catalog::Item& item = *r.mutable_item();
             item.set_sku("a b");
             item.set_title(std::string(201, 't'));
             item.set_gtin("4006381333930");
             item.set_weight_g(-1);
             item.set_length_mm(1'000'001);
             item.set_width_mm(-5);
             item.set_height_mm(too_much);
             item.set_handling_class(static_cast<catalog::HandlingClass>(50));
         },                                                 {"item.sku", "item.title", "item.gtin", "item.weight_g", "item.length_mm", "item.width_mm",
          "item.height_mm", "item.handling_class"}                                       },
    };
    check_all<Request>(shop.client, good, examples);
}

TEST_CASE("a new location's wrong fields are all named at once") {
    const Shop shop;
    using Request = catalog::CreateLocationRequest;
    const auto good = [] {
        Request request;
        request.set_request_id(next_id());
        catalog::Location& location = *request.mutable_location();
        location.set_location_id(next_id("L"));
        location.set_name("A store");
        location.set_type(catalog::LOCATION_TYPE_STORE);
        location.set_time_zone("Europe/Paris");
        return request;
    };
    const std::vector<Example<Request>> examples{
        {"nothing at all",
         [](Request& r) { r.Clear(); },
         {"request_id", "location.location_id", "location.name", "location.type",
          "location.time_zone"}                          },
        {"everything wrong",
         [](Request& r) {
             catalog::Location& location = *r.mutable_location();
             location.set_location_id("S/1");
             location.set_gln("4006381333930");
             location.set_time_zone("Europe/Atlantis");
             location.set_type(static_cast<catalog::LocationType>(9));
             location.mutable_address()->set_country_code("fr");
             location.add_capabilities(catalog::CAPABILITY_SHIP);
             location.add_capabilities(catalog::CAPABILITY_SHIP);
             location.add_weekly_hours()->set_opens_minute(600);
             location.mutable_weekly_hours(0)->set_closes_minute(500);
             location.add_hours_exceptions()->set_date("2026-02-30");
             location.mutable_hours_exceptions(0)->set_closed(true);
         },                             {"location.location_id", "location.gln", "location.time_zone", "location.type",
          "location.address.country_code", "location.capabilities[1]",
          "location.weekly_hours[0].weekday", "location.weekly_hours[0].closes_minute",
          "location.hours_exceptions[0].date"}},
    };
    check_all<Request>(shop.client, good, examples);
}

TEST_CASE("wrong stock movements are all named at once, and none is posted") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    using Request = inventory::PostStockMovementsRequest;
    const auto good = [] {
        Request request;
        request.set_request_id(next_id());
        inventory::StockMovement& movement = *request.add_movements();
        movement.set_sku("TEE");
        movement.set_location_id("W1");
        movement.set_kind(inventory::MOVEMENT_KIND_RECEIVED);
        movement.set_quantity(1);
        return request;
    };
    const std::vector<Example<Request>> examples{
        {"nothing at all",   [](Request& r) { r.Clear(); }, {"request_id", "movements"}},
        {"everything wrong",
         [](Request& r) {
             inventory::StockMovement& moved = *r.add_movements();
             moved = r.movements(0);
             moved.set_kind(inventory::MOVEMENT_KIND_MOVED);
             moved.set_to_location_id("W1");
             inventory::StockMovement& bad = *r.add_movements();
             bad.set_sku("");
             bad.set_location_id("W 1");
             bad.set_quantity(1'000'000'001);
             bad.set_reason_code("because of Mr. Smith");
             inventory::StockMovement& none = *r.add_movements();
             none = r.movements(0);
             none.set_kind(inventory::MOVEMENT_KIND_ADJUSTED);
             none.set_quantity(0);
         },                                                 {"movements[1].to_location_id", "movements[2].sku", "movements[2].location_id",
          "movements[2].kind", "movements[2].quantity", "movements[2].reason_code",
          "movements[3].quantity"}                                          },
        {"too many",
         [](Request& r) {
             while (r.movements_size() <= 500)
                 *r.add_movements() = r.movements(0);
         },                                                 {"movements"}              },
    };
    check_all<Request>(shop.client, good, examples);
    CHECK(stock_at(shop.client, "TEE", "W1").on_hand() == 11);
}

TEST_CASE("a cart hold's wrong fields are all named at once") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    using Request = inventory::PlaceCartHoldRequest;
    const std::vector<Example<Request>> examples{
        {"nothing at all",
         [](Request& r) { r.Clear(); },
         {"request_id", "channel_id", "cart_id", "lines"}                                },
        {"everything wrong",
         [](Request& r) {
             r.set_channel_id("web/shop");
             r.set_cart_id("4111111111111111");
             r.mutable_lines(0)->set_sku("T E E");
             r.mutable_lines(0)->set_quantity(1'000'001);
             r.mutable_lines(0)->set_pickup_location_id("S/1");
             r.mutable_destination()->set_longitude_microdegrees(180'000'001);
         },                             {"channel_id", "cart_id", "lines[0].sku", "lines[0].quantity",
          "lines[0].pickup_location_id", "destination.longitude_microdegrees"}},
    };
    check_all<Request>(
        shop.client, [] { return hold_of(next_id("cart"), "TEE", 1); }, examples);
}

TEST_CASE("a receipt's wrong fields are all named at once, and none is planned") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    using Request = inventory::PlanReceiptRequest;
    const auto good = [] {
        Request request;
        request.set_request_id(next_id());
        request.set_sku("TEE");
        request.set_location_id("W1");
        request.set_quantity(1);
        request.mutable_expected_time()->set_seconds(1'900'000'000);
        return request;
    };
    const std::vector<Example<Request>> examples{
        {"nothing at all",
         [](Request& r) { r.Clear(); },
         {"request_id", "sku", "location_id", "quantity", "expected_time"}                 },
        {"everything wrong",
         [](Request& r) {
             r.set_sku("T E E");
             r.set_location_id("W/1");
             r.set_quantity(1'000'000'001);
             r.mutable_expected_time()->set_nanos(-1);
         },                             {"sku", "location_id", "quantity", "expected_time"}},
    };
    check_all<Request>(shop.client, good, examples);
}

}  // namespace oms::e2e
