#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::Terminal;
namespace catalog = oms::catalog::v1;
namespace orders = oms::orders::v1;

namespace {

constexpr std::int64_t nine_o_clock = 1'772'528'400;  // the terminal's clock

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct Desk {
    Desk() { terminal.variables["OMS_SERVER"] = server.address(); }
    FakeServer server;
    Terminal terminal;
};

// What a server says after each change: one active hold of line 2, and two tags.
void fill(orders::OrderReceipt& receipt) {
    receipt.set_number("7KQ2M9XD4T");
    receipt.set_status(orders::ORDER_STATUS_PLACED);
    auto& hold = *receipt.add_holds();
    hold.set_hold_id("hld_01J9");
    hold.set_type(orders::HOLD_TYPE_DUPLICATE_SUSPECT);
    hold.set_state(orders::HOLD_STATE_ACTIVE);
    hold.add_line_nos(2);
    hold.mutable_expire_time()->set_seconds(nine_o_clock);
    hold.set_about("ord_01J8");
    receipt.add_tags("new");
    receipt.add_tags("vip");
}

}  // namespace

TEST_CASE("an order is held for a while, or until a time, or for good") {
    Desk desk;
    orders::HoldOrderRequest seen;
    desk.server.hold_order = [&](const auto& request, auto& response) {
        seen = request;
        fill(*response.mutable_order());
        response.set_hold_id("hld_01J9");
        return grpc::Status::OK;
    };
    CHECK(desk.terminal.run({"order", "hold", "ord_1", "--type", "fraud-review", "--line", "2",
                             "--line", "3", "--owner", "fraud-team", "--reason", "odd address",
                             "--for", "2h", "--etag", "v3"}) == ExitCode::ok);
    CHECK(seen.order_id() == "ord_1");
    CHECK(seen.type() == orders::HOLD_TYPE_FRAUD_REVIEW);
    REQUIRE(seen.line_nos_size() == 2);
    CHECK(seen.line_nos(1) == 3);
    CHECK(seen.owner() == "fraud-team");
    CHECK(seen.reason() == "odd address");
    CHECK(seen.etag() == "v3");
    CHECK(seen.expire_time().seconds() == nine_o_clock + 2 * 3600);
    CHECK(seen.request_id().starts_with("oms-"));
    CHECK(contains(desk.terminal.out(), "hld_01J9  duplicate suspect  active  2"));
    CHECK(contains(desk.terminal.out(), "2026-03-03 09:00:00Z"));
    CHECK(contains(desk.terminal.out(), "like ord_01J8"));
    CHECK(contains(desk.terminal.out(), "new, vip"));

    CHECK(desk.terminal.run({"order", "hold", "ord_1", "--type", "fraud_review", "--until",
                             "2026-03-03T12:00:00+01:00"}) == ExitCode::ok);
    CHECK(seen.expire_time().seconds() == nine_o_clock + 2 * 3600);
    CHECK(desk.terminal.run({"order", "hold", "ord_1", "--type", "other", "--dry-run", "-o",
                             "json"}) == ExitCode::ok);
    CHECK_FALSE(seen.has_expire_time());
    CHECK(seen.validate_only());
    CHECK(nlohmann::json::parse(desk.terminal.out())["holdId"] == "hld_01J9");
}

TEST_CASE("a hold with an unknown type, two ends or no sense is a usage error") {
    Desk desk;
    const std::vector<std::string> base{"order", "hold", "ord_1", "--type"};
    for (const std::vector<std::string>& more : {
             std::vector<std::string>{"whim" },
             {          "other",              "--for", "2h", "--until", "2026-03-03T12:00:00Z"},
             {   "other", "--for", "25h"},
             {"other",               "--until", "tomorrow"},
             { "other","--line", "one"}
    }) {
        std::vector<std::string> arguments = base;
        arguments.insert(arguments.end(), more.begin(), more.end());
        CHECK(desk.terminal.run(arguments) == ExitCode::usage);
    }
    CHECK(desk.terminal.run({"order", "hold", "ord_1"}) == ExitCode::usage);
    CHECK(desk.terminal.run({"order", "tag", "ord_1"}) == ExitCode::usage);
}

TEST_CASE("a hold is released, a note kept, and tags changed; a number is looked up first") {
    Desk desk;
    int lookups = 0;
    desk.server.get_order = [&](const auto&, auto& response) {
        ++lookups;
        response.mutable_order()->set_order_id("ord_1");
        return grpc::Status::OK;
    };
    orders::ReleaseHoldRequest released;
    desk.server.release_hold = [&](const auto& request, auto& response) {
        released = request;
        fill(*response.mutable_order());
        return grpc::Status::OK;
    };
    orders::AddNoteRequest noted;
    desk.server.add_note = [&](const auto& request, auto& response) {
        noted = request;
        fill(*response.mutable_order());
        return grpc::Status::OK;
    };
    orders::UpdateTagsRequest tagged;
    desk.server.update_tags = [&](const auto& request, auto& response) {
        tagged = request;
        fill(*response.mutable_order());
        return grpc::Status::OK;
    };
    CHECK(desk.terminal.run({"order", "release", "web/W-1", "hld_01J9", "--reason", "known"}) ==
          ExitCode::ok);
    CHECK(lookups == 1);
    CHECK(released.order_id() == "ord_1");
    CHECK(released.hold_id() == "hld_01J9");
    CHECK(released.reason() == "known");
    CHECK(desk.terminal.run({"order", "note", "ord_1", "rang the customer"}) == ExitCode::ok);
    CHECK(noted.text() == "rang the customer");
    CHECK(desk.terminal.run({"order", "tag", "ord_1", "--add", "vip", "--add", "late", "--remove",
                             "new"}) == ExitCode::ok);
    CHECK(lookups == 1);
    REQUIRE(tagged.add_size() == 2);
    CHECK(tagged.add(1) == "late");
    CHECK(tagged.remove(0) == "new");
}

TEST_CASE("an order is shown with its holds, who is responsible, why, and its tags") {
    Desk desk;
    desk.server.get_order = [](const auto&, auto& response) {
        orders::Order& order = *response.mutable_order();
        order.set_number("7KQ2M9XD4T");
        auto& hold = *order.add_holds();
        hold.set_hold_id("hld_01J9");
        hold.set_type(orders::HOLD_TYPE_ADDRESS_REVIEW);
        hold.set_state(orders::HOLD_STATE_RELEASED);
        hold.set_owner("fraud-team");
        hold.set_reason("odd address");
        hold.set_end_reason("known");
        order.add_tags("vip");
        return grpc::Status::OK;
    };
    CHECK(desk.terminal.run({"order", "get", "ord_1"}) == ExitCode::ok);
    CHECK(contains(desk.terminal.out(), "hld_01J9  address review  released  all"));
    CHECK(contains(desk.terminal.out(), "fraud-team"));
    CHECK(contains(desk.terminal.out(), "odd address; known"));
    CHECK(contains(desk.terminal.out(), "vip"));
}

TEST_CASE("a channel is created with its windows, which may be 0") {
    Desk desk;
    catalog::CreateChannelRequest seen;
    desk.server.create_channel = [&](const auto& request, auto& response) {
        seen = request;
        *response.mutable_channel() = request.channel();
        return grpc::Status::OK;
    };
    const std::vector<std::string> base{"channel", "create", "--id", "web", "--type", "web"};
    const auto run = [&](std::vector<std::string> more) {
        more.insert(more.begin(), base.begin(), base.end());
        return desk.terminal.run(more);
    };
    CHECK(run({"--grace-window", "15m", "--duplicate-window", "0"}) == ExitCode::ok);
    CHECK(seen.channel().grace_window_s() == 900);
    CHECK(seen.channel().has_duplicate_window_s());
    CHECK(seen.channel().duplicate_window_s() == 0);
    CHECK(contains(desk.terminal.out(), "grace window  900 s"));
    CHECK(run({}) == ExitCode::ok);
    CHECK_FALSE(seen.channel().has_duplicate_window_s());
    CHECK(run({"--grace-window", "500ms"}) == ExitCode::usage);
    CHECK(run({"--duplicate-window", "soon"}) == ExitCode::usage);
}
