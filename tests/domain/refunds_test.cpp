#include "domain/refunds.hpp"

#include <algorithm>
#include <numeric>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/pricing.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;
using oms::testing::OrderRequestBuilder;

namespace {

using Lines = std::vector<std::pair<std::int64_t, std::int64_t>>;  // quantity, price

// Everything has been delivered.
void deliver(OrderLine& line, std::int64_t units) {
    using enum UnitState;
    if (units == 0) return;
    for (const auto& [from, to] : std::initializer_list<std::pair<UnitState, UnitState>>{
             {unallocated, allocated},
             {allocated,   picking  },
             {picking,     packed   },
             {packed,      shipped  },
             {shipped,     delivered}
    })
        REQUIRE(line.quantities.move(from, to, units));
}

Order delivered(const Lines& lines, std::int64_t discount = 0, std::int64_t shipping = 0,
                OnReturn on_return = OnReturn::proportional) {
    OrderRequestBuilder builder;
    for (const auto& [quantity, price] : lines)
        builder.line("SKU", quantity, price);
    if (discount > 0) builder.discount(discount);
    if (shipping > 0) builder.shipping(shipping);
    Order order = builder.build().draft;
    for (Discount& one : order.discounts)
        one.on_return = on_return;
    for (OrderLine& line : order.lines)
        deliver(line, line.quantities.ordered());
    return order;
}

RefundDue give_back(Order& order, std::vector<ParcelUnits> units, const RefundTerms& terms = {}) {
    const auto due = refund_of(order, units, terms);
    REQUIRE(due);
    order.refunds.push_back(
        {RefundKind::goods, {}, std::move(units), due->amount, due->fee, Timestamp{}});
    return *due;
}

std::int64_t cents(const RefundDue& due) {
    return due.amount.minor_units();
}

}  // namespace

TEST_CASE("one line of a discounted order comes back: its share, or what is kept priced again") {
    const Lines lines{
        {1, 1999},
        {1, 4999},
        {1, 3002}
    };
    Order proportional = delivered(lines, 1000);
    CHECK(captured_amount(proportional) == euro(9000));
    CHECK(cents(give_back(proportional, {
                                            {2, 1}
    })) == 4499);
    Order from_100 = delivered(lines, 1000, 0, OnReturn::recalculate);
    RefundTerms terms;
    terms.promotions.push_back({from_100.discounts[0].promotion_id, 10'000, false});
    CHECK(cents(give_back(from_100,
                          {
                              {2, 1}
    },
                          terms)) == 3999);
    // 50.01 of the goods was paid with 50.01: nothing of the promotion is left to lose.
    CHECK(cents(give_back(from_100,
                          {
                              {1, 1}
    },
                          terms)) == 1999);
    CHECK(cents(give_back(from_100,
                          {
                              {3, 1}
    },
                          terms)) == 3002);
    CHECK(refunded_amount(from_100) == euro(9000));
}

TEST_CASE("a promotion that still holds for what is kept stays whole, or with its share") {
    RefundTerms terms;
    const Lines lines{
        {1, 2000},
        {1, 8000}
    };
    Order whole = delivered(lines, 1000, 0, OnReturn::recalculate);
    terms.promotions.push_back({whole.discounts[0].promotion_id, 8000, false});
    CHECK(cents(give_back(whole,
                          {
                              {1, 1}
    },
                          terms)) == 2000);
    Order share = delivered(lines, 1000, 0, OnReturn::recalculate);
    terms.promotions[0].proportional = true;
    CHECK(cents(give_back(share,
                          {
                              {1, 1}
    },
                          terms)) == 1800);
    Order kept = delivered(lines, 1000, 0, OnReturn::keep);
    CHECK(cents(give_back(kept, {
                                    {1, 1}
    })) == 2000);
    CHECK(cents(give_back(kept, {
                                    {2, 1}
    })) == 7000);
    Order unlisted = delivered(lines, 1000, 0, OnReturn::recalculate);
    CHECK(cents(give_back(unlisted, {
                                        {1, 1}
    })) == 1000);
    CHECK(cents(give_back(unlisted, {
                                        {2, 1}
    })) == 8000);
}

TEST_CASE("more is lost of a promotion than came back: nothing is due, and later the rest") {
    Order order = delivered(
        {
            {1, 500 },
            {1, 9500}
    },
        5000, 0, OnReturn::recalculate);
    CHECK(cents(give_back(order, {
                                     {1, 1}
    })) == 0);
    CHECK(cents(give_back(order, {
                                     {2, 1}
    })) == 5000);
}

TEST_CASE("an order of 211.90 with 10 % off: JEAN, then the rest with its shipping") {
    Order order = delivered(
        {
            {1, 2000 },
            {1, 6000 },
            {1, 15000}
    },
        2300, 490);
    CHECK(captured_amount(order) == euro(21190));
    CHECK(cents(give_back(order, {
                                     {2, 1}
    })) == 5400);
    const RefundDue rest = give_back(order, {
                                                {1, 1},
                                                {3, 1}
    });
    CHECK(rest.goods == euro(15300));
    CHECK(rest.charges == euro(490));
    CHECK(rest.amount == euro(15790));
    CHECK(refunded_amount(order) == euro(21190));
    CHECK(refund_of(order,
                    std::vector<ParcelUnits>{
                        {1, 1}
    },
                    {})
              .error()
              .reason == Reason::refund_exceeded);
}

TEST_CASE("shipping stays when the policy says so, gift wrap always does") {
    Order order = delivered(
        {
            {2, 1000}
    },
        0, 490);
    RefundTerms terms;
    terms.charges_back = false;
    CHECK(cents(give_back(order,
                          {
                              {1, 2}
    },
                          terms)) == 2000);
    Order wrapped = delivered(
        {
            {2, 1000}
    },
        0, 490);
    wrapped.charges[0].type = ChargeType::gift_wrap;
    CHECK(cents(give_back(wrapped, {
                                       {1, 2}
    })) == 2000);
}

TEST_CASE("a fee is kept back as far as there is something to keep it from") {
    Order order = delivered({
        {2, 1000}
    });
    RefundTerms terms;
    terms.fee = euro(300);
    const RefundDue first = give_back(order,
                                      {
                                          {1, 1}
    },
                                      terms);
    CHECK(first.amount == euro(700));
    CHECK(first.fee == euro(300));
    terms.fee = euro(5000);
    const RefundDue second = give_back(order,
                                       {
                                           {1, 1}
    },
                                       terms);
    CHECK(second.amount == euro(0));
    CHECK(second.fee == euro(1000));
}

TEST_CASE("a price adjustment takes off what is kept, and a return gives back the rest") {
    Order order = delivered({
        {1, 15000}
    });
    const auto first = adjustment_of(order, 1, euro(12900));
    REQUIRE(first);
    CHECK(first->amount == euro(2100));
    order.refunds.push_back({RefundKind::adjustment, {}, {{1, 1}}, first->amount, {}, Timestamp{}});
    CHECK(adjustment_of(order, 1, euro(13900))->amount == euro(0));
    CHECK(adjustment_of(order, 2, euro(1)).error().reason == Reason::refund_exceeded);
    CHECK(cents(give_back(order, {
                                     {1, 1}
    })) == 12900);
    CHECK(refunded_amount(order) == euro(15000));
    CHECK(goodwill_of(order, euro(1)).error().reason == Reason::refund_exceeded);
}

TEST_CASE("goodwill leaves less to be refunded, never more than was captured") {
    Order order = delivered({
        {1, 2000}
    });
    const auto goodwill = goodwill_of(order, euro(500));
    REQUIRE(goodwill);
    order.refunds.push_back({RefundKind::goodwill, {}, {}, goodwill->amount, {}, Timestamp{}});
    CHECK(cents(give_back(order, {
                                     {1, 1}
    })) == 1500);
}

TEST_CASE("units share each small total exactly, in currencies of 0, 2 and 3 decimals") {
    for (const char* code : {"JPY", "EUR", "KWD"}) {
        const Currency currency = *Currency::parse(code);
        for (std::int64_t quantity = 1; quantity <= 6; ++quantity) {
            for (std::int64_t each = 1; each <= 5; ++each) {
                for (std::int64_t off = 0; off <= quantity * each; ++off) {
                    Order order = delivered({
                        {quantity, each}
                    });
                    order.lines[0].unit_price = *Money::of(each, currency);
                    order.lines[0].tax = Money::zero(currency);
                    if (off > 0) {
                        order.discounts.push_back({"P", DiscountScope::order,
                                                   OnReturn::proportional,
                                                   *Money::of(off, currency)});
                    }
                    REQUIRE(price(order, currency));
                    std::int64_t sum = 0;
                    for (std::int64_t k = 1; k <= quantity; ++k) {
                        sum += cents(give_back(order, {
                                                          {1, 1}
                        }));
                        // At most the first k units' part of goods and discount.
                        CHECK(sum * quantity <= (quantity * each - off) * k + quantity);
                        CHECK(sum <= quantity * each - off);
                    }
                    CHECK(sum == quantity * each - off);
                }
            }
        }
    }
}

TEST_CASE(
    "whatever comes back in whatever order, with any promotion, closes to what was captured") {
    const bool holds = rc::check([] {
        const auto lines = *rc::gen::resize(
            4,
            rc::gen::nonEmpty(rc::gen::container<Lines>(rc::gen::pair(
                rc::gen::inRange<std::int64_t>(1, 6), rc::gen::inRange<std::int64_t>(1, 5000)))));
        std::int64_t goods = 0;
        std::vector<std::int64_t> units;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            goods += lines[i].first * lines[i].second;
            units.insert(units.end(), static_cast<std::size_t>(lines[i].first),
                         static_cast<std::int64_t>(i) + 1);
        }
        const auto on_return = static_cast<OnReturn>(*rc::gen::inRange(0, 3));
        Order order = delivered(lines, *rc::gen::inRange<std::int64_t>(0, goods + 1),
                                *rc::gen::inRange<std::int64_t>(0, 1000), on_return);
        const std::int64_t captured = captured_amount(order).minor_units();
        RefundTerms terms;
        if (*rc::gen::arbitrary<bool>() && !order.discounts.empty()) {
            terms.promotions.push_back({order.discounts[0].promotion_id,
                                        *rc::gen::inRange<std::int64_t>(0, goods + 1),
                                        *rc::gen::arbitrary<bool>()});
        }
        std::int64_t sum = 0;
        while (!units.empty()) {
            const auto at = *rc::gen::inRange<std::size_t>(0, units.size());
            const std::int64_t line_no = units[at];
            units.erase(units.begin() + static_cast<std::ptrdiff_t>(at));
            if (*rc::gen::inRange(0, 4) == 0) {
                const auto price = *rc::gen::inRange<std::int64_t>(0, 5000);
                const auto adjusted = adjustment_of(order, line_no, euro(price));
                RC_ASSERT(adjusted.has_value());
                const std::int64_t kept =
                    kept_units(order, order.lines[static_cast<std::size_t>(line_no - 1)]);
                order.refunds.push_back({RefundKind::adjustment,
                                         {},
                                         {{line_no, kept}},
                                         adjusted->amount,
                                         {},
                                         Timestamp{}});
                sum += cents(*adjusted);
            }
            sum += cents(give_back(order,
                                   {
                                       {line_no, 1}
            },
                                   terms));
            RC_ASSERT(sum <= captured);
        }
        RC_ASSERT(sum == captured);
    });
    CHECK(holds);
}

TEST_CASE("units canceled before they left are no part of it") {
    const bool holds = rc::check([] {
        OrderRequestBuilder builder;
        const auto ordered = *rc::gen::inRange<std::int64_t>(1, 8);
        builder.line("SKU", ordered, *rc::gen::inRange<std::int64_t>(1, 500)).shipping(490);
        Order order = builder.build().draft;
        const auto left = *rc::gen::inRange<std::int64_t>(1, ordered + 1);
        deliver(order.lines[0], left);
        std::int64_t sum = 0;
        for (std::int64_t k = 0; k < left; ++k) {
            if (k + 1 == left && left < ordered) {
                REQUIRE(order.lines[0].quantities.move(UnitState::unallocated, UnitState::canceled,
                                                       ordered - left));
            }
            sum += cents(give_back(order, {
                                              {1, 1}
            }));
        }
        RC_ASSERT(sum == captured_amount(order).minor_units());
    });
    CHECK(holds);
}
