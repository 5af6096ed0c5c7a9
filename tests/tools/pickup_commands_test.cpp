#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"
#include "tools/oms/text.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::Terminal;
namespace pickups = oms::pickups::v1;

namespace {

using Words = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

constexpr std::int64_t nine_o_clock = 1'772'528'400;  // 2026-03-03 09:00

pickups::Pickup pickup() {
    pickups::Pickup made;
    made.set_pickup_id("pic_1");
    made.set_order_id("ord_1");
    made.set_order_number("7KQ2M9XD4T");
    made.set_location_id("S1");
    made.set_state(pickups::PICKUP_STATE_READY);
    made.set_etag("v3");
    made.set_age_required(true);
    made.mutable_hold_until()->set_seconds(nine_o_clock);
    made.set_extended(true);
    made.mutable_arrival_time()->set_seconds(nine_o_clock - 60);
    made.set_arrival_place("bay 4");
    made.add_allowed_actions(pickups::PICKUP_ACTION_COLLECT_PART);
    made.add_allowed_actions(pickups::PICKUP_ACTION_COLLECT);
    made.add_allowed_actions(pickups::PICKUP_ACTION_EXPIRE);
    made.add_allowed_actions(pickups::PICKUP_ACTION_LEAVE);
    auto& line = *made.add_lines();
    line.set_line_no(1);
    line.set_sku("TEE");
    line.set_quantity(3);
    line.set_ready(2);
    auto& buyer = *made.add_holders();
    buyer.set_holder_no(1);
    buyer.set_issue_no(1);
    buyer.set_active(true);
    return made;
}

// A counter that has one pickup, of which two units are ready.
struct Counter {
    FakeServer server;
    Terminal terminal;
    int done = 0;      // went out to be done and not only tried
    std::string etag;  // of the last request
    Counter() {
        terminal.variables["OMS_SERVER"] = server.address();
        server.desk.get = [](const auto&, auto& response) {
            *response.mutable_pickup() = pickup();
            return grpc::Status::OK;
        };
    }
    // Answers as when everything ready is collected, the codes new; keeps the request in `seen`.
    template <class Request, class Response>
    void answer(oms::cli::testing::Handler<Request, Response>& handler, Request& seen) {
        handler = [this, &seen](const Request& request, Response& response) {
            seen = request;
            etag = request.etag();
            done += request.validate_only() ? 0 : 1;
            *response.mutable_pickup() = pickup();
            response.mutable_pickup()->mutable_lines(0)->set_collected(2);
            response.mutable_pickup()->mutable_holders(0)->set_issue_no(2);
            return grpc::Status::OK;
        };
    }
    ExitCode run(const Words& words) { return terminal.run(words); }
};

}  // namespace

TEST_CASE("pickups are listed by location or order") {
    Counter counter;
    pickups::ListPickupsRequest seen;
    counter.server.desk.list = [&](const auto& request, auto& response) {
        seen = request;
        *response.add_pickups() = pickup();
        return grpc::Status::OK;
    };
    CHECK(counter.run({"pickup", "list", "S1", "--ended", "--state", "ready"}) == ExitCode::ok);
    CHECK(seen.location_id() == "S1");
    CHECK(seen.ended());
    REQUIRE(seen.states_size() == 1);
    CHECK(seen.states(0) == pickups::PICKUP_STATE_READY);
    for (const char* const part : {"pic_1", "7KQ2M9XD4T", "TEE 2/3", "2026-03-03 09:00:00Z",
                                   "since 2026-03-03 08:59:00Z, bay 4"})
        CHECK(contains(counter.terminal.out(), part));
    CHECK(counter.run({"pickup", "list", "--order", "ord_1", "-o", "json"}) == ExitCode::ok);
    CHECK(seen.order_id() == "ord_1");
    CHECK(nlohmann::json::parse(counter.terminal.out())["pickups"][0]["pickupId"] == "pic_1");
    CHECK(counter.run({"complete", "--locations", "S1", "pickup", "collect", ""}) == ExitCode::ok);
    CHECK(counter.terminal.out() == "pic_1\n");
    for (const char* const wrong : {
             "pickup list",
             "pickup list S1 --order ord_1",
             "pickup list S1 --state picking",
             "pickup find S1",
         })
        CHECK(counter.run(split_text(wrong, ' ')) == ExitCode::usage);
}

TEST_CASE("one pickup tells what to check and what can be done") {
    Counter counter;
    counter.server.desk.find = [](const auto& request, auto& response) {
        CHECK(request.location_id() == "S1");
        CHECK(request.code() == "7kq2 m9xd");
        *response.mutable_pickup() = pickup();
        auto& handover = *response.mutable_pickup()->add_handovers();
        handover.set_clerk("mia");
        handover.set_holder_no(2);
        handover.set_proof(pickups::PICKUP_PROOF_CODE);
        handover.set_age_checked(true);
        return grpc::Status::OK;
    };
    CHECK(counter.run({"pickup", "find", "S1", "7kq2 m9xd"}) == ExitCode::ok);
    for (const char* const part : {"Pickup pic_1", "collect, left", "age", "(extended)",
                                   "1, the buyer", "mia", "2, a proxy", "code, age checked"})
        CHECK(contains(counter.terminal.out(), part));
    CHECK_FALSE(contains(counter.terminal.out(), "expire"));
    CHECK(counter.run({"pickup", "get", "pic_1"}) == ExitCode::ok);
}

TEST_CASE("with its code goods are handed over at once") {
    Counter counter;
    pickups::CollectPickupRequest seen;
    counter.answer(counter.server.desk.collect, seen);
    CHECK(counter.run({"pickup", "collect", "pic_1", "--code", "7KQ2-M9XD", "--line", "1=2",
                       "--identity-checked", "--age-checked", "--till", "till 1", "--clerk",
                       "mia"}) == ExitCode::ok);
    CHECK(seen.pickup_id() == "pic_1");
    CHECK(seen.code() == "7KQ2-M9XD");
    CHECK(seen.identity_checked());
    CHECK(seen.age_checked());
    CHECK(seen.till() == "till 1");
    CHECK(seen.clerk() == "mia");
    REQUIRE(seen.units_size() == 1);
    CHECK(seen.units(0).quantity() == 2);
    CHECK(counter.done == 1);
    CHECK(counter.run({"pickup", "collect", "pic_1"}) == ExitCode::usage);
    CHECK(counter.run({"pickup", "collect", "pic_1", "--code", "7KQ2-M9XD", "--line", "1"}) ==
          ExitCode::usage);
    CHECK(counter.done == 1);
}

TEST_CASE("without a code, and for a new code, somebody is asked first") {
    Counter counter;
    pickups::CollectPickupRequest collected;
    pickups::ReissueCodeRequest reissued;
    counter.answer(counter.server.desk.collect, collected);
    counter.answer(counter.server.desk.reissue_code, reissued);
    for (const char* const harm : {
             "pickup collect pic_1 --reason passport --identity-checked",
             "pickup new-code pic_1 --holder 1",
         }) {
        Words words = split_text(harm, ' ');
        counter.done = 0;
        counter.terminal.environment.in_is_terminal = false;
        CHECK(counter.run(words) == ExitCode::usage);
        counter.terminal.environment.in_is_terminal = true;
        counter.terminal.input = "no\n";
        CHECK(counter.run(words) == ExitCode::refused);
        CHECK(contains(counter.terminal.err(), "of pickup pic_1, order 7KQ2M9XD4T"));
        CHECK(counter.done == 0);
        counter.terminal.input = "yes\n";
        CHECK(counter.run(words) == ExitCode::ok);
        CHECK(counter.done == 1);
        CHECK(counter.etag == "v3");
        words.emplace_back("--dry-run");
        CHECK(counter.run(words) == ExitCode::ok);
        CHECK(counter.done == 1);
        words.back() = "--yes";
        CHECK(counter.run(words) == ExitCode::ok);
        CHECK(counter.done == 2);
    }
    CHECK(collected.reason() == "passport");
    CHECK(reissued.holder_no() == 1);
}

TEST_CASE("a pickup is kept longer, given to somebody else, and waited for outside") {
    Counter counter;
    pickups::ExtendPickupRequest extended;
    pickups::NameProxyRequest named;
    pickups::RecordArrivalRequest arrival;
    counter.answer(counter.server.desk.extend, extended);
    counter.answer(counter.server.desk.name_proxy, named);
    counter.answer(counter.server.desk.record_arrival, arrival);
    CHECK(counter.run({"pickup", "extend", "pic_1", "--days", "3", "--etag", "v3"}) ==
          ExitCode::ok);
    CHECK(extended.days() == 3);
    CHECK(extended.etag() == "v3");
    CHECK(counter.run({"pickup", "proxy", "pic_1", "Ada Petit"}) == ExitCode::ok);
    CHECK(named.name() == "Ada Petit");
    CHECK(counter.run({"pickup", "proxy", "pic_1", "--none"}) == ExitCode::ok);
    CHECK(named.name().empty());
    CHECK(counter.run({"pickup", "arrived", "pic_1", "--place", "bay 4"}) == ExitCode::ok);
    CHECK(arrival.arrived());
    CHECK(arrival.place() == "bay 4");
    CHECK(counter.run({"pickup", "left", "pic_1", "--dry-run"}) == ExitCode::ok);
    CHECK_FALSE(arrival.arrived());
    CHECK(arrival.validate_only());
    for (const char* const wrong : {
             "pickup extend pic_1",
             "pickup extend pic_1 --days 4",
             "pickup proxy pic_1",
             "pickup proxy pic_1 Ada --none",
             "pickup new-code pic_1 --yes --holder 0",
         })
        CHECK(counter.run(split_text(wrong, ' ')) == ExitCode::usage);
}

TEST_CASE("a code is told alone, to be shown to its holder") {
    Counter counter;
    std::int32_t holder_no = -1;
    counter.server.desk.get_code = [&](const auto& request, auto& response) {
        holder_no = request.holder_no();
        response.set_code("7KQ2M9XD");
        return grpc::Status::OK;
    };
    CHECK(counter.run({"pickup", "code", "pic_1"}) == ExitCode::ok);
    CHECK(holder_no == 0);
    CHECK(counter.terminal.out() == "7KQ2M9XD\n");
    CHECK(counter.run({"pickup", "code", "pic_1", "--holder", "2", "-o", "json"}) == ExitCode::ok);
    CHECK(holder_no == 2);
    CHECK(nlohmann::json::parse(counter.terminal.out())["code"] == "7KQ2M9XD");
}
