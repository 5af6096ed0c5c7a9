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

using Writer = grpc::ServerWriter<orders::WatchOrderResponse>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

orders::WatchOrderResponse message(const std::string& cursor, const std::string& type) {
    orders::WatchOrderResponse response;
    if (!type.empty()) {
        response.mutable_change()->set_type(type);
        response.mutable_change()->mutable_time()->set_seconds(1'772'528'400);
    }
    response.mutable_order()->set_status(orders::ORDER_STATUS_PLACED);
    auto& line = *response.mutable_order()->add_lines();
    line.set_line_no(1);
    line.mutable_quantities()->set_ordered(2);
    line.mutable_quantities()->set_allocated(1);
    line.mutable_quantities()->set_canceled(1);
    response.set_cursor(cursor);
    return response;
}

}  // namespace

TEST_CASE("a watch of an order shows its state and each change, and goes on after a lost line") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_order = [](const auto& request, auto& response) {
        CHECK(request.number() == "7KQ2M9XD4T");
        response.mutable_order()->set_order_id("ord_1");
        return grpc::Status::OK;
    };
    std::vector<std::string> cursors;
    server.watch_order = [&](const auto& request, Writer& writer) -> grpc::Status {
        CHECK(request.order_id() == "ord_1");
        cursors.push_back(request.cursor());
        if (cursors.size() == 1) {
            writer.Write(message("c1", ""));
            writer.Write(message("c2", "order.units_canceled"));
            return refusal(grpc::StatusCode::UNAVAILABLE, "draining", "SHUTTING_DOWN");
        }
        writer.Write(message("c3", "order.last"));
        orders::WatchOrderResponse heartbeat;
        heartbeat.set_cursor("c4");
        while (writer.Write(heartbeat)) {
        }
        return grpc::Status::OK;
    };
    terminal.out_buffer.on_flush = [&](const std::string& text) {
        if (contains(text, "order.last")) terminal.interrupt.trigger();
    };
    CHECK(terminal.run({"order", "watch", "7kq2-m9xd-4t"}) == ExitCode::interrupted);
    CHECK(cursors == std::vector<std::string>{"", "c2"});
    CHECK(contains(terminal.out(), "now "));
    CHECK(contains(terminal.out(), "2026-03-03 09:00:00Z  order.units_canceled  placed"));
    CHECK(contains(terminal.out(), "1: 1 allocated, 1 canceled\n"));
    CHECK(contains(terminal.err(), "Resume with: oms order watch ord_1 --from c"));
}

TEST_CASE("a watch of an order that is not there fails at once, JSON comes line by line") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.watch_order = [](const auto& request, Writer& writer) -> grpc::Status {
        CHECK(request.cursor() == "c7");
        writer.Write(message("c8", "order.units_canceled"));
        return refusal(grpc::StatusCode::NOT_FOUND, "no", "ORDER_NOT_FOUND");
    };
    CHECK(terminal.run({"order", "watch", "ord_1", "--from", "c7", "-o", "json"}) ==
          ExitCode::refused);
    CHECK(nlohmann::json::parse(terminal.out())["change"]["type"] == "order.units_canceled");
    CHECK(nlohmann::json::parse(terminal.err())["error"]["metadata"]["resume_cursor"] == "c8");
}

TEST_CASE("timers are shown as far as the limit goes") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    std::vector<std::string> tokens;
    server.list_timers = [&](const auto& request, auto& response) {
        tokens.push_back(request.page_token());
        for (int i = 0; i < request.page_size(); ++i) {
            auto& timer = *response.add_timers();
            timer.mutable_due_time()->set_seconds(1'772'528'400);
            timer.set_kind("cart_hold_expiry");
            timer.set_subject("web/C-1");
        }
        response.set_next_page_token("t" + std::to_string(tokens.size()));
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"timer", "list", "--limit", "201"}) == ExitCode::ok);
    REQUIRE(tokens.size() == 2);
    CHECK(tokens[1] == "t1");
    CHECK(contains(terminal.out(), "2026-03-03 09:00:00Z  cart_hold_expiry  web/C-1\n"));
    CHECK(contains(terminal.err(), "there are more"));
    server.list_timers = [](const auto&, auto&) { return grpc::Status::OK; };
    CHECK(terminal.run({"timer", "list"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "No timers."));
}

TEST_CASE("timers are shown of one kind, or of one order with its tasks and pickups") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    const std::string order = "ord_01J00000000000000000000001";
    server.list_timers = [&](const auto& request, auto& response) {
        const std::string first = request.page_token().empty() ? "1" : "2";
        const auto add = [&](const char* kind, const std::string& subject) {
            auto& timer = *response.add_timers();
            timer.set_kind(kind);
            timer.set_subject(subject);
        };
        add("pickup_expiry", "pic_" + first);
        add("acceptance_timeout", "ful_" + first);
        add("order_hold_expiry", order + "/hol_" + first);
        if (first == "1") response.set_next_page_token("t1");
        return grpc::Status::OK;
    };
    server.tasks.list = [&](const auto& request, auto& response) {
        CHECK(request.order_id() == order);
        response.add_fulfillment_orders()->set_fulfillment_order_id("ful_2");
        return grpc::Status::OK;
    };
    server.desk.list = [&](const auto& request, auto& response) {
        CHECK(request.order_id() == order);
        response.add_pickups()->set_pickup_id("pic_1");
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"timer", "list", "--kind", "pickup_expiry"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "pic_1"));
    CHECK(contains(terminal.out(), "pic_2"));
    CHECK_FALSE(contains(terminal.out(), "ful_"));
    CHECK(terminal.run({"timer", "list", "--order", order}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "pic_1"));
    CHECK_FALSE(contains(terminal.out(), "pic_2"));
    CHECK_FALSE(contains(terminal.out(), "ful_1"));
    CHECK(contains(terminal.out(), "ful_2"));
    CHECK(contains(terminal.out(), "hol_1"));
    CHECK(terminal.run({"timer", "list", "--order", order, "--limit", "1"}) == ExitCode::ok);
    CHECK(contains(terminal.err(), "there are more"));
    CHECK(terminal.run({"timer", "list", "--kind", "tea"}) == ExitCode::usage);
}
