#include <doctest/doctest.h>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::Terminal;
namespace inventory = oms::inventory::v1;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

inventory::Receipt receipt(std::int64_t expected, std::int64_t received, std::int64_t promised) {
    inventory::Receipt made;
    made.set_receipt_id("rcp_1");
    made.set_sku("COAT");
    made.set_location_id("W1");
    made.set_expected_quantity(expected);
    made.set_received_quantity(received);
    made.set_promised_quantity(promised);
    made.mutable_expected_time()->set_seconds(1'773'990'000);  // 2026-03-20 07:00
    made.set_state(inventory::RECEIPT_STATE_OPEN);
    return made;
}

struct Fixture {
    FakeServer server;
    Terminal terminal;
    Fixture() {
        terminal.variables["OMS_SERVER"] = server.address();
        server.get_receipt = [](const auto&, auto& response) {
            *response.mutable_receipt() = receipt(100, 0, 40);
            return grpc::Status::OK;
        };
    }
};

}  // namespace

TEST_CASE("a receipt is planned with a place, a quantity and a time") {
    Fixture f;
    inventory::PlanReceiptRequest seen;
    f.server.plan_receipt = [&](const auto& request, auto& response) {
        seen = request;
        *response.mutable_receipt() = receipt(100, 0, 0);
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"receipt", "plan", "COAT@W1", "100", "--due",
                          "2026-03-20T08:00:00+01:00"}) == ExitCode::ok);
    CHECK(seen.sku() == "COAT");
    CHECK(seen.location_id() == "W1");
    CHECK(seen.quantity() == 100);
    CHECK(seen.expected_time().seconds() == 1'773'990'000);
    CHECK(contains(f.terminal.out(), "Receipt rcp_1"));
    CHECK(contains(f.terminal.out(), "2026-03-20 07:00:00Z"));
    for (const auto& wrong : {
             std::vector<std::string>{"receipt",              "plan",       "COAT",                        "1",                "--due",
                                      "2026-03-20T08:00:00Z"},
             std::vector<std::string>{"receipt", "plan",             "COAT@W1",                                  "1",                                              "--due", "friday"},
             std::vector<std::string>{"receipt",                   "plan",                        "COAT@W1",            "many","--due",
                                      "2026-03-20T08:00:00Z"},
             std::vector<std::string>{"receipt","plan","COAT@W1","1"                }
    }) {
        CHECK(f.terminal.run(wrong) == ExitCode::usage);
    }
}

TEST_CASE("making a promised receipt later asks first, making it sooner does not") {
    Fixture f;
    int changes = 0;
    std::int64_t seconds = 0;
    f.server.update_receipt = [&](const auto& request, auto& response) {
        changes += request.validate_only() ? 0 : 1;
        *response.mutable_receipt() = receipt(100, 0, 40);
        *response.mutable_receipt()->mutable_expected_time() = request.expected_time();
        seconds = request.expected_time().seconds();
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"receipt", "update", "rcp_1", "--due", "2026-03-27T07:00:00Z"}) !=
          ExitCode::ok);
    CHECK(changes == 0);
    CHECK(f.terminal.run({"receipt", "update", "rcp_1", "--due", "2026-03-27T07:00:00Z",
                          "--yes"}) == ExitCode::ok);
    CHECK(changes == 1);
    CHECK(seconds == 1'773'990'000 + 7 * 86'400);
    CHECK(f.terminal.run({"receipt", "update", "rcp_1", "--due", "2026-03-27T07:00:00Z",
                          "--dry-run"}) == ExitCode::ok);
    CHECK(changes == 1);
    CHECK(contains(f.terminal.out() + f.terminal.err(), "2026-03-27 07:00:00Z"));
}

TEST_CASE("what has come is booked, and the shelf shown") {
    Fixture f;
    inventory::ReceiveReceiptRequest seen;
    f.server.receive_receipt = [&](const auto& request, auto& response) {
        seen = request;
        *response.mutable_receipt() = receipt(100, 60, 40);
        response.mutable_level()->set_sku("COAT");
        response.mutable_level()->set_location_id("W1");
        response.mutable_level()->set_on_hand(60);
        response.mutable_level()->set_incoming(40);
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"receipt", "receive", "rcp_1", "60", "--final", "--yes"}) ==
          ExitCode::ok);
    CHECK(seen.quantity() == 60);
    CHECK(seen.final());
    CHECK(contains(f.terminal.out(), "COAT  W1"));
}

TEST_CASE("receipts are listed as asked") {
    Fixture f;
    f.server.list_receipts = [](const auto& request, auto& response) {
        CHECK(request.sku() == "COAT");
        CHECK(request.open_only());
        *response.add_receipts() = receipt(100, 60, 40);
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"receipt", "list", "--sku", "COAT", "--open"}) == ExitCode::ok);
    CHECK(contains(f.terminal.out(), "rcp_1"));
    CHECK(contains(f.terminal.out(), "open"));
    CHECK(f.terminal.run({"receipt", "get", "rcp_1"}) == ExitCode::ok);
    CHECK(contains(f.terminal.out(), "promised"));
}

TEST_CASE("an order shows which receipt its units wait for") {
    Fixture f;
    f.server.get_order = [](const auto&, auto& response) {
        auto& order = *response.mutable_order();
        order.set_order_id("ord_1");
        order.set_number("ABCDEFGHJK");
        auto& waiting = *order.add_waiting();
        waiting.set_line_no(1);
        waiting.set_quantity(2);
        waiting.set_receipt_id("rcp_1");
        waiting.mutable_promised_by()->set_seconds(1'773'990'000);
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"order", "get", "ord_1"}) == ExitCode::ok);
    CHECK(contains(f.terminal.out(), "rcp_1"));
    CHECK(contains(f.terminal.out(), "2026-03-20 07:00:00Z"));
}
