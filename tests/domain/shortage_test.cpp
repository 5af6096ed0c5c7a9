#include "domain/shortage.hpp"

#include <algorithm>
#include <map>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::noon;

namespace {

const StockKey shelf{Sku::trusted("SHOE"), LocationId::trusted("S1")};

ShelfClaim claim(const char* order, std::int64_t units, std::int64_t fixed, MoveClass move_class,
                 std::int64_t promised_hours = 48) {
    ShelfClaim made;
    made.order_id = OrderId::trusted(order);
    made.line_no = 1;
    made.units = units;
    made.fixed = fixed;
    made.move_class = move_class;
    made.promised_by = noon + std::chrono::hours{promised_hours};
    made.since = noon;
    return made;
}

// "O3 1, O4 1": who moves, in order.
std::string moves(std::vector<ShelfClaim> claims, std::int64_t on_hand) {
    std::string text;
    for (const MovedUnits& moved : who_moves(std::move(claims), on_hand)) {
        if (!text.empty()) text += ", ";
        text += moved.claim.order_id.str() + " " + std::to_string(moved.units);
    }
    return text;
}

std::int64_t sum_of(const std::vector<ShelfClaim>& claims, std::int64_t ShelfClaim::*field) {
    std::int64_t sum = 0;
    for (const ShelfClaim& one : claims)
        sum += one.*field;
    return sum;
}

std::vector<ShelfClaim> some_claims() {
    std::vector<ShelfClaim> claims;
    const int count = *rc::gen::inRange(0, 8);
    for (int i = 0; i < count; ++i) {
        ShelfClaim made;
        made.order_id = OrderId::trusted("O" + std::to_string(i));
        made.line_no = *rc::gen::inRange(1, 3);
        made.units = *rc::gen::inRange(1, 5);
        made.fixed = *rc::gen::inRange<std::int64_t>(0, made.units + 1);
        made.move_class =
            *rc::gen::element(MoveClass::pickup, MoveClass::express, MoveClass::standard);
        made.promised_by = noon + std::chrono::hours{*rc::gen::inRange(0, 4)};
        made.since = noon + std::chrono::minutes{*rc::gen::inRange(0, 4)};
        claims.push_back(std::move(made));
    }
    return claims;
}

FulfillmentOrder task_in(FulfillmentState state, std::int64_t units, std::int64_t picked) {
    FulfillmentOrder task;
    task.fulfillment_order_id = FulfillmentOrderId::trusted("ful_1");
    task.location_id = shelf.location_id;
    task.state = state;
    task.promised_by = noon;
    task.lines = {
        {1, shelf.sku, units, picked, 0, 0, 0}
    };
    return task;
}

Order order_of(std::int64_t units) {
    Order order;
    order.order_id = OrderId::trusted("O1");
    order.create_time = noon;
    OrderLine line;
    line.line_no = 1;
    line.sku = shelf.sku;
    line.quantities = LineQuantities(UnitState::allocated, units);
    order.lines.push_back(line);
    order.reservations.push_back({1, shelf.sku, shelf.location_id, units, units, 0, 0, 0});
    return order;
}

}  // namespace

TEST_CASE(
    "what is off the shelf stays, then what is hardest to move, then what was promised first") {
    const ShelfClaim ready = claim("O1", 1, 1, MoveClass::standard);
    const ShelfClaim pickup = claim("O2", 1, 0, MoveClass::pickup, 4);
    const ShelfClaim express = claim("O3", 1, 0, MoveClass::express, 33);
    const ShelfClaim standard = claim("O4", 1, 0, MoveClass::standard, 57);
    const std::vector<ShelfClaim> all{standard, express, pickup, ready};
    CHECK(moves(all, 5) == "");
    CHECK(moves(all, 4) == "");
    CHECK(moves(all, 3) == "O4 1");
    CHECK(moves(all, 2) == "O3 1, O4 1");
    CHECK(moves(all, 1) == "O2 1, O3 1, O4 1");
    CHECK(moves(all, 0) == "O2 1, O3 1, O4 1");
    CHECK(moves({claim("O1", 1, 0, MoveClass::standard, 50),
                 claim("O2", 1, 0, MoveClass::standard, 40)},
                1) == "O1 1");
    ShelfClaim older = claim("O9", 1, 0, MoveClass::standard);
    older.since = noon - std::chrono::minutes{1};
    CHECK(moves({claim("O1", 1, 0, MoveClass::standard), older}, 1) == "O1 1");
}

TEST_CASE("of one claim only as many units move as are short") {
    CHECK(moves({claim("O1", 3, 0, MoveClass::standard)}, 2) == "O1 1");
    CHECK(moves({claim("O1", 3, 2, MoveClass::standard)}, 0) == "O1 1");
    CHECK(moves({claim("O1", 3, 2, MoveClass::standard), claim("O2", 2, 0, MoveClass::pickup)},
                3) == "O2 1, O1 1");
}

TEST_CASE("S3: just what is short moves, nothing fixed does, and nobody overtakes") {
    CHECK(rc::check([] {
        std::vector<ShelfClaim> claims = some_claims();
        const std::int64_t on_hand = *rc::gen::inRange(0, 12);
        const std::vector<MovedUnits> moved = who_moves(claims, on_hand);
        std::map<OrderId, std::int64_t> by_order;
        std::int64_t units = 0;
        for (const MovedUnits& one : moved) {
            by_order[one.claim.order_id] += one.units;
            units += one.units;
            RC_ASSERT(one.units >= 1);
            RC_ASSERT(one.units <= one.claim.units - one.claim.fixed);
        }
        const std::int64_t fixed = sum_of(claims, &ShelfClaim::fixed);
        RC_ASSERT(units == std::max<std::int64_t>(
                               0, sum_of(claims, &ShelfClaim::units) - std::max(on_hand, fixed)));
        // Whoever keeps a unit that is not fixed ranks no lower than anybody who gives one up, or
        // is the one that gives up a part.
        for (const ShelfClaim& keeper : claims) {
            if (keeper.units - keeper.fixed == by_order[keeper.order_id]) continue;
            for (const MovedUnits& one : moved) {
                if (one.claim.order_id == keeper.order_id) continue;
                RC_ASSERT(std::tie(keeper.move_class, keeper.promised_by, keeper.since) <=
                          std::tie(one.claim.move_class, one.claim.promised_by, one.claim.since));
            }
        }
        // The order in which they are told does not matter.
        std::reverse(claims.begin(), claims.end());
        const std::vector<MovedUnits> again = who_moves(claims, on_hand);
        RC_ASSERT(again.size() == moved.size());
        for (std::size_t i = 0; i < moved.size(); ++i) {
            RC_ASSERT(again[i].claim == moved[i].claim);
            RC_ASSERT(again[i].units == moved[i].units);
        }
    }));
}

TEST_CASE("an order claims what its tasks have, and what is not released yet") {
    Order order = order_of(3);
    CHECK(claims_on(shelf, order, {}).at(0).units == 3);
    CHECK(claims_on(shelf, order, {}).at(0).fulfillment_order_id.empty());
    OrderParcel parcel;
    parcel.location_id = shelf.location_id;
    parcel.units = {
        {1, 2}
    };
    parcel.fulfillment_order_id = FulfillmentOrderId::trusted("ful_1");
    order.parcels.push_back(parcel);
    const auto fixed_in = [&](FulfillmentState state, std::int64_t picked) {
        const std::vector<FulfillmentOrder> tasks{task_in(state, 2, picked)};
        const std::vector<ShelfClaim> claims = claims_on(shelf, order, tasks);
        REQUIRE(claims.size() == 2);
        CHECK(claims[0].units == 2);
        CHECK(claims[0].promised_by == noon);
        CHECK(claims[1].units == 1);
        return claims[0].fixed;
    };
    CHECK(fixed_in(FulfillmentState::released, 0) == 0);
    CHECK(fixed_in(FulfillmentState::accepted, 0) == 0);
    CHECK(fixed_in(FulfillmentState::picking, 1) == 1);
    CHECK(fixed_in(FulfillmentState::packed, 2) == 2);
    CHECK(fixed_in(FulfillmentState::ready, 2) == 2);
    CHECK(fixed_in(FulfillmentState::cancel_requested, 0) == 2);
    const StockKey other{shelf.sku, LocationId::trusted("W1")};
    CHECK(claims_on(other, order, {}).empty());
}

TEST_CASE("a shelf's timer tells which, and what was found") {
    const ShelfCheck check{shelf, ShelfFinding::none, 7};
    const Timer timer = shelf_timer(check, noon);
    CHECK(timer.subject == "none 7 SHOE S1");
    CHECK(*shelf_check_of(timer.subject) == check);
    for (const char* wrong : {"", "none", "some 7 SHOE S1", "none x SHOE S1", "none 7 SHOE"})
        CHECK(shelf_check_of(wrong).error().reason == Reason::corrupt_row);
}
