#pragma once

#include <functional>
#include <optional>

#include "domain/order.hpp"
#include "domain/receipt.hpp"
#include "domain/unit_of_work.hpp"

namespace oms::orders {

// When that many units of the order's line would come from the receipt; nothing when they cannot.
using PromiseOf = std::function<Result<std::optional<Timestamp>>(
    std::int64_t line_no, std::int64_t units, const Receipt& receipt)>;

// Claims units that receipts are to bring for the line's backordered units without a claim, the
// first expected first, as far as receipts have free ones. The SKU's supply must have been named.
// True when something was claimed.
Result<bool> claim_supply(UnitOfWork& unit, Order& order, const OrderLine& line,
                          const PromiseOf& promise_of);

// Lines that `gives_up` names do not claim what receipts are to bring any more: that was promised
// for another way. A timer of each SKU claims anew.
void give_up_claims(UnitOfWork& unit, Order& order,
                    const std::function<bool(const OrderLine&)>& gives_up);

}  // namespace oms::orders
