#include "services/fulfillment/resolve_shortage.hpp"

#include <algorithm>
#include <chrono>

#include "domain/contract.hpp"
#include "services/fulfillment/allocate_order.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/fulfillment/taking_back.hpp"

namespace oms::fulfilling {

ResolveShortage::ResolveShortage(Header header, Timer timer, ShelfCheck check, ShelfRead read)
    : Command(std::move(header)),
      timer_(std::move(timer)),
      check_(std::move(check)),
      read_(std::move(read)) {
    choose_movers();
}

void ResolveShortage::choose_movers() {
    std::vector<ShelfClaim> claims;
    std::map<OrderId, const ReservedOrder*> orders;
    for (const ReservedOrder& reserved : read_.orders) {
        orders[reserved.order.order_id] = &reserved;
        for (ShelfClaim& claim : claims_on(check_.key, reserved.order, reserved.tasks))
            claims.push_back(std::move(claim));
    }
    const std::int64_t left = check_.finding == ShelfFinding::none ? 0 : read_.level.on_hand;
    for (const MovedUnits& moved : who_moves(std::move(claims), left)) {
        const ReservedOrder* order = orders.at(moved.claim.order_id);
        auto mover = std::find_if(movers_.begin(), movers_.end(),
                                  [&](const Mover& one) { return one.order == order; });
        if (mover == movers_.end()) {
            is_last_ = movers_.size() < moved_at_once;
            if (!is_last_) return;
            mover = movers_.insert(movers_.end(), {order, {}});
        }
        mover->units[moved.claim.fulfillment_order_id].push_back(
            {moved.claim.line_no, moved.units});
        units_ += moved.units;
    }
}

void ResolveShortage::name_keys(KeySet& keys) const {
    keys.stock.push_back(check_.key);
    for (const Mover& mover : movers_)
        keys.orders.push_back(mover.order->order.order_id);
}

bool ResolveShortage::is_as_read(const UnitOfWork& unit) const {
    const StockLevel* found = unit.stock.find(check_.key);
    const StockLevel level = found == nullptr ? StockLevel{} : *found;
    if (level.on_hand != read_.level.on_hand || level.reserved != read_.level.reserved)
        return false;
    for (const Mover& mover : movers_) {
        const Order* order = unit.orders.find(mover.order->order.order_id);
        if (order == nullptr || order->head.sequence != mover.order->order.head.sequence)
            return false;
        // Picking is told of the task alone.
        for (const FulfillmentOrder& task : mover.order->tasks) {
            const FulfillmentOrder* now = unit.fulfillment_orders.find(task.fulfillment_order_id);
            if (now == nullptr || now->head.sequence != task.head.sequence) return false;
        }
    }
    return true;
}

Result<void> ResolveShortage::take_from(UnitOfWork& unit, const Mover& mover) const {
    const OrderId& id = mover.order->order.order_id;
    for (const auto& [task, units] : mover.units) {
        if (task.empty()) continue;
        OMS_TRY(TaskChange change, TaskChange::begin(unit, header().actor, task, 0));
        OMS_CHECK(take_back(change, units));
        OMS_CHECK(change.finish());
    }
    const auto planned = mover.units.find(FulfillmentOrderId());
    if (planned == mover.units.end()) return {};
    Order order = *unit.orders.find(id);
    OMS_CHECK(take_back_planned(unit, order, check_.key.location_id, planned->second));
    OMS_CHECK(update_pickups(unit, order));
    unit.orders.put(id, std::move(order));
    return {};
}

Result<void> ResolveShortage::empty_shelf(UnitOfWork& unit) const {
    const StockLevel* level = unit.stock.find(check_.key);
    const std::int64_t units = level == nullptr ? 0 : std::min(units_, available_units(*level));
    if (units == 0) return {};
    LedgerEntry entry;
    entry.key = check_.key;
    entry.kind = LedgerKind::adjusted;
    entry.on_hand_change = -units;
    entry.reason_code = enum_text(RefusalReason::not_found);
    return unit.post_and_tell(std::move(entry));
}

Result<std::string> ResolveShortage::run(UnitOfWork& unit) {
    unit.unset(timer_);
    if (movers_.empty()) return std::string();
    if (!is_as_read(unit)) {
        unit.set(shelf_timer({check_.key, check_.finding, check_.round + 1}, unit.now()));
        return std::string();
    }
    // Each is due before those after it, so that it chooses first.
    auto ahead = static_cast<std::int64_t>(movers_.size());
    for (const Mover& mover : movers_) {
        OMS_CHECK(take_from(unit, mover));
        const Timestamp due = unit.now() - std::chrono::microseconds{ahead--};
        if (!needs_decision(mover.order->order))
            unit.set(allocation_timer(mover.order->order.order_id, due));
    }
    if (check_.finding == ShelfFinding::none) OMS_CHECK(empty_shelf(unit));
    if (!is_last_)
        unit.set(shelf_timer({check_.key, check_.finding, check_.round + 1}, unit.now()));
    return std::string();
}

}  // namespace oms::fulfilling
