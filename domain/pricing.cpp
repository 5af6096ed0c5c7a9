#include "domain/pricing.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

namespace oms {
namespace {

Result<Money> sum_of(const std::vector<Discount>& discounts, Currency currency) {
    Money sum = Money::zero(currency);
    for (const Discount& discount : discounts) {
        OMS_TRY(sum, sum.plus(discount.amount));
    }
    return sum;
}

// Goods and own discounts of each line.
Result<void> price_lines(Order& order, Currency currency, std::vector<FieldViolation>& violations) {
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        OrderLine& line = order.lines[i];
        LineTotals& totals = line.totals;
        OMS_TRY(totals.goods, line.unit_price.times(line.quantities.ordered()));
        OMS_TRY(totals.goods, totals.goods.plus(Money::zero(currency)));  // of the order's currency
        OMS_TRY(totals.line_discounts, sum_of(line.discounts, currency));
        OMS_TRY(totals.tax, line.tax.plus(Money::zero(currency)));
        totals.order_discounts = Money::zero(currency);
        totals.charges = Money::zero(currency);
        if (totals.line_discounts.minor_units() > totals.goods.minor_units()) {
            violations.push_back(
                {fmt::format("lines[{}].discounts", i), "exceed what the line costs"});
        }
    }
    return {};
}

std::vector<std::int64_t> line_values(const Order& order) {
    std::vector<std::int64_t> values;
    values.reserve(order.lines.size());
    for (const OrderLine& line : order.lines) {
        values.push_back(line.totals.goods.minor_units() -
                         line.totals.line_discounts.minor_units());
    }
    return values;
}

std::int64_t sum_of(const std::vector<std::int64_t>& values) {
    std::int64_t sum = 0;
    for (const std::int64_t value : values)
        sum += value;
    return sum;
}

// Discounts follow the lines' values and never exceed them; charges do too, or the units when every
// line is free.
Result<void> split_over_lines(Order& order, Currency currency,
                              std::vector<FieldViolation>& violations) {
    std::vector<std::int64_t> values = line_values(order);
    const std::int64_t value = sum_of(values);
    if (value > Money::limit) return fail(Reason::amount_overflow);
    OMS_TRY(const Money discounts, sum_of(order.discounts, currency));
    if (discounts.minor_units() > value) {
        violations.push_back({"discounts", "exceed what the lines cost"});
        return {};
    }
    if (discounts.minor_units() > 0) {
        const std::vector<Money> shares = split(discounts, values);
        for (std::size_t i = 0; i < shares.size(); ++i)
            order.lines[i].totals.order_discounts = shares[i];
    }
    if (order.charges.empty()) return {};
    if (value == 0) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = order.lines[i].quantities.ordered();
    }
    for (const Charge& charge : order.charges) {
        const std::vector<Money> amounts = split(charge.amount, values);
        const std::vector<Money> taxes = split(charge.tax, values);
        for (std::size_t i = 0; i < amounts.size(); ++i) {
            LineTotals& totals = order.lines[i].totals;
            OMS_TRY(totals.charges, totals.charges.plus(amounts[i]));
            OMS_TRY(totals.tax, totals.tax.plus(taxes[i]));
        }
    }
    return {};
}

Result<OrderTotals> add_up(const Order& order, Currency currency) {
    const Money zero = Money::zero(currency);
    OrderTotals totals{zero, zero, zero, zero, zero};
    for (const OrderLine& line : order.lines) {
        OMS_TRY(totals.goods, totals.goods.plus(line.totals.goods));
        OMS_TRY(totals.discounts, totals.discounts.plus(line.totals.line_discounts));
        OMS_TRY(totals.discounts, totals.discounts.plus(line.totals.order_discounts));
        OMS_TRY(totals.charges, totals.charges.plus(line.totals.charges));
        OMS_TRY(totals.tax, totals.tax.plus(line.totals.tax));
    }
    OMS_TRY(totals.total, totals.goods.minus(totals.discounts));
    OMS_TRY(totals.total, totals.total.plus(totals.charges));
    if (!order.tax_included) {
        OMS_TRY(totals.total, totals.total.plus(totals.tax));
    }
    return totals;
}

}  // namespace

Result<void> price(Order& order, Currency currency) {
    std::vector<FieldViolation> violations;
    for (std::size_t i = 0; i < order.charges.size(); ++i) {
        const Charge& charge = order.charges[i];
        OMS_CHECK(charge.amount.plus(Money::zero(currency)));
        OMS_CHECK(charge.tax.plus(Money::zero(currency)));
        if (charge.amount.is_negative() || charge.tax.is_negative()) {
            violations.push_back({fmt::format("charges[{}]", i), "amount and tax are at least 0"});
        }
    }
    OMS_CHECK(price_lines(order, currency, violations));
    if (violations.empty()) OMS_CHECK(split_over_lines(order, currency, violations));
    if (!violations.empty()) {
        return fail(Error{Reason::malformed_request,
                          "amounts do not fit together",
                          std::move(violations),
                          {},
                          {},
                          false});
    }
    OMS_TRY(order.totals, add_up(order, currency));
    return {};
}

namespace {

// The order without its settled lines and what these bear of order-level amounts.
Result<Order> unsettled_part(const Order& order, Currency currency,
                             const std::set<std::int64_t>& settled) {
    Order rest = order;
    OMS_TRY(Money discounts, sum_of(order.discounts, currency));
    Charge charge{ChargeType::shipping, Money::zero(currency), Money::zero(currency)};
    for (const Charge& one : order.charges) {
        OMS_TRY(charge.amount, charge.amount.plus(one.amount));
        OMS_TRY(charge.tax, charge.tax.plus(one.tax));
    }
    for (const OrderLine& line : order.lines) {
        if (!settled.contains(line.line_no)) continue;
        OMS_TRY(discounts, discounts.minus(line.totals.order_discounts));
        OMS_TRY(charge.amount, charge.amount.minus(line.totals.charges));
        OMS_TRY(charge.tax, charge.tax.plus(line.tax));
        OMS_TRY(charge.tax, charge.tax.minus(line.totals.tax));
    }
    std::erase_if(rest.lines, [&](const auto& line) { return settled.contains(line.line_no); });
    rest.charges.clear();
    rest.discounts.clear();
    if (charge.amount.minor_units() > 0 || charge.tax.minor_units() > 0)
        rest.charges.push_back(charge);
    if (discounts.minor_units() > 0)
        rest.discounts.push_back(
            {"settled", DiscountScope::order, OnReturn::proportional, discounts});
    return rest;
}

}  // namespace

Result<void> price_but(Order& order, Currency currency, const std::set<std::int64_t>& settled) {
    if (settled.empty()) return price(order, currency);
    OMS_TRY(Order rest, unsettled_part(order, currency, settled));
    if (!rest.lines.empty()) OMS_CHECK(price(rest, currency));
    for (const OrderLine& line : rest.lines)
        order.lines[static_cast<std::size_t>(line.line_no - 1)].totals = line.totals;
    OMS_TRY(order.totals, add_up(order, currency));
    return {};
}

}  // namespace oms
