// One order decided in several choices: each sees what those before it have taken, and the record
// of them all makes the same plan again.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fulfillment/routing_inputs.hpp"
#include "tests/support/routing_shop.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

std::string words(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings)
        text += fmt::format("{} {}: {}\n", finding.invariant, finding.subject, finding.description);
    return text;
}

fulfillment::LocationSettings& settings_of(F0& f0, const char* location) {
    for (auto& settings : f0.network_draft.settings) {
        if (settings.location_id.str() == location) return settings;
    }
    FAIL("no such location");
    return f0.network_draft.settings.front();
}

// One line at the standard level, one express.
orders::OrderRequest two_levels(const char* external) {
    orders::OrderRequest request =
        to_france(OrderRequestBuilder{}.external(external).line("TEE", 1).line("TEE", 1), "75001");
    request.draft.lines[1].service_level = "express";
    return request;
}

void check_repeats(RoutingShop& shop, const Order& placed, const Demand& demand) {
    const RoutingRecord why = shop.decisions(placed.order_id).at(0);
    const auto setup = shop.setups.current();
    const auto view = fulfillment::view_of_inputs(why.inputs, setup->network);
    REQUIRE(view);
    const StockOverlay nothing;
    const auto again =
        shop.exact.plan(demand, {*view, nothing, why.time, why.position, why.command_index});
    REQUIRE(again);
    CHECK(again->parcels == placed.parcels);
    CHECK(again->record->choices == why.choices);
    CHECK(again->record->inputs == why.inputs);
}

}  // namespace

SCENARIO("a later choice of an order sees the work that an earlier one has taken") {
    F0 f0;
    settings_of(f0, "S1").ship_capacity = DailyCapacity{CapacityMeasure::parcels, 1};
    RoutingShop shop(f0);
    shop.stock("S1", "TEE", 9);
    GIVEN("another location with room") {
        shop.stock("S2", "TEE", 9);
        const auto answer = shop.route(two_levels("W-1"));
        REQUIRE(answer);
        const Order placed = shop.order(*answer);
        REQUIRE(placed.parcels.size() == 2);
        CHECK(placed.parcels[0].location_id.str() == "S1");
        CHECK(placed.parcels[1].location_id.str() == "S2");
        CHECK(words(shop.verify()) == "");
        THEN("deciding again from the record gives the same plan") {
            check_repeats(shop, placed, shop.demand_of(placed, "75001"));
        }
    }
    GIVEN("no other location") {
        const auto refused = shop.route(two_levels("W-1"));
        REQUIRE(!refused);
        CHECK(refused.error().reason == Reason::unroutable);
        CHECK(refused.error().preconditions.at(0).description ==
              "line 2: wanted 1, available 7; 1 locations: capacity");
        CHECK(shop.level("TEE", "S1").reserved == 0);
        THEN("the place is for whoever needs one") {
            CHECK(shop.route(
                to_france(OrderRequestBuilder{}.external("W-2").line("TEE", 1), "75001")));
        }
    }
    GIVEN("a day that others have filled but for one place") {
        settings_of(f0, "S1").ship_capacity = DailyCapacity{CapacityMeasure::parcels, 2};
        shop.setups.use(setup_of(f0));
        shop.stock("S2", "TEE", 9);
        REQUIRE(
            shop.route(to_france(OrderRequestBuilder{}.external("W-0").line("TEE", 1), "75001")));
        const auto answer = shop.route(two_levels("W-1"));
        REQUIRE(answer);
        const Order placed = shop.order(*answer);
        CHECK(placed.parcels.at(1).location_id.str() == "S2");
        THEN("the record holds what others have taken, and not the order's own") {
            check_repeats(shop, placed, shop.demand_of(placed, "75001"));
        }
    }
}

SCENARIO("a pickup and a delivery of one order share the last units") {
    F0 f0;
    settings_of(f0, "S1").pickup_capacity = DailyCapacity{CapacityMeasure::units, 2};
    RoutingShop shop(f0);
    shop.stock("S1", "TEE", 4);
    orders::OrderRequest request =
        to_france(OrderRequestBuilder{}.pickup("TEE", 2, "S1").line("TEE", 2), "75001");
    const auto refused = shop.route(request);
    REQUIRE(!refused);
    // One of the four is safety stock.
    CHECK(refused.error().reason == Reason::insufficient_stock);
    shop.stock("S1", "TEE", 1);
    const auto answer = shop.route(request);
    REQUIRE(answer);
    const Order placed = shop.order(*answer);
    CHECK(placed.parcels.size() == 2);
    CHECK(shop.level("TEE", "S1").reserved == 4);
    check_repeats(shop, placed, shop.demand_of(placed, "75001"));
    CHECK(words(shop.verify()) == "");
}
