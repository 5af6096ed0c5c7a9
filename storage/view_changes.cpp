#include "storage/view_changes.hpp"

#include <map>
#include <set>

#include "domain/waiting_queue.hpp"

namespace oms::storage {
namespace {

// Null as long as the same version stays in force.
std::shared_ptr<const RulesInForce> new_rules(const UnitOfWork& unit) {
    for (const auto& change : unit.rules_head.changes()) {
        const RulesHead& head = *change.value;
        const bool same = change.before != nullptr && change.before->in_force == head.in_force;
        if (same || head.in_force == 0) continue;
        // Whoever publishes a version has named it.
        return std::make_shared<const RulesInForce>(
            rules_in_force(*unit.rules.find(head.in_force), head));
    }
    return nullptr;
}

// All that is to come of the SKUs whose receipts have changed.
void add_inbound(const UnitOfWork& unit, const StockView& view, ViewDelta& delta) {
    StockView supply;
    std::set<Sku> skus;
    for (const auto& change : unit.receipts.changes()) {
        const Sku& sku = change.value->key.sku;
        const auto present = view.inbound(sku);
        if (skus.insert(sku).second) supply.put_inbound(sku, {present.begin(), present.end()});
        supply.put_receipt(*change.value);
    }
    for (const Sku& sku : skus) {
        const auto units = supply.inbound(sku);
        delta.inbound.push_back({
            sku, {units.begin(), units.end()}
        });
    }
}

// How many units wait of the SKUs in whose queues lines have come, gone or moved.
void add_waiting(const UnitOfWork& unit, const StockView& view, ViewDelta& delta) {
    std::map<Sku, std::int64_t> more;
    for (const auto& change : unit.orders.changes()) {
        if (change.before != nullptr) {
            for (const QueuedLine& queued : queue_of(*change.before))
                more[queued.sku] -= queued.line.units;
        }
        for (const QueuedLine& queued : queue_of(*change.value))
            more[queued.sku] += queued.line.units;
    }
    for (const auto& [sku, units] : more) {
        if (units != 0) delta.waiting.push_back({sku, view.waiting(sku) + units});
    }
}

}  // namespace

ViewDelta view_changes(const UnitOfWork& unit, const StockView& view) {
    ViewDelta delta;
    for (const auto& change : unit.locations.changes())
        delta.locations.push_back(*change.value);
    for (const auto& change : unit.channels.changes()) {
        if (change.inserted) delta.channels.push_back(*change.key);
    }
    for (const auto& change : unit.items.changes())
        delta.items.push_back({*change.key, facts_of(*change.value)});
    for (const auto& change : unit.stock.changes())
        delta.cells.push_back({*change.key, change.value->on_hand, change.value->reserved});
    for (const auto& change : unit.work.changes())
        delta.work.push_back({*change.key, *change.value});
    for (const auto& change : unit.cart_holds.changes()) {
        const CartHold& hold = *change.value;
        delta.holds.push_back({hold.key, {}});
        if (hold.state == CartHoldState::held) delta.holds.back().held = hold.reservations;
    }
    add_inbound(unit, view, delta);
    add_waiting(unit, view, delta);
    delta.rules = new_rules(unit);
    return delta;
}

}  // namespace oms::storage
