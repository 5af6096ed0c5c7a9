#include <random>

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

// "line@location units" of what is open, by line and location.
std::string reserved(const Order& order) {
    std::string text;
    for (const Reservation& r : order.reservations) {
        if (r.open > 0) text += fmt::format("{}@{} {} ", r.line_no, r.location_id.str(), r.open);
    }
    return text;
}

std::string senders(const Order& order) {
    std::string text;
    for (const OrderParcel& parcel : order.parcels)
        text += parcel.location_id.str() + " ";
    return text;
}

struct RerouteShop : RoutingShop {
    using RoutingShop::RoutingShop;
    Order place_to(const char* postal_code, OrderRequestBuilder builder) {
        return order(route(to_france(std::move(builder), postal_code)).value());
    }
    Order now(const Order& before) { return order(before.order_id.str() + " x"); }
};

}  // namespace

SCENARIO("an order goes from elsewhere when a location is ruled out") {
    RerouteShop shop;
    shop.stock("S2", "TEE", 3);
    shop.stock("S1", "TEE", 4);
    const Order placed = shop.place_to("69003", OrderRequestBuilder{}.line("TEE", 2));
    REQUIRE(senders(placed) == "S2 ");
    WHEN("it is rerouted without that location") {
        REQUIRE(shop.reroute(placed.order_id, {"S2"}, "shelf is empty").value() == "1");
        const Order order = shop.now(placed);
        CHECK(reserved(order) == "1@S1 2 ");
        CHECK(senders(order) == "S1 ");
        CHECK(shop.level("TEE", "S1").reserved == 2);
        CHECK(shop.level("TEE", "S2").reserved == 0);
        CHECK(order.reservations.size() == 2);
        CHECK(order.reservations[1].freed == 2);
        CHECK(order.head.sequence == placed.head.sequence + 1);
        CHECK(words(shop.verify()) == "");
        THEN("the second decision says why") {
            const auto decisions = shop.decisions(placed.order_id);
            REQUIRE(decisions.size() == 2);
            CHECK(decisions[1].decision_no == 2);
            CHECK(decisions[1].cause == DecisionCause::rerouted);
            REQUIRE(!decisions[1].choices[0].rejections.empty());
            CHECK(decisions[1].choices[0].rejections[0].location_id.str() == "S2");
            CHECK(decisions[1].choices[0].rejections[0].reason == "excluded");
        }
        THEN("deciding again from the record gives the same plan") {
            const RoutingRecord why = shop.decisions(placed.order_id).at(1);
            const auto setup = shop.setups.current();
            const auto view = fulfillment::view_of_inputs(why.inputs, setup->network);
            REQUIRE(view);
            const StockOverlay nothing;
            Demand demand = shop.demand_of(placed, "69003");
            demand.excluded = {LocationId::trusted("S2")};
            for (DemandLine& line : demand.lines)
                line.promised_by = placed.parcels[0].promised_by;
            const auto again = shop.exact.plan(demand, {*view, nothing, why.time});
            REQUIRE(again);
            CHECK(again->parcels == order.parcels);
            CHECK(again->record->choices == why.choices);
        }
        THEN("the reason is kept with the order, and not in the log") {
            const auto details = shop.read<Result<OrderDetails>>(
                [&](ReadSession& session) { return session.order(placed.order_id, admin()); });
            CHECK(std::any_of(details->personal.begin(), details->personal.end(),
                              [](const auto& some) { return some.text == "shelf is empty"; }));
            const auto events = shop.read<Result<EventPage>>([&](ReadSession& session) {
                EventQuery query;
                query.types = {"order.rerouted"};
                return session.events(query, admin());
            });
            REQUIRE(events->events.size() == 1);
            CHECK(events->events[0].data_json.find("shelf") == std::string::npos);
            CHECK(events->events[0].data_json.find("\"excluded\":[\"S2\"]") != std::string::npos);
        }
        THEN("it may come back, and be canceled") {
            REQUIRE(shop.reroute(placed.order_id, {"S1"}).value() == "1");
            CHECK(reserved(shop.now(placed)) == "1@S2 2 ");
            CHECK(words(shop.verify()) == "");
            REQUIRE(shop.cancel(placed.order_id));
            CHECK(shop.level("TEE", "S2").reserved == 0);
            CHECK(words(shop.verify()) == "");
            CHECK(shop.reroute(placed.order_id, {"S2"}).value() == "0");
        }
        THEN("it is the same after the store was opened again") {
            shop.reopen();
            CHECK(shop.now(placed) == order);
            CHECK(words(shop.verify()) == "");
        }
    }
    WHEN("it is not where it must not come from, or has the best plan") {
        CHECK(shop.reroute(placed.order_id, {"S1"}).value() == "0");
        CHECK(shop.reroute(placed.order_id, {}).value() == "0");
        CHECK(shop.now(placed) == placed);
        CHECK(shop.decisions(placed.order_id).size() == 1);
    }
    WHEN("something cheaper has come since") {
        shop.stock("W1", "TEE", 5);
        CHECK(shop.reroute(placed.order_id, {}).value() == "1");
        CHECK(senders(shop.now(placed)) == "W1 ");
        CHECK(words(shop.verify()) == "");
    }
}

SCENARIO("a reroute that cannot be done changes nothing") {
    RerouteShop shop;
    shop.stock("S2", "TEE", 3);
    const Order placed = shop.place_to("69003", OrderRequestBuilder{}.line("TEE", 2));
    const auto refused = [&](std::vector<const char*> excluded) {
        const auto answer = shop.reroute(placed.order_id, std::move(excluded));
        REQUIRE(!answer);
        CHECK(shop.now(placed) == placed);
        CHECK(words(shop.verify()) == "");
        return answer.error();
    };
    SUBCASE("the only stock is where it must not come from") {
        const Error error = refused({"S2"});
        CHECK(error.reason == Reason::unroutable);
        CHECK(error.preconditions.at(0).description ==
              "line 1: wanted 2, available 2; 1 locations: excluded");
    }
    SUBCASE("there is some elsewhere, but not enough") {
        shop.stock("S1", "TEE", 2);
        shop.clock.advance(std::chrono::hours{1});
        CHECK(refused({"S2"}).reason == Reason::unroutable);
    }
    SUBCASE("nobody knows the location") {
        CHECK(refused({"S77"}).reason == Reason::location_not_found);
    }
    SUBCASE("no rules are in force any more") {
        shop.setups.use(nullptr);
        CHECK(refused({"S2"}).reason == Reason::rules_not_published);
    }
    SUBCASE("the order has changed since it was read") {
        shop.stock("S1", "TEE", 9);
        auto command = shop.reroute_command(placed.order_id, {"S2"});
        REQUIRE(shop.tag(placed.order_id, {"vip"}));
        const auto answer = shop.run(std::move(command));
        REQUIRE(!answer);
        CHECK(answer.error().reason == Reason::version_mismatch);
        CHECK(senders(shop.now(placed)) == "S2 ");
    }
}

SCENARIO("lines for pickup stay at their location, and may come from elsewhere") {
    RerouteShop shop;
    shop.stock("S1", "TEE", 5);
    shop.stock("W1", "TEE", 5);
    const Order placed =
        shop.place_to("75001", OrderRequestBuilder{}.pickup("TEE", 2, "S1").line("TEE", 1));
    REQUIRE(reserved(placed) == "1@S1 2 2@W1 1 ");
    REQUIRE(shop.reroute(placed.order_id, {"S1"}).value() == "1");
    const Order order = shop.now(placed);
    CHECK(reserved(order) == "1@W1 2 2@W1 1 ");
    REQUIRE(order.parcels.size() == 2);
    const auto pickup = std::find_if(order.parcels.begin(), order.parcels.end(),
                                     [](const auto& p) { return !p.pickup_location.empty(); });
    REQUIRE(pickup != order.parcels.end());
    CHECK(pickup->pickup_location.str() == "S1");
    CHECK(pickup->carriage == Carriage::shuttle);
    CHECK(paris_time(pickup->promised_by) == "2026-03-04 13:00");
    CHECK(words(shop.verify()) == "");
}

SCENARIO("a parcel that stays together keeps its earlier promise") {
    RerouteShop shop;
    shop.stock("W1", "TEE", 5);
    shop.stock("S1", "JEAN", 3);
    shop.stock("S2", "JEAN", 3);
    const Order placed =
        shop.place_to("75001", OrderRequestBuilder{}.line("TEE", 1).line("JEAN", 1));
    REQUIRE(senders(placed) == "S1 W1 ");
    // After the warehouse's cut-off: what is decided now leaves a day later.
    shop.clock.set(paris("2026-03-03 17:00"));
    REQUIRE(shop.reroute(placed.order_id, {"S1"}).value() == "1");
    const Order order = shop.now(placed);
    CHECK(reserved(order) == "1@W1 1 2@S2 1 ");
    REQUIRE(order.parcels.size() == 2);
    const auto from = [](const Order& some, const char* location) {
        return *std::find_if(some.parcels.begin(), some.parcels.end(), [&](const auto& parcel) {
            return parcel.location_id.str() == location;
        });
    };
    CHECK(from(order, "W1") == from(placed, "W1"));
    CHECK(from(order, "S2").ship_date == "2026-03-04");
    CHECK(words(shop.verify()) == "");
}

SCENARIO("a full day is no obstacle for the order that fills it") {
    F0 f0;
    for (auto& settings : f0.network_draft.settings) {
        if (settings.location_id.str() == "S1")
            settings.ship_capacity = DailyCapacity{CapacityMeasure::parcels, 1};
    }
    RerouteShop shop(f0);
    shop.stock("S1", "TEE", 5);
    shop.stock("S1", "JEAN", 5);
    const Order placed =
        shop.place_to("75001", OrderRequestBuilder{}.line("TEE", 1).line("JEAN", 1));
    REQUIRE(senders(placed) == "S1 ");
    shop.stock("W1", "TEE", 5);
    // Both from the warehouse would be cheaper, but it has no jeans.
    CHECK(shop.reroute(placed.order_id, {}).value() == "0");
    CHECK(words(shop.verify()) == "");
    WHEN("another order wants the place that a reroute gives back") {
        shop.stock("W1", "JEAN", 5);
        CHECK(shop.reroute(placed.order_id, {"S1"}).value() == "2");
        const Order next =
            shop.place_to("75001", OrderRequestBuilder{}.external("W-2").line("TEE", 1));
        CHECK(!senders(next).empty());
        CHECK(words(shop.verify()) == "");
    }
}

TEST_CASE("whatever is placed, rerouted and canceled, units and work stay accounted for") {
    const std::uint32_t seed = 20260303;
    std::mt19937 random(seed);
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random()) % n; };
    F0 f0;
    for (auto& settings : f0.network_draft.settings)
        settings.ship_capacity = DailyCapacity{CapacityMeasure::parcels, 4};
    RerouteShop shop(f0);
    const std::array<const char*, 5> locations{"W1", "S1", "S2", "S3", "S4"};
    const std::array<const char*, 3> skus{"TEE", "JEAN", "COAT"};
    for (const char* location : locations) {
        for (const char* sku : skus)
            shop.stock(location, sku, 1 + below(8));
    }
    std::vector<OrderId> placed;
    std::size_t moved = 0;
    for (int step = 0; step < 120; ++step) {
        CAPTURE(step);
        const std::uint32_t what = below(4);
        if (what == 0 || placed.empty()) {
            auto builder = OrderRequestBuilder{}.external(fmt::format("R-{}", step));
            builder.line(skus[below(3)], 1 + below(2)).line(skus[below(3)], 1);
            if (below(3) == 0) builder.pickup(skus[below(3)], 1, locations[1 + below(4)]);
            if (const auto answer = shop.route(to_france(builder, "59000")))
                placed.push_back(shop.order(*answer).order_id);
        } else if (what == 3) {
            static_cast<void>(
                shop.cancel(placed[below(static_cast<std::uint32_t>(placed.size()))]));
        } else {
            // Several at once, so that they meet in one batch.
            std::vector<std::future<Result<std::string>>> answers;
            for (int i = 0; i < 3; ++i) {
                const auto& id = placed[below(static_cast<std::uint32_t>(placed.size()))];
                answers.push_back(shop.submit(shop.reroute_command(id, {locations[below(5)]})));
            }
            for (auto& future : answers) {
                const auto answer = future.get();
                if (answer && *answer != "0") ++moved;
                if (answer) continue;
                const Reason reason = answer.error().reason;
                const bool expected =
                    reason == Reason::unroutable || reason == Reason::insufficient_stock ||
                    reason == Reason::version_mismatch || reason == Reason::stock_contention;
                CHECK(expected);
            }
        }
        if (step % 10 == 0) shop.clock.advance(std::chrono::hours{5});
    }
    CHECK(moved > 10);
    CHECK(words(shop.verify()) == "");
    shop.reopen();
    CHECK(words(shop.verify()) == "");
}
