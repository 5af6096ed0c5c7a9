#include "services/orders/claim_supply.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "domain/waiting_queue.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::orders {

Result<bool> claim_supply(UnitOfWork& unit, Order& order, const OrderLine& line,
                          const PromiseOf& promise_of) {
    std::int64_t wanted =
        line.quantities.in(UnitState::backordered)-claimed_units(order.waiting, line.line_no);
    if (wanted <= 0) return false;
    const std::vector<Waiting> before = order.waiting;
    for (const Receipt& receipt : unit.open_receipts(line.sku)) {
        const std::int64_t units = std::min(wanted, free_units(receipt));
        if (units == 0) continue;
        OMS_TRY(const std::optional<Timestamp> by, promise_of(line.line_no, units, receipt));
        if (!by) continue;
        const auto end =
            std::find_if(order.waiting.begin(), order.waiting.end(),
                         [&](const Waiting& claim) { return claim.line_no > line.line_no; });
        order.waiting.insert(end,
                             {line.line_no, units, receipt.receipt_id, receipt.expected_time, *by});
        wanted -= units;
        if (wanted == 0) break;
    }
    unit.move_claims(before, order.waiting);
    return order.waiting != before;
}

void give_up_claims(UnitOfWork& unit, Order& order,
                    const std::function<bool(const OrderLine&)>& gives_up) {
    const std::vector<Waiting> claimed = order.waiting;
    std::set<Sku> waits;
    std::erase_if(order.waiting, [&](const Waiting& claim) {
        const OrderLine& line = line_in(order, claim.line_no);
        if (!gives_up(line)) return false;
        waits.insert(line.sku);
        return true;
    });
    unit.move_claims(claimed, order.waiting);
    for (const Sku& sku : waits)
        unit.set(repromise_timer(sku, unit.now()));
}

}  // namespace oms::orders
