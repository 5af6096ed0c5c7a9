#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;
namespace orders = oms::orders::v1;
namespace routing = oms::routing::v1;

namespace {

constexpr std::int64_t thursday = 1'772'751'600;  // 2026-03-05 23:00 UTC

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void fill(routing::WeighedPlan& plan, const char* location, std::int64_t cost) {
    plan.set_cost(cost);
    auto& parcel = *plan.add_parcels();
    parcel.set_location_id(location);
    parcel.set_service_id("parcel-store");
    parcel.set_units(2);
    parcel.mutable_promised_by()->set_seconds(thursday);
}

void fill(routing::RoutingDecision& decision) {
    decision.set_decision_no(1);
    decision.set_cause(routing::DECISION_CAUSE_PLACED);
    decision.set_rules_version(3);
    decision.set_currency_code("EUR");
    auto& choice = *decision.add_choices();
    choice.set_service_level("standard");
    choice.set_proven(true);
    choice.set_engine("one_parcel");
    fill(*choice.mutable_chosen(), "S2", 910);
    choice.mutable_chosen()->mutable_costs()->set_parcels(200);
    choice.mutable_chosen()->mutable_costs()->set_carriage(590);
    choice.mutable_chosen()->mutable_costs()->set_lines(120);
    fill(*choice.mutable_runner_up(), "S1", 1060);
    auto& dear = *choice.add_rejections();
    dear.set_location_id("S1");
    dear.set_reason("cost");
    dear.set_alone_cost(1060);
    auto& out = *choice.add_rejections();
    out.set_location_id("S4");
    out.set_reason("excluded");
    out.set_rule("no far stores");
    auto& strange = *choice.add_rejections();
    strange.set_location_id("S5\x1b[31m");
    strange.set_reason("on_strike");
    auto& count = *choice.add_rejected();
    count.set_reason("cost");
    count.set_locations(1);
}

// An agent at a desk; a reroute moves two units from S2 to S1, unless told otherwise.
struct Desk {
    Desk() {
        terminal.variables["OMS_SERVER"] = server.address();
        server.get_order = [](const auto&, auto& response) {
            response.mutable_order()->set_order_id("ord_1");
            response.mutable_order()->set_number("7KQ2M9XD4T");
            response.mutable_order()->set_etag("v4");
            return grpc::Status::OK;
        };
        server.reroute_order = [this](const auto& request, auto& response) {
            asked.push_back(request);
            response.set_order_id("ord_1");
            response.set_number("7KQ2M9XD4T");
            response.set_etag("v5");
            if (!moves) return grpc::Status::OK;
            auto& move = *response.add_moves();
            move.set_line_no(1);
            move.set_sku("TEE");
            move.set_from_location_id("S2");
            move.set_to_location_id("S1");
            move.set_quantity(2);
            return grpc::Status::OK;
        };
    }
    ExitCode reroute(std::vector<std::string> more = {}) {
        std::vector<std::string> words{"order", "reroute",  "web/W-1",       "--exclude",
                                       "S2",    "--reason", "shelf is empty"};
        words.insert(words.end(), more.begin(), more.end());
        return terminal.run(words);
    }
    FakeServer server;
    Terminal terminal;
    std::vector<routing::RerouteOrderRequest> asked;
    bool moves = true;
};

}  // namespace

TEST_CASE("why tells what was chosen, what it costs, the next best, and why not from elsewhere") {
    Desk desk;
    routing::GetRoutingDecisionsRequest seen;
    desk.server.get_decisions = [&](const auto& request, auto& response) {
        seen = request;
        response.set_order_id("ord_1");
        response.set_decision_count(1);
        fill(*response.add_decisions());
        return grpc::Status::OK;
    };
    CHECK(desk.terminal.run({"order", "why", "web/W-1"}) == ExitCode::ok);
    CHECK(seen.order_id() == "ord_1");
    CHECK_FALSE(seen.with_inputs());
    const std::string out = desk.terminal.out();
    for (const char* part :
         {"Decision 1, when it was placed", "version 3", "Delivered, standard", "S2",
          "parcel-store", "9.10 EUR: parcels 2.00 EUR, carriage 5.90 EUR, lines 1.20 EUR",
          "no other plan costs less", "from S1 for 10.60 EUR, 1.50 EUR more", "would cost more",
          "was ruled out (rule: no far stores)", "on_strike", "1 locations send nothing: 1 cost"}) {
        CAPTURE(out);
        CHECK_MESSAGE(contains(out, part), part);
    }
    CHECK(!contains(out, "\x1b"));
    CHECK(desk.terminal.run({"order", "why", "ord_1", "-o", "json", "--inputs"}) == ExitCode::ok);
    CHECK(seen.with_inputs());
    CHECK(nlohmann::json::parse(desk.terminal.out())["decisions"][0]["rulesVersion"] == "3");
}

TEST_CASE("why says how far a plan may be from the best, and what nobody can send") {
    Desk desk;
    desk.server.get_decisions = [&](const auto&, auto& response) {
        response.set_decision_count(60);
        auto& decision = *response.add_decisions();
        fill(decision);
        decision.set_currency_code("");
        auto& choice = *decision.mutable_choices(0);
        choice.set_pickup_location_id("S9");
        choice.set_proven(false);
        choice.set_bound(900);
        choice.mutable_chosen()->set_unfilled_units(3);
        return grpc::Status::OK;
    };
    CHECK(desk.terminal.run({"order", "why", "ord_1"}) == ExitCode::ok);
    const std::string out = desk.terminal.out();
    CHECK(contains(out, "59 earlier decisions are not shown."));
    CHECK(contains(out, "Collected at S9"));
    CHECK(contains(out, "no plan can cost less than 900: at most 10 too much"));
    CHECK(contains(out, "waits for stock"));
}

TEST_CASE("an order of the plain rule says so") {
    Desk desk;
    desk.server.get_decisions = [](const auto&, auto&) { return grpc::Status::OK; };
    CHECK(desk.terminal.run({"order", "why", "ord_1"}) == ExitCode::ok);
    CHECK(contains(desk.terminal.out(), "no rules of routing were in force"));
    desk.server.get_decisions = [](const auto&, auto&) {
        return refusal(grpc::StatusCode::NOT_FOUND, "no such order", "ORDER_NOT_FOUND");
    };
    CHECK(desk.terminal.run({"order", "why", "ord_1"}) != ExitCode::ok);
}

TEST_CASE("a reroute shows what would move, asks, and is done when a person agrees") {
    Desk desk;
    desk.terminal.environment.in_is_terminal = true;
    desk.terminal.input = "yes\n";
    CHECK(desk.reroute() == ExitCode::ok);
    REQUIRE(desk.asked.size() == 2);
    CHECK(desk.asked[0].validate_only());
    CHECK_FALSE(desk.asked[1].validate_only());
    CHECK(desk.asked[1].order_id() == "ord_1");
    CHECK(desk.asked[1].etag() == "v4");
    CHECK(desk.asked[1].excluded_location_ids(0) == "S2");
    CHECK(desk.asked[1].reason() == "shelf is empty");
    CHECK(contains(desk.terminal.err(), "line 1, TEE"));
    CHECK(contains(desk.terminal.err(), "2 units come from"));
    CHECK(contains(desk.terminal.out(), "S2"));
}

TEST_CASE("a reroute that moves nothing asks nobody; without a terminal --yes is needed") {
    Desk desk;
    CHECK(desk.reroute() == ExitCode::usage);
    CHECK(desk.asked.empty());
    CHECK(desk.reroute({"--yes"}) == ExitCode::ok);
    REQUIRE(desk.asked.size() == 1);
    CHECK(desk.asked[0].etag().empty());
    CHECK(desk.reroute({"--dry-run"}) == ExitCode::ok);
    CHECK(desk.asked.back().validate_only());
    desk.moves = false;
    CHECK(desk.reroute({"--yes"}) == ExitCode::ok);
    CHECK(contains(desk.terminal.out(), "Nothing was moved"));
    CHECK(desk.terminal.run({"order", "reroute", "ord_1", "--exclude", "S2"}) == ExitCode::usage);
}
