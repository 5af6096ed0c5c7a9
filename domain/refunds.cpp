#include "domain/refunds.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms {
namespace {

std::int64_t captured_units(const OrderLine& line) {
    return line.quantities.with_customer() + line.quantities.in(UnitState::written_off);
}

std::int64_t refunded_units(const Order& order, const OrderLine& line) {
    std::int64_t units = 0;
    for (const RefundRecord& refund : order.refunds) {
        if (refund.kind != RefundKind::goods) continue;
        for (const ParcelUnits& some : refund.units)
            units += some.line_no == line.line_no ? some.quantity : 0;
    }
    return units;
}

// A line as it is once some units' money is given back: those from the first on.
struct Kept {
    const OrderLine* line = nullptr;
    std::int64_t back = 0;
    std::int64_t captured = 0;

    std::int64_t units() const { return captured - back; }
    // What units back + 1 to captured bear of a total of all its units.
    std::int64_t share(Money total) const {
        return units_share(total, back, captured, line->quantities.ordered()).minor_units();
    }
    std::int64_t share_back(Money total) const {
        return units_share(total, 0, back, line->quantities.ordered()).minor_units();
    }
    std::int64_t gross() const {
        return share(line->totals.goods) - share(line->totals.line_discounts);
    }
    std::int64_t net() const { return gross() - share(line->totals.order_discounts); }
    std::int64_t value(const Order& order) const {
        return net() + (order.tax_included ? 0 : share(line->tax));
    }
};

using KeptLines = std::vector<Kept>;

KeptLines kept_lines(const Order& order) {
    KeptLines lines;
    for (const OrderLine& line : order.lines)
        lines.push_back({&line, refunded_units(order, line), captured_units(line)});
    return lines;
}

// What earlier adjustments have taken off what is kept of the line: each for the units that were
// kept then, of which those that are kept now are the last ones.
std::int64_t adjusted_off(const Order& order, const Kept& kept) {
    std::int64_t off = 0;
    for (const RefundRecord& refund : order.refunds) {
        if (refund.kind != RefundKind::adjustment) continue;
        for (const ParcelUnits& some : refund.units) {
            if (some.line_no != kept.line->line_no) continue;
            const std::int64_t units = std::min(kept.units(), some.quantity);
            off += units_share(refund.amount, some.quantity - units, some.quantity, some.quantity)
                       .minor_units();
        }
    }
    return off;
}

// A discount that does not simply go with its units, with what each line bears of it.
struct Promotion {
    const Discount* discount = nullptr;
    std::vector<const Kept*> lines;
    std::vector<Money> totals;
};

std::vector<Promotion> promotions_of(const Order& order, const KeptLines& lines) {
    std::vector<Promotion> found;
    for (const Kept& kept : lines) {
        for (const Discount& discount : kept.line->discounts) {
            if (discount.on_return != OnReturn::proportional)
                found.push_back({&discount, {&kept}, {discount.amount}});
        }
    }
    std::vector<std::int64_t> weights;
    for (const Discount& discount : order.discounts)
        weights.push_back(discount.amount.minor_units());
    if (std::all_of(weights.begin(), weights.end(), [](std::int64_t w) { return w == 0; }))
        return found;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (order.discounts[i].on_return == OnReturn::proportional) continue;
        Promotion promotion{&order.discounts[i], {}, {}};
        for (const Kept& kept : lines) {
            promotion.lines.push_back(&kept);
            promotion.totals.push_back(split(kept.line->totals.order_discounts, weights)[i]);
        }
        found.push_back(std::move(promotion));
    }
    return found;
}

// By how much what is kept costs more or less than with its units' own shares of the discount.
std::int64_t correction(const Order& order, const Promotion& promotion, const RefundTerms& terms) {
    std::int64_t share_kept = 0;
    std::int64_t share_back = 0;
    std::int64_t units_kept = 0;
    std::int64_t units_back = 0;
    std::int64_t gross = 0;
    std::int64_t value = 0;
    for (std::size_t i = 0; i < promotion.lines.size(); ++i) {
        const Kept& kept = *promotion.lines[i];
        share_kept += kept.share(promotion.totals[i]);
        share_back += kept.share_back(promotion.totals[i]);
        units_kept += kept.units();
        units_back += kept.back;
        gross += kept.gross();
        value += kept.value(order);
    }
    if (units_back == 0 || units_kept == 0) return 0;
    const std::int64_t whole = -std::min(share_back, value);
    if (promotion.discount->on_return == OnReturn::keep) return whole;
    const auto listed = std::find_if(
        terms.promotions.begin(), terms.promotions.end(), [&](const PromotionTerms& one) {
            return one.promotion_id == promotion.discount->promotion_id;
        });
    if (listed == terms.promotions.end() || gross < listed->threshold) return share_kept;
    return listed->proportional ? 0 : whole;
}

// What the customer is to have paid for the goods that are kept.
std::int64_t price_of_kept(const Order& order, const KeptLines& lines, const RefundTerms& terms) {
    std::int64_t price = 0;
    for (const Kept& kept : lines)
        price += std::max<std::int64_t>(0, kept.value(order) - adjusted_off(order, kept));
    for (const Promotion& promotion : promotions_of(order, lines))
        price += correction(order, promotion, terms);
    return std::max<std::int64_t>(0, price);
}

// The order's charges as they were captured with its first unit, and their tax with each.
std::int64_t captured_charges(const Order& order, const KeptLines& lines) {
    std::int64_t amount = 0;
    std::int64_t units = 0;
    for (const Kept& kept : lines) {
        const std::int64_t q = kept.line->quantities.ordered();
        const auto share = [&](Money total) {
            return units_share(total, 0, kept.captured, q).minor_units();
        };
        units += kept.captured;
        if (!order.tax_included) amount += share(kept.line->totals.tax) - share(kept.line->tax);
    }
    return units == 0 ? 0 : amount + order.totals.charges.minor_units();
}

// What of them comes back: all but gift wrap, when nothing is kept and nothing is to come.
std::int64_t charges_back(const Order& order, const KeptLines& lines, const RefundTerms& terms) {
    if (!terms.charges_back) return 0;
    for (const Kept& kept : lines) {
        if (kept.units() > 0 || kept.line->quantities.open() > 0) return 0;
    }
    std::int64_t amount = captured_charges(order, lines);
    for (const Charge& charge : order.charges) {
        if (charge.type != ChargeType::gift_wrap) continue;
        amount -= charge.amount.minor_units();
        if (!order.tax_included) amount -= charge.tax.minor_units();
    }
    return std::max<std::int64_t>(0, amount);
}

std::int64_t captured_goods(const Order& order, KeptLines lines) {
    std::int64_t amount = 0;
    for (Kept& kept : lines) {
        kept.back = 0;
        amount += kept.value(order);
    }
    return amount;
}

// Paid back for goods so far, with what was kept back of it.
std::int64_t given_back(const Order& order) {
    std::int64_t amount = 0;
    for (const RefundRecord& refund : order.refunds) {
        if (refund.kind != RefundKind::goodwill)
            amount += refund.amount.minor_units() + refund.fee.minor_units();
    }
    return amount;
}

Money of(const Order& order, std::int64_t minor_units) {
    return *Money::of(minor_units, order.totals.total.currency());
}

std::int64_t left_to_refund(const Order& order) {
    return std::max<std::int64_t>(
        0, captured_amount(order).minor_units() - refunded_amount(order).minor_units());
}

RefundDue due_of(const Order& order, std::int64_t goods, std::int64_t charges, std::int64_t fee) {
    const std::int64_t left = left_to_refund(order);
    goods = std::min(goods, left);
    charges = std::min(charges, left - goods);
    fee = std::min(fee, goods + charges);
    return {of(order, goods), of(order, charges), of(order, fee), of(order, goods + charges - fee)};
}

tl::unexpected<Error> exceeded(std::int64_t line_no, std::int64_t wanted, std::int64_t possible) {
    Error error{Reason::refund_exceeded, "fewer units are paid for than asked", {}, {}, {}, false};
    error.preconditions.push_back(
        {"LINE", fmt::format("{}", line_no),
         fmt::format("refund: wanted {}, possible {}", wanted, possible)});
    return fail(std::move(error));
}

}  // namespace

std::int64_t kept_units(const Order& order, const OrderLine& line) {
    return captured_units(line) - refunded_units(order, line);
}

Money captured_amount(const Order& order) {
    const KeptLines lines = kept_lines(order);
    return of(order, captured_goods(order, lines) + captured_charges(order, lines));
}

Money refunded_amount(const Order& order) {
    std::int64_t amount = 0;
    for (const RefundRecord& refund : order.refunds)
        amount += refund.amount.minor_units();
    return of(order, amount);
}

Result<RefundDue> refund_of(const Order& order, std::span<const ParcelUnits> units,
                            const RefundTerms& terms) {
    KeptLines lines = kept_lines(order);
    const std::int64_t captured = captured_goods(order, lines);
    const std::int64_t charges_before = charges_back(order, lines, terms);
    for (const ParcelUnits& some : units) {
        const auto kept = std::find_if(lines.begin(), lines.end(), [&](const Kept& one) {
            return one.line->line_no == some.line_no;
        });
        if (kept == lines.end()) return exceeded(some.line_no, some.quantity, 0);
        if (some.quantity > kept->units())
            return exceeded(some.line_no, some.quantity, kept->units());
        kept->back += some.quantity;
    }
    const std::int64_t charges = charges_back(order, lines, terms) - charges_before;
    const std::int64_t entitled = captured - price_of_kept(order, lines, terms);
    const std::int64_t goods =
        std::max<std::int64_t>(0, entitled + charges_before - given_back(order));
    return due_of(order, goods, charges, terms.fee.minor_units());
}

Result<RefundDue> adjustment_of(const Order& order, std::int64_t line_no, Money unit_price) {
    if (unit_price.currency() != order.totals.total.currency())
        return fail(Reason::currency_mismatch, "the order is in another currency");
    const KeptLines lines = kept_lines(order);
    const auto kept = std::find_if(lines.begin(), lines.end(),
                                   [&](const Kept& one) { return one.line->line_no == line_no; });
    if (kept == lines.end() || kept->units() == 0) return exceeded(line_no, 1, 0);
    OMS_TRY(const Money target, unit_price.times(kept->units()));
    // The new price bears tax as the old one did.
    __extension__ using Wide = __int128;
    const std::int64_t net = kept->net();
    const std::int64_t value = kept->value(order);
    const std::int64_t now = std::max<std::int64_t>(0, value - adjusted_off(order, *kept));
    const std::int64_t next =
        net == 0 ? now : static_cast<std::int64_t>(Wide{target.minor_units()} * value / net);
    const std::int64_t most = price_of_kept(order, lines, {});
    return due_of(order, std::clamp<std::int64_t>(now - next, 0, most), 0, 0);
}

Result<RefundDue> goodwill_of(const Order& order, Money amount) {
    if (amount.currency() != order.totals.total.currency())
        return fail(Reason::currency_mismatch, "the order is in another currency");
    const std::int64_t left = left_to_refund(order);
    if (amount.minor_units() <= left) return due_of(order, amount.minor_units(), 0, 0);
    Error error{Reason::refund_exceeded, "less is left of what was captured", {}, {}, {}, false};
    error.preconditions.push_back(
        {"REFUND", order.order_id.str(),
         fmt::format("wanted {}, possible {}", to_text(amount), to_text(of(order, left)))});
    return fail(std::move(error));
}

}  // namespace oms
