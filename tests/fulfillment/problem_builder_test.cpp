#include "fulfillment/problem_builder.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "fulfillment/plan_finder.hpp"
#include "tests/support/f0_network.hpp"

using namespace oms;
using namespace oms::fulfillment;
using oms::testing::F0;

namespace {

BuiltProblem built(F0& f0, const RoutingRequest& request, InboundUse inbound = InboundUse::none) {
    return build_problems(request, f0.world(), inbound).value().at(0);
}

}  // namespace

TEST_CASE("lines of one SKU are one line of the problem, and part again in the promise") {
    F0 f0;
    f0.stock("W1", "TEE", 50).stock("W1", "JEAN", 50);
    const auto request = f0.delivery("75001", "2026-03-03 10:00",
                                     {
                                         {"TEE",  2},
                                         {"JEAN", 1},
                                         {"TEE",  3}
    });
    const BuiltProblem made = built(f0, request);
    REQUIRE(made.problem.lines.size() == 2);
    CHECK(made.problem.lines[0].quantity == 5);
    CHECK(made.problem.lines[0].weight_g == 200);
    const Promise promise = promise_of(made, exact_plan_finder()(made.problem), f0.network());
    const std::vector<PromisedUnits> expected{
        {1, Sku::trusted("TEE"),  2},
        {3, Sku::trusted("TEE"),  3},
        {2, Sku::trusted("JEAN"), 1}
    };
    CHECK(promise.parcels.at(0).units == expected);
    CHECK(testing::paris_time(promise.order_by) == "2026-03-03 16:00");
}

TEST_CASE("costs are rules and handling: the shelf that is emptied, a soft filter, long goods") {
    F0 f0;
    Profile& profile = f0.rule_draft.profiles[0];
    profile.costs.stock_out = {
        {0, 60},
        {1, 25}
    };
    profile.costs.stock_out_at.types = {LocationType::store};
    SourcingFilter busy;
    busy.name = "Lyon is moving";
    busy.locations.locations = {LocationId::trusted("S2")};
    busy.from = testing::paris("2026-03-03 00:00");
    busy.until = testing::paris("2026-03-04 00:00");
    busy.penalty = 150;
    profile.filters = {busy};
    f0.network_draft.carriers.oversize = {600, 400};
    f0.stock("S2", "COAT", 3).stock("W1", "COAT", 2);
    const BuiltProblem made = built(f0, f0.delivery("69003", "2026-03-03 10:00",
                                                    {
                                                        {"COAT", 2}
    }));
    REQUIRE(made.candidates.size() == 2);
    const Candidate& store = made.problem.candidates[0];
    CHECK(store.options[0].fixed == cost_of(200 + 150));
    CHECK(store.options[0].tariff[0].cost == cost_of(590));
    CHECK(store.lines[0].available == 2);
    CHECK(store.lines[0].fixed == cost_of(60));
    CHECK(store.lines[0].per_unit == cost_of(60 + 400));
    CHECK(made.problem.candidates[1].lines[0].fixed == 0);
    const BuiltProblem next = built(f0, f0.delivery("69003", "2026-03-04 10:00",
                                                    {
                                                        {"COAT", 1}
    }));
    CHECK(next.problem.candidates[0].options[0].fixed == cost_of(200));
    CHECK(next.problem.candidates[0].lines[0].fixed == cost_of(25));
}

TEST_CASE("a rule keeps locations out while it is in force, and is named") {
    F0 f0;
    SourcingFilter closing;
    closing.name = "Lille is rebuilt";
    closing.locations.locations = {LocationId::trusted("S3")};
    closing.until = testing::paris("2026-03-04 00:00");
    SourcingFilter stores;
    stores.name = "stores only";
    stores.kind = FilterKind::only;
    stores.locations.groups = {"stores"};
    f0.rule_draft.profiles[0].filters = {closing, stores};
    f0.stock("S3", "TEE", 5).stock("S1", "TEE", 5).stock("W1", "TEE", 5);
    const auto at = [&](const char* now) {
        return built(f0, f0.delivery("59000", now,
                                     {
                                         {"TEE", 1}
        }));
    };
    const BuiltProblem today = at("2026-03-03 23:59");
    REQUIRE(today.left_out.size() == 4);
    CHECK(today.left_out[1].rule == "Lille is rebuilt");
    CHECK(today.left_out[3].reason == LeftOutReason::excluded);
    CHECK(today.left_out[3].rule == "stores only");
    CHECK(at("2026-03-04 00:00").candidates.size() == 2);
}

TEST_CASE("a line splits only when policy and stock ask for it") {
    F0 f0;
    f0.stock("W1", "TEE", 2).stock("S1", "TEE", 4).stock("S2", "TEE", 2);
    const auto split = [&](std::int64_t quantity) {
        return built(f0, f0.delivery("75001", "2026-03-03 10:00",
                                     {
                                         {"TEE", quantity}
        }));
    };
    const BuiltProblem whole = split(3);
    CHECK_FALSE(whole.problem.lines[0].may_split);
    REQUIRE(whole.candidates.size() == 1);
    CHECK(f0.name(whole.candidates[0].location) == "S1");
    CHECK(whole.left_out.size() == 4);
    CHECK(split(4).problem.lines[0].may_split);
    CHECK(split(4).candidates.size() == 3);
    SUBCASE("never") {
        F0 strict;
        strict.rule_draft.profiles[0].split.lines = LineSplit::never;
        strict.stock("W1", "TEE", 2).stock("S1", "TEE", 4);
        const auto none = built(strict, f0.delivery("75001", "2026-03-03 10:00",
                                                    {
                                                        {"TEE", 4}
        }));
        CHECK(none.candidates.empty());
        CHECK(none.left_out.size() == 5);
    }
}

TEST_CASE("a location sends what its carriers take, and keeps what none of them does") {
    F0 f0;
    f0.network_draft.carriers.services[0].refused_classes = {HandlingClass::hazardous};
    f0.stock("W1", "TEE", 5).stock("W1", "SHOE", 5).stock("S1", "SHOE", 5);
    auto request = f0.delivery("75001", "2026-03-03 10:00",
                               {
                                   {"TEE",  1},
                                   {"SHOE", 1}
    });
    request.lines[1].unit.handling_class = HandlingClass::hazardous;
    const BuiltProblem made = built(f0, request);
    REQUIRE(made.candidates.size() == 2);
    CHECK(made.problem.candidates[1].lines[0].available == 5);
    CHECK(made.problem.candidates[1].lines[1].available == 0);
    CHECK(made.problem.candidates[0].lines[1].available == 4);
}

TEST_CASE("supply to come counts together with what is there, or apart from it") {
    F0 f0;
    f0.stock("S1", "COAT", 3).arriving("S1", "COAT", 4, "2026-03-09 09:00");
    f0.arriving("S1", "COAT", 5, "2026-03-16 09:00").arriving("S2", "COAT", 1, "2026-03-09 09:00");
    const auto request = f0.delivery("75001", "2026-03-03 10:00",
                                     {
                                         {"COAT", 8}
    });
    const auto available = [&](InboundUse use) {
        std::vector<std::int64_t> units;
        for (const Candidate& candidate : built(f0, request, use).problem.candidates)
            units.push_back(candidate.lines[0].available);
        return units;
    };
    CHECK(available(InboundUse::none) == std::vector<std::int64_t>{2});
    CHECK(available(InboundUse::together) == std::vector<std::int64_t>{2, 6, 11});
    CHECK(available(InboundUse::apart) == std::vector<std::int64_t>{2, 4, 9});
}

TEST_CASE("a request that makes no sense is refused in every field at once") {
    F0 f0;
    auto request = f0.pickup(
        {
    },
        "2026-03-03 10:00", {{"TEE", 0}, {"JEAN", 1}});
    const auto refused = build_problems(request, f0.world());
    REQUIRE_FALSE(refused);
    REQUIRE(refused.error().fields.size() == 2);
    CHECK(refused.error().fields[0].field == "lines[0].quantity");
    request = f0.delivery("75001", "2026-03-03 10:00",
                          {
                              {"TEE",  999'999},
                              {"JEAN", 1      },
                              {"TEE",  2      }
    });
    CHECK(build_problems(request, f0.world()).error().fields.at(0).field == "lines[2].quantity");
    request = f0.pickup(
        {
            "S9"
    },
        "2026-03-03 10:00", {{"TEE", 1}});
    CHECK(build_problems(request, f0.world()).error().reason == Reason::location_not_found);
    request = f0.pickup(
        {
            "W1"
    },
        "2026-03-03 10:00", {{"TEE", 1}});
    f0.stock("W1", "TEE", 1);
    CHECK(built(f0, request).left_out.at(4).reason == LeftOutReason::not_offered);
}

TEST_CASE("pickups have a capacity of their own") {
    F0 f0;
    f0.network_draft.settings[0].pickup_capacity = DailyCapacity{CapacityMeasure::parcels, 2};
    f0.stock("S1", "TEE", 9);
    const auto request = f0.pickup(
        {
            "S1"
    },
        "2026-03-03 10:00", {{"TEE", 1}});
    CHECK(built(f0, request).problem.candidates.at(0).options.at(0).capacity_left == 2);
    f0.workload.add(LocationId::trusted("S1"), WorkKind::pickup, *parse_date("2026-03-03"),
                    {2, 0, 0});
    CHECK(built(f0, request).left_out.at(0).reason == LeftOutReason::capacity);
}

TEST_CASE("whatever is asked: every location is in or out, and no promise lies before now") {
    CHECK(rc::check([] {
        F0 f0;
        const bool waits = *rc::gen::arbitrary<bool>();
        f0.rule_draft.profiles[0].full_location_waits = waits;
        for (const char* place : {"W1", "S1", "S2", "S3", "S4"}) {
            for (const char* sku : {"TEE", "JEAN"})
                f0.stock(place, sku, *rc::gen::inRange<std::int64_t>(0, 4));
            if (*rc::gen::inRange(0, 3) == 0)
                f0.workload.add(LocationId::trusted(place), WorkKind::shipping,
                                *parse_date("2026-10-24"), {*rc::gen::inRange(0, 21), 0, 0});
        }
        const bool pickup = *rc::gen::arbitrary<bool>();
        const std::vector<std::pair<const char*, std::int64_t>> lines{
            {"TEE",  *rc::gen::inRange<std::int64_t>(1, 4)},
            {"JEAN", *rc::gen::inRange<std::int64_t>(1, 3)}
        };
        // Around the end of summer time, weekend included.
        const char* start = "2026-10-23 08:00";
        auto request =
            pickup ? f0.pickup({"S1"}, start, lines) : f0.delivery("75001", start, lines);
        request.levels = {"standard", "express"};
        request.now += std::chrono::seconds{*rc::gen::inRange(0, 300'000)};
        const BuiltProblem made = built(f0, request);
        std::set<std::size_t> seen;
        for (const BuiltCandidate& candidate : made.candidates)
            RC_ASSERT(seen.insert(candidate.location).second);
        for (const LeftOut& out : made.left_out)
            RC_ASSERT(seen.insert(out.location).second);
        RC_ASSERT(seen.size() == f0.network().size());
        for (const BuiltCandidate& candidate : made.candidates) {
            for (const CarriageOption& option : candidate.options) {
                RC_ASSERT(option.order_by >= request.now);
                RC_ASSERT(option.arrives >= request.now);
                RC_ASSERT(option.arrives >= option.leaves);
                RC_ASSERT(option.capacity_left > 0);
                if (!pickup) continue;
                const Calendar& store = f0.network().location(*made.pickup_at).calendar;
                RC_ASSERT(store.is_open(option.arrives));
            }
        }
        if (made.candidates.empty()) return;
        const RoutePlan plan = exact_plan_finder()(made.problem);
        const Promise promise = promise_of(made, plan, f0.network());
        std::map<std::int64_t, std::int64_t> units;
        for (const ParcelPromise& parcel : promise.parcels) {
            RC_ASSERT(parcel.by >= request.now);
            RC_ASSERT(parcel.by <= promise.by);
            for (const PromisedUnits& part : parcel.units)
                units[part.line_no] += part.quantity;
        }
        for (const PromisedUnits& part : promise.unfilled)
            units[part.line_no] += part.quantity;
        RC_ASSERT(units[1] == lines[0].second);
        RC_ASSERT(units[2] == lines[1].second);
    }));
}

TEST_CASE("ordering later never makes an option of the same location arrive earlier") {
    CHECK(rc::check([] {
        F0 f0;
        for (const char* place : {"W1", "S1", "S2", "S3", "S4"})
            f0.stock(place, "TEE", 5);
        auto request = f0.delivery("75001", "2026-03-26 00:00",
                                   {
                                       {"TEE", 1}
        });
        if (*rc::gen::arbitrary<bool>())
            request = f0.pickup(
                {
                    "S4"
            },
                "2026-03-26 00:00", {{"TEE", 1}});
        request.now += std::chrono::seconds{*rc::gen::inRange(0, 600'000)};
        const BuiltProblem first = built(f0, request);
        request.now += std::chrono::seconds{*rc::gen::inRange(0, 200'000)};
        const BuiltProblem second = built(f0, request);
        RC_ASSERT(first.candidates.size() == second.candidates.size());
        for (std::size_t i = 0; i < first.candidates.size(); ++i)
            RC_ASSERT(first.problem.candidates[i].options[0].arrival <=
                      second.problem.candidates[i].options[0].arrival);
    }));
}
