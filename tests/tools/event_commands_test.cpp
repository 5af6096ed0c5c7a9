#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;
namespace events = oms::events::v1;

namespace {

using Writer = grpc::ServerWriter<events::WatchEventsResponse>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void write_event(Writer& writer, const std::string& cursor) {
    events::WatchEventsResponse response;
    response.mutable_event()->set_type("order.placed");
    response.mutable_event()->set_aggregate_type("order");
    response.mutable_event()->set_aggregate_id("ord_" + cursor);
    response.set_cursor(cursor);
    writer.Write(response);
}

// Heartbeats until the caller has gone: a watch that stays open.
void stay_open(Writer& writer, const std::string& cursor) {
    events::WatchEventsResponse heartbeat;
    heartbeat.set_cursor(cursor);
    while (writer.Write(heartbeat)) {
    }
}

}  // namespace

TEST_CASE("a broken watch is taken up again after the last event, until Ctrl-C") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    std::vector<std::string> cursors;
    server.watch_events = [&](const auto& request, Writer& writer) -> grpc::Status {
        cursors.push_back(request.cursor());
        if (cursors.size() == 1) {
            write_event(writer, "c1");
            write_event(writer, "c2");
            return refusal(grpc::StatusCode::UNAVAILABLE, "draining", "SHUTTING_DOWN");
        }
        if (cursors.size() == 2) return {grpc::StatusCode::UNAVAILABLE, "not yet"};
        write_event(writer, "c3");
        stay_open(writer, "c3");
        return grpc::Status::OK;
    };
    terminal.out_buffer.on_flush = [&](const std::string& text) {
        if (contains(text, "ord_c3")) terminal.interrupt.trigger();
    };
    CHECK(terminal.run({"event", "tail"}) == ExitCode::interrupted);
    CHECK(cursors == std::vector<std::string>{"now", "c2", "c2"});
    CHECK(contains(terminal.out(), "order/ord_c1"));
    CHECK(contains(terminal.out(), "order/ord_c2"));
    CHECK(contains(terminal.err(), "trying again"));
    CHECK(contains(terminal.err(), "Resume with: oms event tail --from c3"));
}

TEST_CASE("a watch prints JSON lines, and passes the filter on") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.watch_events = [&](const auto& request, Writer& writer) -> grpc::Status {
        CHECK(request.cursor().empty());
        CHECK(request.filter().types(0) == "order.placed");
        CHECK(request.filter().aggregate_id() == "ord_1");
        write_event(writer, "c1");
        write_event(writer, "c2");
        return refusal(grpc::StatusCode::PERMISSION_DENIED, "no longer", "NOT_PERMITTED");
    };
    CHECK(terminal.run({"event", "tail", "--from", "start", "--type", "order.placed", "--aggregate",
                        "order/ord_1", "-o", "json"}) == ExitCode::not_permitted);
    std::istringstream lines(terminal.out());
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        CHECK(nlohmann::json::parse(line)["type"] == "order.placed");
    }
    CHECK(count == 2);
    CHECK(nlohmann::json::parse(terminal.err())["error"]["metadata"]["resume_cursor"] == "c2");
}

TEST_CASE("a watch on a server that never answered fails at once") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.stop();
    CHECK(terminal.run({"event", "tail"}) == ExitCode::unavailable);
}

TEST_CASE("a list stops at its limit and tells where to go on") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    std::vector<std::int32_t> sizes;
    server.list_events = [&](const auto& request, auto& response) {
        sizes.push_back(request.page_size());
        for (int index = 0; index < request.page_size(); ++index)
            response.add_events()->set_type("order.placed");
        response.set_next_cursor("c" + std::to_string(sizes.size()));
        response.set_more(true);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"event", "list", "--limit", "250", "-o", "json"}) == ExitCode::ok);
    CHECK(sizes == std::vector<std::int32_t>{200, 50});
    const auto list = nlohmann::json::parse(terminal.out());
    CHECK(list["events"].size() == 250);
    CHECK(list["nextCursor"] == "c2");
    CHECK(terminal.run({"event", "list", "--limit", "1"}) == ExitCode::ok);
    CHECK(terminal.err() == "more: --from c3\n");
}

TEST_CASE("Ctrl-C ends a call that hangs") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_item = [&](const auto&, auto&) {
        terminal.interrupt.trigger();
        return grpc::Status(grpc::StatusCode::CANCELLED, "gone");
    };
    CHECK(terminal.run({"item", "get", "TEE"}) == ExitCode::interrupted);
    CHECK(contains(terminal.err(), "error: INTERRUPTED: "));
}
