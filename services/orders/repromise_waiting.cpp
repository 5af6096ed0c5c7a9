#include "services/orders/repromise_waiting.hpp"

#include <algorithm>
#include <utility>

#include "domain/contract.hpp"
#include "domain/reserving.hpp"
#include "services/orders/claim_supply.hpp"
#include "services/orders/later_promises.hpp"
#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::orders {
namespace {

// The order's claims on receipts of the SKU, the last claimed first.
std::vector<Waiting*> claims_on(Order& order, const Sku& sku) {
    std::vector<Waiting*> claims;
    for (Waiting& claim : order.waiting) {
        if (line_in(order, claim.line_no).sku == sku) claims.push_back(&claim);
    }
    std::reverse(claims.begin(), claims.end());
    return claims;
}

}  // namespace

RepromiseWaiting::RepromiseWaiting(Header header, Timer timer, QueueRound round, WaitingPage read,
                                   const Sourcing& sourcing)
    : Command(std::move(header)),
      timer_(std::move(timer)),
      round_(std::move(round)),
      read_(std::move(read)),
      sourcing_(sourcing) {}

void RepromiseWaiting::name_keys(KeySet& keys) const {
    for (const WaitingOrder& waiting : read_.orders) {
        keys.orders.push_back(waiting.order.order_id);
        for (const Waiting& claim : waiting.order.waiting)
            keys.receipts.push_back(claim.receipt_id);
    }
    keys.supply.push_back(round_.sku);
}

Result<std::optional<Timestamp>> RepromiseWaiting::promise_of(const UnitOfWork& unit,
                                                              const WaitingOrder& waiting,
                                                              std::int64_t line_no,
                                                              std::int64_t units,
                                                              const Receipt& receipt) const {
    const StockOverlay nothing_pending;
    return sourcing_.inbound_promise(
        waiting_demand(waiting, line_in(waiting.order, line_no), units), supply_of(receipt),
        {*facts_, nothing_pending, unit.now()});
}

Result<void> RepromiseWaiting::settle_claims(UnitOfWork& unit, const WaitingOrder& waiting,
                                             Order& order) const {
    for (Waiting* claim : claims_on(order, round_.sku)) {
        const Receipt& receipt = *unit.receipts.find(claim->receipt_id);
        const std::vector<Waiting> claimed{*claim};
        claim->units -= std::min(claim->units, excess_units(receipt));
        unit.move_claims(claimed, std::vector<Waiting>{*claim});
        if (claim->units == 0 || claim->expected_time == receipt.expected_time) continue;
        OMS_TRY(const std::optional<Timestamp> by,
                promise_of(unit, waiting, claim->line_no, claim->units, receipt));
        claim->expected_time = receipt.expected_time;
        claim->promised_by = by.value_or(receipt.expected_time);
    }
    std::erase_if(order.waiting, [](const Waiting& claim) { return claim.units == 0; });
    return {};
}

Result<void> RepromiseWaiting::claim_anew(UnitOfWork& unit, const WaitingOrder& waiting,
                                          Order& order) const {
    for (const OrderLine& line : order.lines) {
        if (line.sku != round_.sku) continue;
        OMS_CHECK(
            claim_supply(unit, order, line,
                         [&](std::int64_t line_no, std::int64_t units, const Receipt& receipt) {
                             return promise_of(unit, waiting, line_no, units, receipt);
                         }));
    }
    return {};
}

void RepromiseWaiting::go_on(UnitOfWork& unit, bool retry) const {
    QueueRound next = round_;
    ++next.round;
    if (!retry && read_.more) {
        next.after = read_.orders.back().order.order_id;
    } else if (!retry) {
        next.claims_anew = true;
        next.after = {};
    }
    unit.set({timer_.due, TimerKind::repromise_waiting, to_text(next)});
}

Result<std::string> RepromiseWaiting::run(UnitOfWork& unit) {
    unit.unset(timer_);
    // Both in one command when all who wait have been read at once.
    const bool first_page = round_.after.empty();
    const bool both = first_page && !read_.more && !round_.claims_anew;
    std::vector<std::pair<const WaitingOrder*, Order>> orders;
    bool changed_since = false;
    for (const WaitingOrder& waiting : read_.orders) {
        const Order* order = unit.orders.find(waiting.order.order_id);
        if (order == nullptr || order->head.sequence != waiting.order.head.sequence) {
            changed_since = true;
        } else {
            orders.emplace_back(&waiting, *order);
        }
    }
    if (!round_.claims_anew) {
        for (auto& entry : orders)
            OMS_CHECK(settle_claims(unit, *entry.first, entry.second));
    }
    if (both && !changed_since) {
        for (auto entry = orders.rbegin(); entry != orders.rend(); ++entry)
            OMS_CHECK(claim_anew(unit, *entry->first, entry->second));
    } else if (round_.claims_anew) {
        for (auto& entry : orders)
            OMS_CHECK(claim_anew(unit, *entry.first, entry.second));
    }
    for (auto& entry : orders) {
        Order& order = entry.second;
        const OrderId id = order.order_id;
        if (order.waiting == unit.orders.find(id)->waiting) continue;
        const auto before = promise_of_claims(*unit.orders.find(id));
        tell(unit, order, OrderRepromised{order.waiting});
        tell_if_claims_later(unit, order, before);
        unit.orders.put(id, std::move(order));
    }
    const bool done = both || (round_.claims_anew && !read_.more);
    if (changed_since || !done) go_on(unit, changed_since);
    return std::string();
}

}  // namespace oms::orders
