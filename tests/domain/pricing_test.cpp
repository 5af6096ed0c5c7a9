#include "domain/pricing.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;
using oms::testing::OrderRequestBuilder;

SCENARIO("an order with a promotion and shipping is priced") {
    Order order = OrderRequestBuilder{}
                      .line("A", 1, 1999)
                      .line("B", 1, 4999)
                      .line("C", 1, 3002)
                      .discount(1000)
                      .shipping(490)
                      .build()
                      .draft;
    CHECK(order.totals.goods == euro(10000));
    CHECK(order.totals.discounts == euro(1000));
    CHECK(order.totals.charges == euro(490));
    CHECK(order.totals.total == euro(9490));
    CHECK(order.lines[0].totals.order_discounts == euro(200));
    CHECK(order.lines[1].totals.order_discounts == euro(500));
    CHECK(order.lines[2].totals.order_discounts == euro(300));
    WHEN("taxes come on top") {
        for (OrderLine& line : order.lines)
            line.tax = euro(100);
        order.charges[0].tax = euro(98);
        REQUIRE(price(order, *Currency::parse("EUR")));
        CHECK(order.totals.tax == euro(398));
        CHECK(order.totals.total == euro(9888));
        order.tax_included = true;
        REQUIRE(price(order, *Currency::parse("EUR")));
        CHECK(order.totals.total == euro(9490));
    }
    WHEN("discounts exceed what they are taken off") {
        order.discounts[0].amount = euro(10001);
        const auto refused = price(order, *Currency::parse("EUR"));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().fields == std::vector<FieldViolation>{
                                            {"discounts", "exceed what the lines cost"}
        });
        order.lines[1].discounts.push_back({"P", DiscountScope::line, OnReturn::keep, euro(5000)});
        CHECK(price(order, *Currency::parse("EUR")).error().fields[0].field ==
              "lines[1].discounts");
    }
    WHEN("a price is of another currency") {
        order.lines[2].unit_price = *Money::of(1, *Currency::parse("USD"));
        CHECK(price(order, *Currency::parse("EUR")).error().reason == Reason::currency_mismatch);
    }
    WHEN("amounts overflow") {
        order.lines[2].unit_price = *Money::of(Money::limit, *Currency::parse("EUR"));
        CHECK(price(order, *Currency::parse("EUR")).error().reason == Reason::amount_overflow);
    }
}

TEST_CASE("shipping of an order of free goods is split by units") {
    const Order order =
        OrderRequestBuilder{}.line("A", 1, 0).line("B", 3, 0).shipping(400).build().draft;
    CHECK(order.lines[0].totals.charges == euro(100));
    CHECK(order.lines[1].totals.charges == euro(300));
}

TEST_CASE("M3, M4: the total is exactly its parts, however the order is made") {
    CHECK(rc::check([] {
        OrderRequestBuilder builder;
        const int lines = *rc::gen::inRange(1, 8);
        std::int64_t value = 0;
        for (int i = 0; i < lines; ++i) {
            const auto quantity = *rc::gen::inRange<std::int64_t>(1, 50);
            const auto cents = *rc::gen::inRange<std::int64_t>(0, 100'000);
            value += quantity * cents;
            builder.line("SKU" + std::to_string(i), quantity, cents);
        }
        if (value > 0) builder.discount(*rc::gen::inRange<std::int64_t>(1, value + 1));
        builder.shipping(*rc::gen::inRange<std::int64_t>(0, 2000));
        const auto request = builder.build();
        RC_ASSERT(request.priced.has_value());
        const Order& order = request.draft;
        std::int64_t parts = 0;
        for (const OrderLine& line : order.lines) {
            const LineTotals& t = line.totals;
            RC_ASSERT(t.order_discounts.minor_units() >= 0);
            RC_ASSERT(t.order_discounts.minor_units() <= t.goods.minor_units());
            parts += t.goods.minor_units() - t.line_discounts.minor_units() -
                     t.order_discounts.minor_units() + t.charges.minor_units() +
                     t.tax.minor_units();
        }
        RC_ASSERT(parts == order.totals.total.minor_units());
    }));
}
