#include "domain/order.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/events.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::OrderRequestBuilder;

namespace {

// Line 1: 5 of TEE, 3 of them reserved at W1 and 1 at S1; 1 backordered. Line 2: 2 of JEAN
// unallocated.
Order half_reserved() {
    Order order = OrderRequestBuilder{}.line("TEE", 5).line("JEAN", 2).build().draft;
    order.order_id = OrderId::trusted("ord_1");
    LineQuantities& tee = order.lines[0].quantities;
    REQUIRE(tee.move(UnitState::unallocated, UnitState::allocated, 4));
    REQUIRE(tee.move(UnitState::unallocated, UnitState::backordered, 1));
    const auto at = [](const char* location, std::int64_t units) {
        return Reservation{
            1, Sku::trusted("TEE"), LocationId::trusted(location), units, units, 0, 0, 0};
    };
    order.reservations = {at("S1", 1), at("W1", 3)};
    return order;
}

}  // namespace

SCENARIO("canceling takes units without stock first, then reserved ones") {
    GIVEN("an order with reserved, backordered and unallocated units") {
        Order order = half_reserved();
        WHEN("two units of the first line are canceled") {
            const auto moves = plan_cancel(order, {
                                                      {1, 2}
            });
            REQUIRE(moves);
            CHECK(moves->to_ask.empty());
            CHECK(moves->moves == std::vector<UnitMove>{
                                      {1, UnitState::backordered, UnitState::canceled, 1, {}},
                                      {1, UnitState::allocated,   UnitState::canceled, 1,
                                       LocationId::trusted("S1")                            }
            });
            REQUIRE(apply_moves(order, moves->moves));
            THEN("the reservation there is freed, the rest stays") {
                CHECK(order.lines[0].quantities.in(UnitState::canceled) == 2);
                CHECK(order.reservations[0].freed == 1);
                CHECK(order.reservations[0].open == 0);
                CHECK(order.reservations[1].open == 3);
            }
        }
        WHEN("more is asked than there is") {
            const auto moves = plan_cancel(order, {
                                                      {1, 4},
                                                      {1, 2},
                                                      {2, 3},
                                                      {9, 1}
            });
            REQUIRE_FALSE(moves);
            THEN("every line that cannot be is named") {
                CHECK(moves.error().reason == Reason::illegal_transition);
                CHECK(moves.error().preconditions.size() == 3);
            }
        }
        WHEN("everything is canceled, twice") {
            REQUIRE(apply_moves(order, plan_cancel(order, {})->moves));
            CHECK(order_status(order) == OrderStatus::canceled);
            CHECK(fulfillment_status(order) == FulfillmentStatus::canceled);
            CHECK(plan_cancel(order, {}).error().reason == Reason::illegal_transition);
        }
    }
}

TEST_CASE("statuses follow from the quantities alone") {
    using enum UnitState;
    struct Example {
        std::vector<std::pair<UnitState, std::int64_t>> units;
        OrderStatus order;
        FulfillmentStatus fulfillment;
    };
    const Example examples[] = {
        {{{unallocated, 1}},                 OrderStatus::placed,    FulfillmentStatus::unallocated        },
        {{{backordered, 1}, {allocated, 1}},
         OrderStatus::placed,
         FulfillmentStatus::partially_allocated                                                            },
        {{{allocated, 2}},                   OrderStatus::placed,    FulfillmentStatus::allocated          },
        {{{allocated, 1}, {picking, 1}},     OrderStatus::placed,    FulfillmentStatus::in_progress        },
        {{{ready, 1}, {collected, 1}},       OrderStatus::placed,    FulfillmentStatus::partially_fulfilled},
        {{{shipped, 1}, {canceled, 1}},      OrderStatus::placed,    FulfillmentStatus::fulfilled          },
        {{{delivered, 1}, {canceled, 1}},    OrderStatus::completed, FulfillmentStatus::fulfilled          },
        {{{canceled, 1}, {written_off, 1}},  OrderStatus::canceled,  FulfillmentStatus::canceled           },
    };
    for (const Example& example : examples) {
        std::array<std::int64_t, unit_state_count> units{};
        for (const auto& [state, count] : example.units)
            units[static_cast<std::size_t>(state)] = count;
        Order order = OrderRequestBuilder{}.line("TEE", 1).build().draft;
        order.lines[0].quantities = LineQuantities::from_row(units, 0, 0);
        CAPTURE(static_cast<int>(&example - examples));
        CHECK(order_status(order) == example.order);
        CHECK(fulfillment_status(order) == example.fulfillment);
    }
}

TEST_CASE("L1, L2: no sequence of moves changes how many units a line has, or leaves the table") {
    CHECK(rc::check([] {
        LineQuantities line(UnitState::unallocated, *rc::gen::inRange(1, 20));
        const std::int64_t ordered = line.ordered();
        const auto steps =
            *rc::gen::container<std::vector<std::tuple<int, int, int>>>(rc::gen::tuple(
                rc::gen::inRange(0, 12), rc::gen::inRange(0, 12), rc::gen::inRange(-2, 8)));
        for (const auto& [from, to, units] : steps) {
            const LineQuantities before = line;
            const auto a = static_cast<UnitState>(from);
            const auto b = static_cast<UnitState>(to);
            const bool moved = line.move(a, b, units).has_value();
            RC_ASSERT(moved == (may_move(a, b) && units > 0 && units <= before.in(a)));
            RC_ASSERT(moved || line == before);
            RC_ASSERT(line.ordered() == ordered);
            for (std::size_t i = 0; i < unit_state_count; ++i)
                RC_ASSERT(line.in(static_cast<UnitState>(i)) >= 0);
        }
    }));
}

TEST_CASE("terminal states of a unit have no exit") {
    for (std::size_t to = 0; to < unit_state_count; ++to) {
        for (const UnitState end : {UnitState::delivered, UnitState::collected, UnitState::canceled,
                                    UnitState::written_off}) {
            CHECK_FALSE(may_move(end, static_cast<UnitState>(to)));
        }
    }
}

TEST_CASE("E2: folding refuses what cannot follow") {
    const Order order = half_reserved();
    const OrderPlaced placed{order};
    const OrderUnitsCanceled canceled{CancelReason::other, {}, plan_cancel(order, {})->moves};
    const auto first = fold(std::optional<Order>(), placed, 1, {});
    REQUIRE(first);
    CHECK(fold(std::optional<Order>(), placed, 2, {}).error().reason == Reason::corrupt_row);
    CHECK(fold(std::optional(*first), placed, 2, {}).error().reason == Reason::corrupt_row);
    CHECK(fold(std::optional(*first), canceled, 3, {}).error().reason == Reason::corrupt_row);
    CHECK(fold(std::optional<Order>(), canceled, 1, {}).error().reason == Reason::corrupt_row);
    const auto second = fold(std::optional(*first), canceled, 2, oms::testing::noon);
    REQUIRE(second);
    CHECK(order_status(*second) == OrderStatus::canceled);
    CHECK(second->update_time == oms::testing::noon);
}
