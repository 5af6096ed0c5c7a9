#include "domain/order_edit.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/events.hpp"
#include "domain/pricing.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;
using oms::testing::OrderRequestBuilder;

namespace {

const LocationId there = LocationId::trusted("W1");

// Everything reserved at one location, nothing released.
Order reserved(OrderRequestBuilder& builder) {
    Order order = builder.build().draft;
    for (OrderLine& line : order.lines) {
        const std::int64_t units = line.quantities.ordered();
        REQUIRE(line.quantities.move(UnitState::unallocated, UnitState::allocated, units));
        order.reservations.push_back({line.line_no, line.sku, there, units, units, 0, 0, 0});
    }
    order.head.sequence = 1;
    return order;
}

OrderEdit quantity_of(std::int64_t line_no, std::int64_t quantity) {
    OrderEdit edit;
    edit.lines.push_back({line_no, quantity, {}, {}});
    return edit;
}

// The edit with all its new units reserved there, told and folded; what it cost more or less.
std::int64_t carry_out(Order& order, const OrderEdit& edit) {
    Result<EditDraft> draft = draft_edit(order, edit);
    REQUIRE(draft);
    std::vector<PlannedUnits> planned;
    for (const ParcelUnits& units : draft->wanted) {
        const OrderLine& line = draft->after.lines[static_cast<std::size_t>(units.line_no - 1)];
        planned.push_back({
            units.line_no, {line.sku, there},
             units.quantity
        });
    }
    take_plan(*draft, {}, planned);
    const std::int64_t difference =
        draft->after.totals.total.minor_units() - order.totals.total.minor_units();
    const Result<Order> folded = fold(order, OrderEdited{0, edited(order, draft->after, {})},
                                      order.head.sequence + 1, order.update_time);
    REQUIRE(folded);
    draft->after.head.sequence = folded->head.sequence;
    CHECK(*folded == draft->after);
    order = *folded;
    return difference;
}

std::int64_t reserved_units(const Order& order) {
    std::int64_t units = 0;
    for (const Reservation& r : order.reservations) {
        CHECK(r.open + r.consumed + r.freed + r.expired == r.quantity);
        units += r.open;
    }
    return units;
}

}  // namespace

TEST_CASE("an edit of 3 TEE and 1 JEAN with a discount and a fee is priced as if ordered so") {
    OrderRequestBuilder builder;
    builder.line("TEE", 3, 1999).line("JEAN", 1, 5000).discount(1000).shipping(490);
    Order order = reserved(builder);
    CHECK(carry_out(order, quantity_of(1, 1)) == -2 * 1999);

    OrderRequestBuilder afresh;
    afresh.line("TEE", 1, 1999).line("JEAN", 1, 5000).discount(1000).shipping(490);
    const Order as_ordered = afresh.build().draft;
    CHECK(order.totals == as_ordered.totals);
    for (std::size_t i = 0; i < 2; ++i)
        CHECK(order.lines[i].totals == as_ordered.lines[i].totals);

    CHECK(carry_out(order, quantity_of(2, 0)) == -5000);
    CHECK(order.lines[1].totals.goods == euro(0));
    CHECK(order.lines[0].totals.order_discounts == euro(1000));
    CHECK(order.totals.total == euro(1999 - 1000 + 490));
    // The discount would be more than what is left costs.
    OrderRequestBuilder small;
    small.line("TEE", 1, 1999).line("JEAN", 1, 500).discount(1000);
    const auto refused = draft_edit(reserved(small), quantity_of(1, 0));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::malformed_request);
}

TEST_CASE("a line of which units were canceled keeps its price, more of it is a line of its own") {
    OrderRequestBuilder builder;
    builder.line("TEE", 3, 1000).line("JEAN", 1, 5000).discount(100);
    Order order = reserved(builder);
    const std::vector<UnitMove> moves{
        {1, UnitState::allocated, UnitState::canceled, 1, there}
    };
    const AmountsDue canceled = amounts_due(order, moves);
    REQUIRE(apply_moves(order, moves));
    const LineTotals settled = order.lines[0].totals;
    CHECK_FALSE(draft_edit(order, quantity_of(1, 1)));
    CHECK(carry_out(order, quantity_of(1, 4)) == 2000);
    REQUIRE(order.lines.size() == 3);
    CHECK(order.lines[0].totals == settled);
    CHECK(order.lines[2].quantities.in(UnitState::allocated) == 2);
    CHECK(order.lines[2].sku == order.lines[0].sku);
    // What is captured and voided from now on adds up to the new total (M5).
    std::vector<UnitMove> rest;
    for (const OrderLine& line : order.lines) {
        rest.push_back({line.line_no, UnitState::allocated, UnitState::canceled,
                        line.quantities.in(UnitState::allocated), there});
    }
    CHECK(amounts_due(order, rest).void_authorization.minor_units() +
              canceled.void_authorization.minor_units() ==
          order.totals.total.minor_units());
}

TEST_CASE("M3-M5, L1: any edits keep units and money together") {
    CHECK(rc::check([] {
        OrderRequestBuilder builder;
        const auto lines = *rc::gen::inRange<std::size_t>(1, 4);
        for (std::size_t i = 0; i < lines; ++i)
            builder.line("SKU", *rc::gen::inRange<std::int64_t>(1, 5),
                         *rc::gen::inRange<std::int64_t>(1, 9'999));
        if (*rc::gen::arbitrary<bool>()) builder.discount(1);
        builder.shipping(*rc::gen::inRange<std::int64_t>(1, 999));
        Order order = reserved(builder);
        std::int64_t total = order.totals.total.minor_units();
        const auto steps = *rc::gen::inRange<int>(1, 6);
        for (int step = 0; step < steps; ++step) {
            OrderEdit edit = quantity_of(*rc::gen::inRange<std::int64_t>(
                                             1, static_cast<std::int64_t>(order.lines.size()) + 1),
                                         *rc::gen::inRange<std::int64_t>(0, 6));
            if (*rc::gen::arbitrary<bool>()) {
                OrderLine line = order.lines.front();
                line.unit_price = euro(*rc::gen::inRange<std::int64_t>(1, 9'999));
                line.tax = euro(0);
                line.discounts.clear();
                line.quantities =
                    LineQuantities(UnitState::unallocated, *rc::gen::inRange<std::int64_t>(1, 4));
                edit.added.push_back(line);
            }
            if (!draft_edit(order, edit)) continue;
            total += carry_out(order, edit);
        }
        RC_ASSERT(order.totals.total.minor_units() == total);
        std::int64_t open = 0;
        Money sum = euro(0);
        for (const OrderLine& line : order.lines) {
            open += line.quantities.open();
            sum = *sum.plus(line.totals.goods);
            sum = *sum.minus(line.totals.line_discounts);
            sum = *sum.minus(line.totals.order_discounts);
            sum = *sum.plus(line.totals.charges);
            RC_ASSERT(line.quantities.ordered() ==
                      line.quantities.open() + line.quantities.in(UnitState::canceled));
        }
        RC_ASSERT(open == reserved_units(order));
        RC_ASSERT(sum == order.totals.total);
        // To cancel all that is left gives back all that it costs.
        const auto plan = plan_cancel(order, {});
        RC_ASSERT(plan.has_value());
        RC_ASSERT(amounts_due(order, plan->moves).void_authorization == order.totals.total);
    }));
}
