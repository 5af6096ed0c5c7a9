#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::Terminal;
namespace routing = oms::routing::v1;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct Desk {
    Desk() {
        terminal.variables["OMS_SERVER"] = server.address();
        server.simulate_routing = [this](const auto& request, auto& response) {
            asked = request;
            response.set_orders(3);
            for (int i = 0; i < std::max(1, request.rules_versions_size()); ++i)
                fill(*response.add_rules(), i);
            if (request.rules_versions_size() < 2) return grpc::Status::OK;
            response.set_changed_order_count(1);
            auto& changed = *response.add_changed_orders();
            changed.set_order_id("ord_1");
            changed.set_first_plan("W1 1x2 parcel");
            changed.set_second_plan("S1 1x2 parcel");
            return grpc::Status::OK;
        };
    }
    static void fill(routing::SimulatedRules& rules, int index) {
        rules.set_version(3 + index);
        rules.set_currency_code("EUR");
        rules.set_orders(3);
        rules.set_filled_orders(2);
        rules.set_multi_line_orders(2);
        rules.set_split_orders(1);
        rules.set_parcels(3);
        rules.set_total_cost(1234 + index);
        auto& load = *rules.add_load();
        load.set_location_id(index == 0 ? "W1" : "S1");
        load.set_parcels(3);
    }
    FakeServer server;
    Terminal terminal;
    routing::SimulateRoutingRequest asked;
};

}  // namespace

TEST_CASE("a simulation shows two versions side by side, and the orders that change") {
    Desk desk;
    REQUIRE(desk.terminal.run({"simulate", "--from", "2026-03-01", "--until",
                               "2026-03-02T12:00:00Z", "--channel", "web", "--rules", "3,4"}) ==
            ExitCode::ok);
    CHECK(desk.asked.from().seconds() == 1'772'323'200);
    CHECK(desk.asked.until().seconds() == 1'772'452'800);
    CHECK(desk.asked.channel_id() == "web");
    REQUIRE(desk.asked.rules_versions_size() == 2);
    CHECK(desk.asked.rules_versions(1) == 4);
    const std::string out = desk.terminal.out();
    INFO(out);
    CHECK(contains(out, "3 orders, decided again"));
    CHECK(contains(out, "66.7 %"));
    CHECK(contains(out, "1.50"));
    CHECK(contains(out, "50.0 %"));
    CHECK(contains(out, "12.34 EUR"));
    CHECK(contains(out, "12.35 EUR"));
    CHECK(contains(out, "1 of 3 orders change."));
    CHECK(contains(out, "W1 1x2 parcel"));
    CHECK(contains(out, "S1 1x2 parcel"));
}

TEST_CASE("a simulation of what is in force names no version, and programs get JSON") {
    Desk desk;
    REQUIRE(desk.terminal.run({"simulate", "--from", "2026-03-01", "--until", "2026-03-02", "-o",
                               "json"}) == ExitCode::ok);
    CHECK(desk.asked.rules_versions_size() == 0);
    const auto shown = nlohmann::json::parse(desk.terminal.out());
    CHECK(shown.at("rules").size() == 1);
}

TEST_CASE("a simulation whose times or versions make no sense is not asked for") {
    Desk desk;
    for (const char* const rules : {"three", "3,", "3,x"}) {
        CAPTURE(rules);
        CHECK(desk.terminal.run({"simulate", "--from", "2026-03-01", "--until", "2026-03-02",
                                 "--rules", rules}) == ExitCode::usage);
    }
    CHECK(desk.terminal.run({"simulate", "--from", "yesterday", "--until", "2026-03-02"}) ==
          ExitCode::usage);
    CHECK(desk.terminal.run({"simulate", "--until", "2026-03-02"}) == ExitCode::usage);
    CHECK_FALSE(desk.asked.has_from());
}
