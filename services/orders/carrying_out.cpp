#include "services/orders/carrying_out.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "domain/reserving.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/orders/order_change.hpp"

namespace oms::orders {
namespace {

std::vector<OrderParcel> parcels_of(UnitOfWork& unit, const Order& order) {
    std::map<LocationId, OrderParcel> by_location;
    for (const PlannedUnits& units : carried_units(order)) {
        OrderParcel& parcel = by_location[units.key.location_id];
        parcel.location_id = parcel.pickup_location = units.key.location_id;
        parcel.order_by = parcel.promised_by = unit.now();
        parcel.units.push_back({units.line_no, units.quantity});
    }
    std::vector<OrderParcel> parcels;
    for (auto& [location, parcel] : by_location) {
        parcel.fulfillment_order_id = unit.ids().next<FulfillmentOrderId>("ful");
        parcels.push_back(std::move(parcel));
    }
    return parcels;
}

FulfillmentOrder ended_task(const UnitOfWork& unit, const Order& order, const OrderParcel& parcel) {
    FulfillmentOrder task = task_of(order, parcel);
    task.state = FulfillmentState::collected;
    task.create_time = task.update_time = unit.now();
    for (FulfillmentLine& line : task.lines)
        line.picked = line.collected = line.quantity;
    return task;
}

Result<void> book(UnitOfWork& unit, const FulfillmentOrder& task) {
    for (const FulfillmentLine& line : task.lines) {
        LedgerEntry entry;
        entry.key = {line.sku, task.location_id};
        entry.kind = LedgerKind::consumed;
        entry.on_hand_change = -line.quantity;
        entry.reserved_change = -line.quantity;
        entry.cause_id = task.fulfillment_order_id.str();
        OMS_CHECK(unit.post_and_tell(std::move(entry)));
    }
    return {};
}

}  // namespace

std::vector<PlannedUnits> carried_units(const Order& order) {
    std::vector<PlannedUnits> units;
    for (const OrderLine& line : order.lines) {
        if (!line.carried_out) continue;
        units.push_back({
            line.line_no, {line.sku, line.pickup_location},
             line.quantities.ordered()
        });
    }
    return units;
}

Result<void> check_carried(const UnitOfWork& unit, const Order& order) {
    std::map<StockKey, std::int64_t> left;
    std::vector<ShortLine> short_lines;
    for (const PlannedUnits& units : carried_units(order)) {
        const StockLevel* level = unit.stock.find(units.key);
        const std::int64_t free = level == nullptr ? 0 : available_units(*level);
        std::int64_t& available = left.try_emplace(units.key, free).first->second;
        if (units.quantity > available)
            short_lines.push_back({units.line_no, units.key.sku, units.quantity, available});
        available -= std::min(available, units.quantity);
    }
    if (short_lines.empty()) return {};
    return fail(shortage(short_lines));
}

Result<CarriedOut> carry_out(UnitOfWork& unit, Order& order) {
    CarriedOut carried{{}, amounts_due(order, {})};
    std::vector<OrderParcel> parcels = parcels_of(unit, order);
    if (parcels.empty()) return carried;
    std::vector<UnitMove> moves;
    for (const OrderParcel& parcel : parcels) {
        carried.tasks.push_back(ended_task(unit, order, parcel));
        for (UnitMove& move :
             moves_of(carried.tasks.back(), parcel.units, UnitState::ready, UnitState::collected))
            moves.push_back(std::move(move));
    }
    carried.due = amounts_due(order, moves);
    OMS_CHECK(apply_moves(order, moves));
    for (const FulfillmentOrder& task : carried.tasks)
        OMS_CHECK(book(unit, task));
    order.parcels.insert(order.parcels.end(), parcels.begin(), parcels.end());
    return carried;
}

void tell_carried_out(UnitOfWork& unit, Order& order, CarriedOut carried) {
    if (carried.tasks.empty()) return;
    tell_payments_due(unit, order, carried.due, carried.tasks.front().fulfillment_order_id);
    for (FulfillmentOrder& task : carried.tasks) {
        // Like every task it begins with its release.
        FulfillmentOrder released = task;
        released.state = FulfillmentState::released;
        for (FulfillmentLine& line : released.lines)
            line.picked = line.collected = 0;
        fulfilling::tell(unit, released, FulfillmentAction::release);
        task.head = released.head;
        fulfilling::tell(unit, task, FulfillmentAction::collect);
        unit.insert(std::move(task));
    }
}

}  // namespace oms::orders
