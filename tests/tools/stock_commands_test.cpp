#include <doctest/doctest.h>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::Terminal;
namespace inventory = oms::inventory::v1;
namespace catalog = oms::catalog::v1;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a movement says what, where, which kind and how many, also fewer") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    inventory::StockMovement seen;
    server.post_movements = [&](const auto& request, auto& response) {
        seen = request.movements(0);
        auto& level = *response.add_levels();
        level.set_sku("TEE");
        level.set_location_id("W1");
        level.set_on_hand(118);
        level.set_available(118);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"stock", "move", "TEE@W1", "adjusted", "-2", "--reason", "audit",
                        "--yes"}) == ExitCode::ok);
    CHECK(seen.kind() == inventory::MOVEMENT_KIND_ADJUSTED);
    CHECK(seen.quantity() == -2);
    CHECK(seen.sku() == "TEE");
    CHECK(seen.location_id() == "W1");
    CHECK(seen.reason_code() == "audit");
    CHECK(contains(terminal.out(), "TEE  W1            118         0        118"));
    CHECK(terminal.run({"stock", "move", "TEE@W1", "moved", "5", "--to", "S1", "--yes"}) ==
          ExitCode::ok);
    CHECK(seen.to_location_id() == "S1");
}

TEST_CASE("a count tells the difference") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.record_count = [](const auto& request, auto& response) {
        CHECK(request.counted() == 2);
        response.mutable_level()->set_sku(request.sku());
        response.set_difference(-3);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"stock", "count", "SHOE@S1", "2", "--yes"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "-3 against what was recorded before."));
}

TEST_CASE("availability lists each SKU with its locations") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_availability = [](const auto& request, auto& response) {
        for (const std::string& sku : request.skus()) {
            auto& row = *response.add_skus();
            row.set_sku(sku);
            if (sku == "COAT") continue;
            row.set_total(7);
            auto& at = *row.add_locations();
            at.set_location_id("W1");
            at.set_available(7);
        }
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"stock", "available", "TEE", "COAT", "--channel", "web"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "TEE           7  W1 7\n"));
    CHECK(contains(terminal.out(), "COAT          0\n"));
}

TEST_CASE("a SKU without stock is told in words") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_stock = [](const auto&, auto&) { return grpc::Status::OK; };
    CHECK(terminal.run({"stock", "get", "TEE"}) == ExitCode::ok);
    CHECK(terminal.out() == "No stock recorded.\n");
}

TEST_CASE("a cart is held line by line, near the customer") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    inventory::PlaceCartHoldRequest seen;
    server.place_cart_hold = [&](const auto& request, auto& response) {
        seen = request;
        auto& hold = *response.mutable_cart_hold();
        hold.set_channel_id(request.channel_id());
        hold.set_cart_id(request.cart_id());
        hold.set_state(inventory::CART_HOLD_STATE_HELD);
        hold.mutable_lines()->CopyFrom(request.lines());
        auto& held = *hold.add_held();
        held.set_line_no(1);
        held.set_location_id("W1");
        held.set_quantity(2);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"cart", "hold", "web/C-1", "--line", "TEE:2", "--line", "JEAN:1:pickup=S1",
                        "--position", "48.8692,2.3316"}) == ExitCode::ok);
    CHECK(seen.channel_id() == "web");
    CHECK(seen.cart_id() == "C-1");
    CHECK(seen.lines(1).pickup_location_id() == "S1");
    CHECK(seen.destination().latitude_microdegrees() == 48'869'200);
    CHECK(contains(terminal.out(), "Cart web/C-1\n  state  held\n"));
    CHECK(contains(terminal.out(), "W1 2"));
    CHECK(terminal.run({"cart", "hold", "C-1", "--line", "TEE:2"}) == ExitCode::usage);
    CHECK(terminal.run({"cart", "hold", "web/C-1", "--line", "TEE:2:drop=S1"}) == ExitCode::usage);
}

TEST_CASE("a location is created with address, hours, exceptions and capabilities") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.create_location = [](const auto& request, auto& response) {
        *response.mutable_location() = request.location();
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"location",      "create",
                        "--id",          "S1",
                        "--name",        "Paris Rivoli",
                        "--type",        "store",
                        "--zone",        "Europe/Paris",
                        "--hours",       "Mon-Sat 10:00-20:00",
                        "--exception",   "2026-12-25=closed Christmas",
                        "--capability",  "ship,pickup",
                        "--address",     "80 rue de Rivoli",
                        "--postal-code", "75004",
                        "--city",        "Paris",
                        "--country",     "FR"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "Location S1\n"));
    CHECK(contains(terminal.out(), "80 rue de Rivoli, 75004 Paris, FR"));
    CHECK(contains(terminal.out(), "ship, pickup"));
    CHECK(contains(terminal.out(), "saturday    10:00-20:00"));
    CHECK(contains(terminal.out(), "2026-12-25  closed       Christmas"));
}

TEST_CASE("an item is created with its size and handling") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.create_item = [](const auto& request, auto& response) {
        *response.mutable_item() = request.item();
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"item", "create", "--sku", "TEE", "--title", "T-shirt", "--weight-g", "180",
                        "--dimensions", "300x200x20", "--handling", "age-restricted"}) ==
          ExitCode::ok);
    CHECK(contains(terminal.out(), "300 x 200 x 20 mm"));
    CHECK(contains(terminal.out(), "age restricted"));
    CHECK(terminal.run({"item", "create", "--sku", "TEE", "--title", "T", "--dimensions", "1x2"}) ==
          ExitCode::usage);
    CHECK(terminal.run({"item", "create", "--sku", "TEE"}) == ExitCode::usage);
}
