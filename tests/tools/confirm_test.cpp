#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;
namespace inventory = oms::inventory::v1;
namespace orders = oms::orders::v1;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// An order of three units, of which a cancellation takes two; and who watches what is asked.
struct Shop {
    Shop() {
        terminal.variables["OMS_SERVER"] = server.address();
        server.get_order = [](const auto&, auto& response) {
            orders::Order& order = *response.mutable_order();
            order.set_order_id("ord_1");
            order.set_number("7KQ2M9XD4T");
            order.set_status(orders::ORDER_STATUS_PLACED);
            order.set_etag("v3");
            orders::OrderLine& line = *order.add_lines();
            line.set_line_no(1);
            line.set_sku("TEE");
            line.mutable_quantities()->set_ordered(3);
            line.mutable_quantities()->set_allocated(3);
            return grpc::Status::OK;
        };
        server.cancel_order = [this](const auto& request, auto& response) {
            seen.push_back(request);
            response.mutable_order()->set_status(orders::ORDER_STATUS_PLACED);
            auto& line = *response.mutable_order()->add_lines();
            line.set_line_no(1);
            line.mutable_quantities()->set_ordered(3);
            line.mutable_quantities()->set_allocated(1);
            line.mutable_quantities()->set_canceled(2);
            return grpc::Status::OK;
        };
    }
    ExitCode cancel(std::vector<std::string> more = {}) {
        std::vector<std::string> words{"order", "cancel", "ord_1", "--reason",
                                       "fraud", "--line", "1:2"};
        words.insert(words.end(), more.begin(), more.end());
        return terminal.run(words);
    }
    // What went out to be done and not only tried.
    int done() const {
        int count = 0;
        for (const auto& request : seen)
            count += request.validate_only() ? 0 : 1;
        return count;
    }
    FakeServer server;
    Terminal terminal;
    std::vector<orders::CancelOrderRequest> seen;
};

}  // namespace

TEST_CASE("a cancellation shows before and after, asks, and is done when a person agrees") {
    Shop shop;
    shop.terminal.environment.in_is_terminal = true;
    shop.terminal.input = "y\n";
    CHECK(shop.cancel() == ExitCode::ok);
    CHECK(contains(shop.terminal.err(), "line 1, TEE"));
    CHECK(contains(shop.terminal.err(), "allocated       3      1\n"));
    CHECK(contains(shop.terminal.err(), "canceled        0      2\n"));
    CHECK_FALSE(contains(shop.terminal.err(), "ordered"));
    CHECK(contains(shop.terminal.err(), "Go on? [y/N] "));
    REQUIRE(shop.seen.size() == 2);
    CHECK(shop.seen[0].validate_only());
    CHECK_FALSE(shop.seen[1].validate_only());
    CHECK(shop.seen[1].etag() == "v3");  // what was shown is what is done, or nothing
    CHECK(contains(shop.terminal.out(), "canceled"));
}

TEST_CASE("no, or no answer, changes nothing") {
    for (const char* const answer : {"n\n", "\n", "", "never\n"}) {
        Shop shop;
        shop.terminal.environment.in_is_terminal = true;
        shop.terminal.input = answer;
        CHECK(shop.cancel() == ExitCode::refused);
        CHECK(shop.done() == 0);
        CHECK(contains(shop.terminal.err(), "nothing was changed"));
        CHECK(shop.terminal.out().empty());
    }
}

TEST_CASE("without a terminal --yes is needed, and nothing is even tried without it") {
    Shop shop;
    shop.terminal.input = "y\n";
    CHECK(shop.cancel() == ExitCode::usage);
    CHECK(contains(shop.terminal.err(), "error: USAGE: "));
    CHECK(contains(shop.terminal.err(), "--yes"));
    CHECK(shop.seen.empty());
    CHECK(shop.cancel({"--yes"}) == ExitCode::ok);
    CHECK(shop.seen.size() == 1);
    CHECK(shop.done() == 1);
}

TEST_CASE("a dry run shows the same before and after, asks nobody and changes nothing") {
    Shop shop;
    CHECK(shop.cancel({"--dry-run"}) == ExitCode::ok);
    CHECK(contains(shop.terminal.out(), "allocated       3      1\n"));
    CHECK(shop.terminal.err() == "dry run: nothing was changed\n");
    CHECK(shop.cancel({"--dry-run", "-o", "json"}) == ExitCode::ok);
    CHECK(nlohmann::json::parse(shop.terminal.out())["order"]["lines"].size() == 1);
    CHECK(shop.done() == 0);
}

TEST_CASE("a refusal of the trial is the answer, and nobody is asked") {
    Shop shop;
    shop.terminal.environment.in_is_terminal = true;
    shop.terminal.input = "y\n";
    shop.server.cancel_order = [&](const auto& request, auto&) {
        shop.seen.push_back(request);
        return refusal(grpc::StatusCode::FAILED_PRECONDITION, "gone", "ILLEGAL_TRANSITION");
    };
    CHECK(shop.cancel() == ExitCode::refused);
    CHECK(shop.done() == 0);
    CHECK_FALSE(contains(shop.terminal.err(), "Go on?"));
}

TEST_CASE("what was agreed to and may have happened can be repeated as the same request") {
    Shop shop;
    shop.terminal.environment.in_is_terminal = true;
    shop.terminal.input = "y\n";
    const auto answer = shop.server.cancel_order;
    shop.server.cancel_order = [&](const auto& request, auto& response) {
        const auto status = answer(request, response);
        if (request.validate_only()) return status;
        return refusal(grpc::StatusCode::UNAVAILABLE, "gone", "SHUTTING_DOWN");
    };
    CHECK(shop.cancel() == ExitCode::unavailable);
    REQUIRE(shop.seen.size() == 2);
    const std::string id = shop.seen[1].request_id();
    CHECK(shop.seen[0].request_id() != id);
    CHECK(contains(shop.terminal.err(), "--yes --etag v3"));
    CHECK(contains(shop.terminal.err(), "--request-id " + id));
    CHECK(shop.cancel({"--yes", "--etag", "v3", "--request-id", id}) == ExitCode::unavailable);
    REQUIRE(shop.seen.size() == 3);
    CHECK(shop.seen[2].SerializeAsString() == shop.seen[1].SerializeAsString());
}

TEST_CASE("a release of a cart tells which units go back") {
    Shop shop;
    shop.server.get_cart_hold = [](const auto&, auto& response) {
        inventory::CartHold& hold = *response.mutable_cart_hold();
        hold.set_state(inventory::CART_HOLD_STATE_HELD);
        hold.add_lines()->set_sku("TEE");
        hold.add_held()->set_line_no(1);
        hold.mutable_held(0)->set_location_id("W1");
        hold.mutable_held(0)->set_quantity(2);
        return grpc::Status::OK;
    };
    int released = 0;
    shop.server.release_cart_hold = [&](const auto& request, auto& response) {
        released += request.validate_only() ? 0 : 1;
        response.mutable_cart_hold()->set_state(inventory::CART_HOLD_STATE_RELEASED);
        return grpc::Status::OK;
    };
    CHECK(shop.terminal.run({"cart", "release", "web/C-1"}) == ExitCode::usage);
    CHECK(released == 0);
    CHECK(shop.terminal.run({"cart", "release", "web/C-1", "--dry-run"}) == ExitCode::ok);
    CHECK(released == 0);
    CHECK(contains(shop.terminal.out(), "TEE@W1  held"));
    CHECK(contains(shop.terminal.out(), "held  released"));
    shop.terminal.environment.in_is_terminal = true;
    shop.terminal.input = "YES\n";
    CHECK(shop.terminal.run({"cart", "release", "web/C-1"}) == ExitCode::ok);
    CHECK(released == 1);
}

TEST_CASE("stock that becomes less is asked about, stock that becomes more is not") {
    Shop shop;
    std::int64_t change = 0;
    int posted = 0;
    shop.server.get_stock = [](const auto&, auto& response) {
        response.add_levels()->set_on_hand(10);
        return grpc::Status::OK;
    };
    shop.server.post_movements = [&](const auto& request, auto& response) {
        posted += request.validate_only() ? 0 : 1;
        change = request.movements(0).quantity();
        auto& level = *response.add_levels();
        level.set_sku("TEE");
        level.set_location_id("W1");
        level.set_on_hand(10 + change);
        return grpc::Status::OK;
    };
    int counted = 0;
    shop.server.record_count = [&](const auto& request, auto& response) {
        counted += request.validate_only() ? 0 : 1;
        response.mutable_level()->set_sku("TEE");
        response.mutable_level()->set_on_hand(request.counted());
        response.set_difference(request.counted() - 10);
        return grpc::Status::OK;
    };
    CHECK(shop.terminal.run({"stock", "move", "TEE@W1", "received", "5"}) == ExitCode::ok);
    CHECK(shop.terminal.run({"stock", "move", "TEE@W1", "adjusted", "5"}) == ExitCode::ok);
    CHECK(shop.terminal.run({"stock", "count", "TEE@W1", "11"}) == ExitCode::ok);
    CHECK(posted == 2);
    CHECK(counted == 1);
    for (const char* const kind : {"damaged", "sold", "moved"})
        CHECK(shop.terminal.run({"stock", "move", "TEE@W1", kind, "5"}) == ExitCode::usage);
    CHECK(shop.terminal.run({"stock", "move", "TEE@W1", "adjusted", "-5"}) == ExitCode::usage);
    CHECK(shop.terminal.run({"stock", "count", "TEE@W1", "9"}) == ExitCode::usage);
    CHECK(posted == 2);
    CHECK(counted == 1);
    CHECK(shop.terminal.run({"stock", "move", "TEE@W1", "adjusted", "-4", "--dry-run"}) ==
          ExitCode::ok);
    CHECK(contains(shop.terminal.out(), "TEE@W1  on hand      10      6\n"));
    CHECK(posted == 2);
}
