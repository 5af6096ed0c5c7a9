#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/order.hpp"

// What is paid back of an order. Everything follows from one figure: what the customer is to have
// paid for what is kept. What is due is what was captured, less that, less what was paid back
// before; so whatever comes back in whatever order, all parts add up to what was captured, and no
// part passes it (M2, M5).
namespace oms {

// When a promotion still holds for what is kept, for those that are worked out again.
struct PromotionTerms {
    std::string promotion_id;
    // What the kept goods must cost at least, in minor units of the order's currency.
    std::int64_t threshold = 0;
    // Each kept unit keeps its share, instead of what is kept the whole discount.
    bool proportional = false;
    friend bool operator==(const PromotionTerms&, const PromotionTerms&) = default;
};

struct RefundTerms {
    // Promotions that are worked out again and are not listed end with the first unit given back.
    std::vector<PromotionTerms> promotions;
    // The order's charges come back when nothing of it is kept; gift wrap never does.
    bool charges_back = true;
    Money fee;  // kept back, as far as there is something to keep it from
};

// What is to be paid back now. amount = goods + charges - fee, each at least 0.
struct RefundDue {
    Money goods;
    Money charges;
    Money fee;
    Money amount;
    friend bool operator==(const RefundDue&, const RefundDue&) = default;
};

// Units of the line that were paid for: captured, less those whose money was given back.
std::int64_t kept_units(const Order& order, const OrderLine& line);
// What was captured of the order so far, by the units that left.
Money captured_amount(const Order& order);
// What was or is to be paid back, goodwill included.
Money refunded_amount(const Order& order);

// What giving back the money of these units comes to. Fails with Reason::refund_exceeded when a
// line has fewer units that are paid for.
Result<RefundDue> refund_of(const Order& order, std::span<const ParcelUnits> units,
                            const RefundTerms& terms);
// What a new price of a line's unit gives back for the units that are kept: 0 when they cost no
// more already. Fails with Reason::refund_exceeded when none is kept or there is no such line.
Result<RefundDue> adjustment_of(const Order& order, std::int64_t line_no, Money unit_price);
// Fails with Reason::refund_exceeded when less is left of what was captured.
Result<RefundDue> goodwill_of(const Order& order, Money amount);

}  // namespace oms
