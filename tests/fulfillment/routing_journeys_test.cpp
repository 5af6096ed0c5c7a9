// The figures of the reference journeys, to the cent and the minute.
#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fulfillment/offers.hpp"
#include "fulfillment/plan_finder.hpp"
#include "tests/fulfillment/routing_brute_force.hpp"
#include "tests/support/f0_network.hpp"

using namespace oms;
using namespace oms::fulfillment;
using oms::testing::F0;
using oms::testing::paris_date;
using oms::testing::paris_time;

namespace {

std::string money(std::int64_t cents) {
    return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

// Each parcel as "2 W1 ships 2026-03-03", then the price and the promise.
std::string told(F0& f0, const Promise& promise) {
    std::string text;
    for (const ParcelPromise& parcel : promise.parcels) {
        std::int64_t units = 0;
        for (const PromisedUnits& part : parcel.units)
            units += part.quantity;
        text += fmt::format("{} {} ships {}, ", units, f0.name(parcel.location),
                            date_text(parcel.ship_date));
    }
    if (!promise.unfilled.empty()) text += "some unfilled, ";
    const bool pickup = promise.method == Method::pickup;
    return text + money(promise.price) +
           (pickup ? " ready " + paris_time(promise.by) : " by " + paris_date(promise.by));
}

// Every plan of a journey is the solver's, and the one that trying every plan gives.
RoutePlan find_plan(const RoutingProblem& problem) {
    static const PlanFinder finder = exact_plan_finder();
    RoutePlan plan = finder(problem);
    const RoutePlan best = cheapest_plan(problem);
    CHECK(plan.cost == best.cost);
    CHECK(plan == best);
    return plan;
}

Promise solved(F0& f0, const BuiltProblem& built) {
    return promise_of(built, find_plan(built.problem), f0.network());
}

std::string routed(F0& f0, const RoutingRequest& request) {
    const auto problems = build_problems(request, f0.world()).value();
    REQUIRE(problems.size() == 1);
    return told(f0, solved(f0, problems[0]));
}

// Each location left out as "S2 no_stock".
std::string left_out(F0& f0, const RoutingRequest& request) {
    std::string text;
    const auto problems = build_problems(request, f0.world()).value();
    for (const LeftOut& out : problems[0].left_out)
        text += (text.empty() ? "" : ", ") + f0.name(out.location) + " " +
                std::string(to_string(out.reason));
    return text;
}

// What the order would cost from each of the locations alone.
std::string alone(F0& f0, const RoutingRequest& request) {
    std::string text;
    const auto built = build_problems(request, f0.world()).value()[0];
    for (std::size_t i = 0; i < built.candidates.size(); ++i) {
        RoutingProblem problem = built.problem;
        problem.candidates = {problem.candidates[i]};
        const RoutePlan plan = find_plan(problem);
        if (!plan.unfilled.empty()) continue;
        text += (text.empty() ? "" : ", ") + f0.name(built.candidates[i].location) + " " +
                money(minor_units_of(plan.cost));
    }
    return text;
}

}  // namespace

SCENARIO("journey 1: warehouse, cut-off and weekend") {
    F0 f0;
    f0.stock("W1", "TEE", 50).stock("S1", "TEE", 10);
    const auto at = [&](const char* now) {
        return f0.delivery("75001", now,
                           {
                               {"TEE", 2}
        });
    };
    CHECK(alone(f0, at("2026-03-03 10:00")) == "S1 9.10, W1 6.80");
    CHECK(routed(f0, at("2026-03-03 10:00")) == "2 W1 ships 2026-03-03, 6.80 by 2026-03-05");
    CHECK(routed(f0, at("2026-03-03 16:00")) == "2 W1 ships 2026-03-03, 6.80 by 2026-03-05");
    CHECK(routed(f0, at("2026-03-03 16:00:01")) == "2 W1 ships 2026-03-04, 6.80 by 2026-03-06");
    CHECK(routed(f0, at("2026-03-06 16:01")) == "2 W1 ships 2026-03-09, 6.80 by 2026-03-11");
    CHECK(left_out(f0, at("2026-03-03 10:00")) == "S2 no_stock, S3 no_stock, S4 no_stock");
    GIVEN("a postal code that no carrier serves") {
        const auto request = f0.delivery("97100", "2026-03-03 10:00",
                                         {
                                             {"TEE", 2}
        });
        CHECK(left_out(f0, request) ==
              "S1 no_service, S2 no_stock, S3 no_stock, S4 no_stock, W1 no_service");
        CHECK(routed(f0, request).starts_with("some unfilled"));
        CHECK(make_offers(request, f0.world(), find_plan).value().offers.empty());
    }
    GIVEN("express, a working day faster") {
        auto request = at("2026-03-03 10:00");
        request.levels = {"express"};
        CHECK(routed(f0, request) == "2 W1 ships 2026-03-03, 11.50 by 2026-03-04");
    }
    GIVEN("a date that must be kept") {
        auto request = at("2026-03-03 16:00:01");
        request.latest = testing::paris("2026-03-05 23:00");
        CHECK(left_out(f0, request) ==
              "S1 cut_off, S2 no_stock, S3 no_stock, S4 no_stock, W1 cut_off");
        request.levels = {"standard", "express"};
        CHECK(routed(f0, request) == "2 W1 ships 2026-03-04, 11.50 by 2026-03-05");
        request.now = testing::paris("2026-03-06 16:01");
        request.latest = testing::paris("2026-03-07 09:00");
        CHECK(left_out(f0, request) ==
              "S1 cut_off, S2 no_stock, S3 no_stock, S4 no_stock, W1 cut_off");
        request.now = testing::paris("2026-03-07 00:01");
        CHECK(left_out(f0, request) ==
              "S1 closed, S2 no_stock, S3 no_stock, S4 no_stock, W1 closed");
    }
    GIVEN("lateness that is priced") {
        f0.rule_draft.profiles[0].costs.late_per_day = 200;
        auto request = at("2026-03-06 14:00");
        request.promise = testing::paris("2026-03-06 20:00");
        // Fri 6 from W1, two working days: Tue 10, four days late.
        CHECK(routed(f0, request) == "2 W1 ships 2026-03-06, 14.80 by 2026-03-10");
    }
}

SCENARIO("journey 1 over a holiday and the change to summer time") {
    F0 f0;
    for (Location& location : f0.network_draft.locations)
        location.hours_exceptions = {
            {"2026-04-06", true, 0, 0, "Easter Monday"}
        };
    for (CarrierService& service : f0.network_draft.carriers.services) {
        service.delivers.holidays = {*parse_date("2026-04-06")};
        service.collects.holidays = {*parse_date("2026-04-06")};
    }
    f0.stock("W1", "TEE", 50);
    const auto at = [&](const char* now) {
        return f0.delivery("75001", now,
                           {
                               {"TEE", 2}
        });
    };
    CHECK(routed(f0, at("2026-04-02 10:00")) == "2 W1 ships 2026-04-02, 6.80 by 2026-04-07");
    CHECK(routed(f0, at("2026-04-03 16:00:01")) == "2 W1 ships 2026-04-07, 6.80 by 2026-04-09");
    // Clocks go forward on Sunday 29 March: 16:00 is 15:00 UTC before, 14:00 UTC after.
    CHECK(routed(f0, at("2026-03-27 16:00")) == "2 W1 ships 2026-03-27, 6.80 by 2026-03-31");
    const auto built = build_problems(at("2026-03-28 12:00"), f0.world()).value()[0];
    const CarriageOption& option = built.candidates[0].options[0];
    CHECK(paris_time(option.order_by) == "2026-03-30 16:00");
    CHECK(option.order_by == Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 3 / 30} +
                                       std::chrono::hours{14}});
    CHECK(routed(f0, at("2026-03-30 16:00:01")) == "2 W1 ships 2026-03-31, 6.80 by 2026-04-02");
}

SCENARIO("journey 2: partial availability at checkout") {
    F0 f0;
    f0.stock("W1", "COAT", 2).stock("S3", "COAT", 2).stock("S1", "COAT", 1);
    f0.arriving("W1", "COAT", 10, "2026-03-09 08:00");
    const auto request = f0.delivery("59000", "2026-03-03 10:00",
                                     {
                                         {"COAT", 3}
    });
    const auto offered = make_offers(request, f0.world(), find_plan).value();
    std::vector<std::string> texts;
    for (const Offer& offer : offered.offers)
        texts.push_back(told(f0, offer.promise));
    const std::vector<std::string> expected{
        "1 S3 ships 2026-03-03, 2 W1 ships 2026-03-03, 18.30 by 2026-03-05",
        "3 W1 ships 2026-03-09, 7.05 by 2026-03-11",
        "2 W1 ships 2026-03-03, 1 W1 ships 2026-03-09, 16.35 by 2026-03-11"};
    CHECK(texts == expected);
    CHECK(offered.earliest == 0);
    CHECK(offered.complete == 1);
    CHECK(offered.cheapest == 1);
    CHECK_FALSE(offered.offers[0].waits);
    CHECK(offered.offers[2].waits);
    CHECK(offered.offers[2].promise.parcels[0].by < offered.offers[2].promise.parcels[1].by);
    CHECK(paris_date(offered.offers[2].promise.parcels[0].by) == "2026-03-05");
    CHECK(offered.shortages.empty());
    THEN("the purchase order slips by a week, and the later part with it") {
        f0.inbound[0].available_from = testing::paris("2026-03-16 08:00");
        const auto slipped = make_offers(request, f0.world(), find_plan).value();
        CHECK(told(f0, slipped.offers[2].promise) ==
              "2 W1 ships 2026-03-03, 1 W1 ships 2026-03-16, 16.35 by 2026-03-18");
    }
    THEN("more than there is now is short, and served when supply has come") {
        const auto more = f0.delivery("59000", "2026-03-03 10:00",
                                      {
                                          {"COAT", 5}
        });
        const auto later = make_offers(more, f0.world(), find_plan).value();
        CHECK(later.shortages == std::vector<Shortage>{
                                     {Sku::trusted("COAT"), 5, 3}
        });
        REQUIRE(later.earliest);
        CHECK(paris_date(later.offers[*later.earliest].promise.by) == "2026-03-11");
    }
    THEN("more than will ever come is offered by nobody") {
        const auto most = f0.delivery("59000", "2026-03-03 10:00",
                                      {
                                          {"COAT", 14}
        });
        CHECK(make_offers(most, f0.world(), find_plan).value().offers.empty());
    }
}

SCENARIO("journey 3: ship-from-store beats a split") {
    F0 f0;
    f0.stock("W1", "TEE", 5).stock("S2", "TEE", 3).stock("S2", "JEAN", 2);
    f0.stock("S1", "TEE", 4).stock("S1", "JEAN", 4);
    auto request = f0.delivery("69003", "2026-03-03 10:00",
                               {
                                   {"TEE",  1},
                                   {"JEAN", 1}
    });
    request.destination.position = GeoPosition{45'760'000, 4'850'000};
    CHECK(routed(f0, request) == "2 S2 ships 2026-03-03, 9.10 by 2026-03-05");
    CHECK(alone(f0, request) == "S1 10.60, S2 9.10");
    GIVEN("only the split of W1 and S2") {
        f0.overlay.add(Sku::trusted("TEE"), *f0.view.index_of(LocationId::trusted("S2")), 3);
        request.excluded = {LocationId::trusted("S1")};
        CHECK(routed(f0, request) ==
              "1 S2 ships 2026-03-03, 1 W1 ships 2026-03-03, 18.05 by 2026-03-05");
        CHECK(left_out(f0, request) == "S1 excluded, S3 no_stock, S4 no_stock");
    }
    GIVEN("S2 at 20 of 20 parcels") {
        f0.workload.add(LocationId::trusted("S2"), WorkKind::shipping, *parse_date("2026-03-03"),
                        {19, 0, 0});
        CHECK(routed(f0, request).starts_with("2 S2"));
        f0.workload.add(LocationId::trusted("S2"), WorkKind::shipping, *parse_date("2026-03-03"),
                        {1, 0, 0});
        CHECK(routed(f0, request) == "2 S1 ships 2026-03-03, 10.60 by 2026-03-05");
        CHECK(left_out(f0, request) == "S2 capacity, S3 no_stock, S4 no_stock");
    }
    GIVEN("the same, where a full location waits for the next day") {
        f0.rule_draft.profiles[0].full_location_waits = true;
        f0.workload.add(LocationId::trusted("S2"), WorkKind::shipping, *parse_date("2026-03-03"),
                        {20, 0, 0});
        CHECK(routed(f0, request) == "2 S2 ships 2026-03-04, 9.10 by 2026-03-06");
    }
    GIVEN("stores may not send farther than 200 km") {
        SourcingFilter near;
        near.name = "stores within 200 km";
        near.kind = FilterKind::max_distance;
        near.locations.types = {LocationType::store};
        near.max_distance_m = 200'000;
        f0.rule_draft.profiles[0].filters = {near};
        f0.workload.add(LocationId::trusted("S2"), WorkKind::shipping, *parse_date("2026-03-03"),
                        {20, 0, 0});
        CHECK(left_out(f0, request) == "S1 distance, S2 capacity, S3 no_stock, S4 no_stock");
        CHECK(routed(f0, request).find("some unfilled") != std::string::npos);
    }
}

SCENARIO("journey 4: click and collect") {
    F0 f0;
    f0.stock("S1", "TEE", 3);
    const auto ready = [&](const char* now) {
        const std::string text = routed(f0, f0.pickup(
                                                {
                                                    "S1"
        },
                                                now, {{"TEE", 1}}));
        return text.substr(text.find("ready ") + 6);
    };
    CHECK(ready("2026-03-03 10:05") == "2026-03-03 12:05");
    CHECK(ready("2026-03-03 19:15") == "2026-03-04 11:15");
    CHECK(ready("2026-03-07 19:30") == "2026-03-09 11:30");
    CHECK(ready("2026-03-03 10:05:30") == "2026-03-03 12:06");
    // Prepared when the store closes: to be collected when it opens.
    CHECK(ready("2026-03-03 18:00") == "2026-03-04 10:00");
    CHECK(routed(f0, f0.pickup(
                         {
                             "S1"
    },
                         "2026-03-03 10:05", {{"TEE", 3}}))
              .find("some unfilled") != std::string::npos);
    GIVEN("a holiday on Wednesday") {
        f0.network_draft.locations[0].hours_exceptions = {
            {"2026-03-04", true, 0, 0, "holiday"}
        };
        CHECK(ready("2026-03-03 19:15") == "2026-03-05 11:15");
    }
}

SCENARIO("journey 5: ship to store") {
    F0 f0;
    f0.stock("S4", "JEAN", 0).stock("W1", "JEAN", 3);
    const auto at = [&](const char* now) {
        return f0.pickup(
            {
                "S4"
        },
            now, {{"JEAN", 1}});
    };
    CHECK(routed(f0, at("2026-03-03 10:30")) ==
          "1 W1 ships 2026-03-03, 0.55 ready 2026-03-04 13:00");
    CHECK(routed(f0, at("2026-03-03 16:30")) ==
          "1 W1 ships 2026-03-04, 0.55 ready 2026-03-05 13:00");
    CHECK(routed(f0, at("2026-03-06 15:59")) ==
          "1 W1 ships 2026-03-06, 0.55 ready 2026-03-07 13:00");
    CHECK(routed(f0, at("2026-03-06 16:00:01")) ==
          "1 W1 ships 2026-03-09, 0.55 ready 2026-03-10 13:00");
    const auto built = build_problems(at("2026-03-03 10:30"), f0.world()).value()[0];
    const CarriageOption& option = built.candidates[0].options[0];
    CHECK(option.carriage == Carriage::shuttle);
    CHECK(paris_time(option.order_by) == "2026-03-03 16:00");
    CHECK(paris_time(option.leaves) == "2026-03-03 18:00");
    GIVEN("another store that holds it: it sends a parcel") {
        f0.stock("W1", "JEAN", 0).stock("S1", "JEAN", 2);
        // Delivered Thu 5 by 20:00, when the store closes; ready two opening hours later.
        CHECK(routed(f0, at("2026-03-03 10:30")) ==
              "1 S1 ships 2026-03-03, 10.00 ready 2026-03-06 12:00");
    }
    GIVEN("the store has it by now: it comes from its own shelf") {
        f0.stock("S4", "JEAN", 2);
        CHECK(routed(f0, at("2026-03-03 10:30")) ==
              "1 S4 ships 2026-03-03, 0.40 ready 2026-03-03 12:30");
    }
}

SCENARIO("pickup at any of several stores, and elsewhere when none has it") {
    F0 f0;
    f0.stock("S2", "TEE", 5).stock("S3", "TEE", 5).stock("S1", "TEE", 1);
    const auto request = f0.pickup(
        {
            "S1", "S2"
    },
        "2026-03-03 10:05", {{"TEE", 2}});
    const auto problems = build_problems(request, f0.world()).value();
    REQUIRE(problems.size() == 2);
    CHECK(f0.name(*problems[0].pickup_at) == "S1");
    CHECK(told(f0, solved(f0, problems[1])) ==
          "2 S2 ships 2026-03-03, 0.80 ready 2026-03-03 12:05");
    const auto offered = make_offers(request, f0.world(), find_plan).value();
    REQUIRE(offered.cheapest);
    CHECK(f0.name(*offered.offers[*offered.cheapest].pickup_at) == "S2");
    const auto only_first = f0.pickup(
        {
            "S1"
    },
        "2026-03-03 10:05", {{"TEE", 2}});
    const auto others = other_pickups(only_first, f0.world(), find_plan, 5).value();
    REQUIRE(others.size() == 2);
    CHECK(f0.name(*others[0].pickup_at) == "S3");
    CHECK(told(f0, others[0].promise) == "2 S3 ships 2026-03-03, 0.80 ready 2026-03-03 12:05");
    CHECK(f0.name(*others[1].pickup_at) == "S2");
    CHECK(other_pickups(only_first, f0.world(), find_plan, 1).value().size() == 1);
}

SCENARIO("a same-day courier has slots with five places, within 10 km") {
    F0 f0;
    f0.stock("S1", "TEE", 30);
    auto request = f0.delivery("75011", "2026-03-03 14:00",
                               {
                                   {"TEE", 1}
    });
    request.destination.position = GeoPosition{48'858'000, 2'380'000};
    request.levels = {"same_day"};
    const auto by = [&](const char* now) {
        request.now = testing::paris(now);
        const auto built = build_problems(request, f0.world()).value()[0];
        if (built.candidates.empty()) return std::string("none");
        return paris_time(solved(f0, built).by);
    };
    CHECK(by("2026-03-03 14:00") == "2026-03-03 18:00");
    CHECK(by("2026-03-03 15:00:01") == "2026-03-03 20:00");
    CHECK(by("2026-03-03 17:30") == "2026-03-04 18:00");
    for (int order = 0; order < 5; ++order) {
        CHECK(by("2026-03-03 14:00") == "2026-03-03 18:00");
        f0.workload.take_slot(LocationId::trusted("S1"), "courier", *parse_date("2026-03-03"), 0,
                              1);
    }
    CHECK(by("2026-03-03 14:00") == "2026-03-03 20:00");
    f0.workload.take_slot(LocationId::trusted("S1"), "courier", *parse_date("2026-03-03"), 1, 5);
    CHECK(by("2026-03-03 14:00") == "2026-03-04 18:00");
    CHECK(by("2026-03-07 18:00") == "2026-03-09 18:00");
    request.destination.position = GeoPosition{48'800'000, 2'130'000};
    CHECK(by("2026-03-03 14:00") == "none");
    CHECK(left_out(f0, request) ==
          "S1 no_service, S2 no_stock, S3 no_stock, S4 no_stock, W1 no_stock");
}
