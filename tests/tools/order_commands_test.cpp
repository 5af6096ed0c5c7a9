#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;
namespace orders = oms::orders::v1;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void set_money(oms::common::v1::Money& money, std::int64_t minor_units) {
    money.set_currency_code("EUR");
    money.set_minor_units(minor_units);
}

// Two TEE of which one waits for stock, one JEAN to collect; as a caller with rights sees it.
orders::Order sample_order() {
    orders::Order order;
    order.set_order_id("ord_01J9");
    order.set_number("7KQ2M9XD4T");
    order.set_channel_id("web");
    order.set_external_id("W-1");
    order.set_status(orders::ORDER_STATUS_PLACED);
    order.set_fulfillment_status(orders::FULFILLMENT_STATUS_PARTIALLY_ALLOCATED);
    order.mutable_create_time()->set_seconds(1'772'528'400);
    auto& tee = *order.add_lines();
    tee.set_line_no(1);
    tee.set_sku("TEE");
    tee.mutable_delivery()->set_service_level("standard");
    set_money(*tee.mutable_unit_price(), 2000);
    tee.mutable_quantities()->set_ordered(2);
    tee.mutable_quantities()->set_backordered(1);
    tee.mutable_quantities()->set_allocated(1);
    auto& at = *tee.add_allocations();
    at.set_location_id("W1");
    at.set_quantity(1);
    auto& jean = *order.add_lines();
    jean.set_line_no(2);
    jean.set_sku("JEAN");
    jean.mutable_pickup()->set_location_id("S1");
    set_money(*jean.mutable_unit_price(), 6000);
    jean.mutable_quantities()->set_ordered(1);
    jean.mutable_quantities()->set_allocated(1);
    set_money(*order.mutable_totals()->mutable_goods(), 10000);
    set_money(*order.mutable_totals()->mutable_total(), 10490);
    order.mutable_contact()->set_name("Ada Petit");
    order.mutable_ship_to()->add_lines("2 rue de la Paix");
    order.mutable_ship_to()->set_postal_code("75002");
    order.mutable_ship_to()->set_locality("Paris");
    return order;
}

const std::vector<std::string> place_simple{
    "order",    "place",         "--channel",   "web",       "--external-id",
    "W-1",      "--line",        "TEE:2:20.00", "--line",    "JEAN:1:60.00:pickup=S1",
    "--charge", "shipping:4.90", "--name",      "Ada Petit", "--tax-included"};

}  // namespace

TEST_CASE("an order is placed from flags, and its receipt is shown") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    orders::PlaceOrderRequest seen;
    server.place_order = [&](const auto& request, auto& response) {
        seen = request;
        auto& receipt = *response.mutable_order();
        receipt.set_number("7KQ2M9XD4T");
        receipt.set_status(orders::ORDER_STATUS_PLACED);
        set_money(*receipt.mutable_totals()->mutable_total(), 10490);
        auto& line = *receipt.add_lines();
        line.set_line_no(1);
        line.mutable_quantities()->set_ordered(2);
        line.mutable_quantities()->set_allocated(2);
        auto& at = *line.add_allocations();
        at.set_location_id("W1");
        at.set_quantity(2);
        return grpc::Status::OK;
    };
    CHECK(terminal.run(place_simple) == ExitCode::ok);
    CHECK(seen.expected_total().minor_units() == 10490);
    CHECK(seen.lines_size() == 2);
    CHECK_FALSE(seen.validate_only());
    CHECK_FALSE(seen.keep_together());
    CHECK_FALSE(seen.identity_required());
    CHECK(seen.request_id().starts_with("oms-"));
    CHECK(contains(terminal.out(), "Order 7KQ2M9XD4T\n"));
    CHECK(contains(terminal.out(), "104.90 EUR"));
    CHECK(contains(terminal.out(), "W1 2"));
    CHECK(terminal.err().empty());
    std::vector<std::string> dry = place_simple;
    dry.insert(dry.end(),
               {"--dry-run", "--request-id", "fixed-1", "--keep-together", "--identity-required"});
    CHECK(terminal.run(dry) == ExitCode::ok);
    CHECK(seen.validate_only());
    CHECK(seen.keep_together());
    CHECK(seen.identity_required());
    CHECK(seen.request_id() == "fixed-1");
    CHECK(contains(terminal.err(), "dry run"));
}

TEST_CASE("an order is placed from protobuf JSON on the standard input, with its own request id") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    orders::PlaceOrderRequest seen;
    server.place_order = [&](const auto& request, auto&) {
        seen = request;
        return grpc::Status::OK;
    };
    terminal.input =
        R"({"requestId":"mine-1","channelId":"web","externalId":"W-2","lines":[{"sku":"TEE",
        "quantity":"2","unitPrice":{"currencyCode":"EUR","minorUnits":"2000"},"pickup":{"locationId":"S1"}}]})";
    CHECK(terminal.run({"order", "place", "--file", "-"}) == ExitCode::ok);
    CHECK(seen.request_id() == "mine-1");
    CHECK(seen.lines(0).quantity() == 2);
    CHECK(terminal.run({"order", "place", "--file", "-", "--request-id", "other"}) == ExitCode::ok);
    CHECK(seen.request_id() == "other");
    terminal.input = R"({"channel":"web"})";
    CHECK(terminal.run({"order", "place", "--file", "-"}) == ExitCode::usage);
    CHECK(terminal.run({"order", "place", "--file", "/nonexistent.json"}) == ExitCode::usage);
}

TEST_CASE("a shortage lists every short line, and how many more there are") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    google::rpc::PreconditionFailure shortage;
    auto& row = *shortage.add_violations();
    row.set_type("STOCK");
    row.set_subject("TEE");
    row.set_description("wanted 2, available 1");
    server.place_order = [&](const auto&, auto&) {
        return refusal(grpc::StatusCode::FAILED_PRECONDITION, "not enough stock",
                       "INSUFFICIENT_STOCK",
                       {
                           {"total", "40"}
        },
                       {&shortage});
    };
    CHECK(terminal.run(place_simple) == ExitCode::refused);
    CHECK(terminal.err() ==
          "error: INSUFFICIENT_STOCK: not enough stock\n"
          "  STOCK TEE: wanted 2, available 1\n"
          "  and 39 more\n"
          "hint: Lower the quantities listed, wait for stock, or allow backorder.\n");
}

TEST_CASE("a wrong total shows the right figures, and a taken key the order that has it") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.place_order = [](const auto&, auto&) {
        return refusal(grpc::StatusCode::FAILED_PRECONDITION, "no", "TOTAL_MISMATCH",
                       {
                           {"goods",         "10000"},
                           {"total",         "10490"},
                           {"currency_code", "EUR"  }
        });
    };
    CHECK(terminal.run(place_simple) == ExitCode::refused);
    CHECK(contains(terminal.err(), "  goods = 100.00 EUR\n  total = 104.90 EUR\n"));
    server.place_order = [](const auto&, auto&) {
        return refusal(grpc::StatusCode::ALREADY_EXISTS, "no", "ORDER_EXISTS",
                       {
                           {"order_id", "ord_01J9"}
        });
    };
    CHECK(terminal.run(place_simple) == ExitCode::refused);
    CHECK(contains(terminal.err(), "  order_id = ord_01J9\n"));
}

TEST_CASE(
    "an order is shown with the quantities that say something, allocations, money and customer") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_order = [](const auto& request, auto& response) {
        if (request.external().external_id() != "W-1")
            return grpc::Status(grpc::StatusCode::NOT_FOUND, "no");
        *response.mutable_order() = sample_order();
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"order", "get", "web/W-1"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "Order 7KQ2M9XD4T\n"));
    CHECK(contains(terminal.out(), "status       placed\n"));
    CHECK(contains(terminal.out(), "fulfillment  partially allocated\n"));
    CHECK(contains(terminal.out(),
                   "  line  SKU   by         ordered  backordered  allocated  unit price"));
    CHECK(contains(terminal.out(),
                   "     1  TEE   standard         2            1          1   20.00 EUR  W1 1"));
    CHECK(contains(terminal.out(),
                   "     2  JEAN  pickup S1        1            -          1   60.00 EUR"));
    CHECK_FALSE(contains(terminal.out(), "shipped"));
    CHECK(contains(terminal.out(), "104.90 EUR"));
    CHECK(contains(terminal.out(), "2 rue de la Paix, 75002 Paris"));
    CHECK(terminal.run({"order", "get", "web/W-1", "-o", "json"}) == ExitCode::ok);
    const auto order = nlohmann::json::parse(terminal.out())["order"];
    CHECK(order["orderId"] == "ord_01J9");
    CHECK(order["lines"][1]["quantities"]["backordered"] == "0");
}

TEST_CASE("without the right to see people there is no customer block") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_order = [](const auto&, auto& response) {
        *response.mutable_order() = sample_order();
        response.mutable_order()->clear_contact();
        response.mutable_order()->clear_ship_to();
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"order", "get", "ord_01J9"}) == ExitCode::ok);
    CHECK_FALSE(contains(terminal.out(), "Customer"));
}

TEST_CASE("canceling by number looks the order up first") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    int lookups = 0;
    server.get_order = [&](const auto& request, auto& response) {
        ++lookups;
        CHECK(request.number() == "7KQ2M9XD4T");
        *response.mutable_order() = sample_order();
        return grpc::Status::OK;
    };
    orders::CancelOrderRequest seen;
    server.cancel_order = [&](const auto& request, auto&) {
        seen = request;
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"order", "cancel", "7kq2-m9xd-4t", "--reason", "customer-request", "--line",
                        "1:2", "--comment", "rang us", "--yes"}) == ExitCode::ok);
    CHECK(lookups == 1);
    CHECK(seen.order_id() == "ord_01J9");
    CHECK(seen.reason() == orders::CANCEL_REASON_CUSTOMER_REQUEST);
    CHECK(seen.lines(0).line_no() == 1);
    CHECK(seen.lines(0).quantity() == 2);
    CHECK(terminal.run({"order", "cancel", "ord_01J9", "--reason", "fraud", "--yes"}) ==
          ExitCode::ok);
    CHECK(lookups == 1);
}

TEST_CASE("an order goes elsewhere, and whoever has it in work is named") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    orders::ChangeAddressRequest sent;
    server.change_address = [&](const auto& request, auto& response) {
        sent = request;
        response.add_recalled_fulfillment_order_ids("ful_1");
        response.add_redirected_fulfillment_order_ids("ful_2");
        response.set_needs_review(true);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"order", "readdress", "ord_01J9", "--postal-code", "69003", "--country",
                        "FR"}) == ExitCode::ok);
    CHECK(sent.order_id() == "ord_01J9");
    CHECK(sent.ship_to().postal_code() == "69003");
    CHECK(contains(terminal.out(), "asked to give it back: ful_1"));
    CHECK(contains(terminal.out(), "asked to redirect: ful_2"));
    CHECK(contains(terminal.out(), "fraud review"));
    CHECK(terminal.run({"order", "readdress", "ord_01J9"}) == ExitCode::usage);

    orders::ChangePickupLocationRequest moved;
    server.change_pickup = [&](const auto& request, auto&) {
        moved = request;
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"order", "move-pickup", "ord_01J9", "S1", "S4"}) == ExitCode::ok);
    CHECK(moved.from_location_id() == "S1");
    CHECK(moved.to_location_id() == "S4");
}

TEST_CASE("the timeline goes through all pages of the order's events") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_order = [](const auto&, auto& response) {
        *response.mutable_order() = sample_order();
        return grpc::Status::OK;
    };
    server.list_events = [](const auto& request, auto& response) {
        CHECK(request.filter().aggregate_type() == "order");
        CHECK(request.filter().aggregate_id() == "ord_01J9");
        const bool first = request.cursor().empty();
        auto& event = *response.add_events();
        event.set_type(first ? "order.placed" : "order.canceled");
        event.set_aggregate_sequence(first ? 1 : 2);
        event.mutable_time()->set_seconds(1'772'528'400);
        event.set_actor("web-shop");
        event.set_data_json(
            first ? R"({"number":"7KQ2M9XD4T","lines":[{},{}],"gift":false,"cart":null})" : "{}");
        response.set_next_cursor(first ? "c1" : "c2");
        response.set_more(first);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"order", "timeline", "web/W-1"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "2026-03-03 09:00:00Z  order.placed"));
    CHECK(contains(terminal.out(), "#1  web-shop  number=7KQ2M9XD4T lines=[2] gift=false\n"));
    CHECK(contains(terminal.out(), "order.canceled"));
    CHECK(terminal.run({"order", "timeline", "web/W-1", "-o", "json"}) == ExitCode::ok);
    CHECK(nlohmann::json::parse(terminal.out())["events"].size() == 2);
}
