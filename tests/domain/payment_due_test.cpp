#include <algorithm>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/order.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;
using oms::testing::OrderRequestBuilder;

namespace {

Order priced(std::vector<std::pair<std::int64_t, std::int64_t>> lines, std::int64_t discount,
             std::int64_t shipping) {
    OrderRequestBuilder builder;
    for (const auto& [quantity, price] : lines)
        builder.line("SKU", quantity, price);
    if (discount > 0) builder.discount(discount);
    if (shipping > 0) builder.shipping(shipping);
    Order order = builder.build().draft;
    for (OrderLine& line : order.lines) {
        REQUIRE(line.quantities.move(UnitState::unallocated, UnitState::allocated,
                                     line.quantities.ordered()));
    }
    return order;
}

UnitMove moved(std::int64_t line_no, UnitState from, UnitState to, std::int64_t units) {
    return {line_no, from, to, units, {}};
}

}  // namespace

SCENARIO("an order of 3 TEE and a fee: 2 are shipped, 1 is canceled") {
    Order order = priced(
        {
            {3, 2000}
    },
        0, 490);
    REQUIRE(order.lines[0].quantities.move(UnitState::allocated, UnitState::picking, 3));
    REQUIRE(order.lines[0].quantities.move(UnitState::picking, UnitState::packed, 3));
    const AmountsDue shipped =
        amounts_due(order, {moved(1, UnitState::packed, UnitState::shipped, 2)});
    CHECK(shipped.capture == euro(4490));
    CHECK(shipped.void_authorization == euro(0));
    REQUIRE(order.lines[0].quantities.move(UnitState::packed, UnitState::shipped, 2));
    const AmountsDue canceled =
        amounts_due(order, {moved(1, UnitState::packed, UnitState::canceled, 1)});
    CHECK(canceled.capture == euro(0));
    CHECK(canceled.void_authorization == euro(2000));
}

SCENARIO("an order that is canceled as a whole gives back its fee too") {
    const Order order = priced(
        {
            {1, 2000},
            {2, 500 }
    },
        0, 490);
    const AmountsDue all =
        amounts_due(order, {moved(1, UnitState::allocated, UnitState::canceled, 1),
                            moved(2, UnitState::allocated, UnitState::canceled, 2)});
    CHECK(all.capture == euro(0));
    CHECK(all.void_authorization == euro(3490));
}

TEST_CASE("whatever becomes of its units, what falls due adds up to the total") {
    rc::check([] {
        const auto lines = *rc::gen::resize(
            4, rc::gen::nonEmpty(
                   rc::gen::container<std::vector<std::pair<std::int64_t, std::int64_t>>>(
                       rc::gen::pair(rc::gen::inRange<std::int64_t>(1, 8),
                                     rc::gen::inRange<std::int64_t>(1, 5000)))));
        std::int64_t goods = 0;
        for (const auto& [quantity, price] : lines)
            goods += quantity * price;
        const std::int64_t discount = *rc::gen::inRange<std::int64_t>(0, goods + 1);
        Order order = priced(lines, discount, *rc::gen::inRange<std::int64_t>(0, 1000));
        std::int64_t captured = 0;
        std::int64_t released = 0;
        while (!has_ended(order) && order_status(order) == OrderStatus::placed) {
            std::vector<std::int64_t> open;
            for (const OrderLine& line : order.lines) {
                if (line.quantities.in(UnitState::allocated) > 0) open.push_back(line.line_no);
            }
            if (open.empty()) break;
            const std::int64_t line_no = *rc::gen::elementOf(open);
            OrderLine& line = order.lines[static_cast<std::size_t>(line_no - 1)];
            const std::int64_t there = line.quantities.in(UnitState::allocated);
            const std::int64_t units = *rc::gen::inRange<std::int64_t>(1, there + 1);
            if (*rc::gen::arbitrary<bool>()) {
                REQUIRE(line.quantities.move(UnitState::allocated, UnitState::picking, units));
                REQUIRE(line.quantities.move(UnitState::picking, UnitState::packed, units));
                const UnitMove move = moved(line_no, UnitState::packed, UnitState::shipped, units);
                const AmountsDue due = amounts_due(order, {move});
                RC_ASSERT(due.void_authorization.minor_units() == 0);
                captured += due.capture.minor_units();
                REQUIRE(line.quantities.move(UnitState::packed, UnitState::shipped, units));
            } else {
                const UnitMove move =
                    moved(line_no, UnitState::allocated, UnitState::canceled, units);
                const AmountsDue due = amounts_due(order, {move});
                RC_ASSERT(due.capture.minor_units() == 0);
                released += due.void_authorization.minor_units();
                REQUIRE(line.quantities.move(UnitState::allocated, UnitState::canceled, units));
            }
            RC_ASSERT(captured >= 0);
            RC_ASSERT(released >= 0);
            RC_ASSERT(captured + released <= order.totals.total.minor_units());
        }
        RC_ASSERT(captured + released == order.totals.total.minor_units());
    });
}
