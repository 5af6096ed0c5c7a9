#include "services/fulfillment/releasing.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "services/orders/order_change.hpp"
#include "services/pickups/pickup_timers.hpp"

namespace oms::fulfilling {
namespace {

bool may_release(const UnitOfWork& unit, const Order& order, const OrderParcel& parcel,
                 const ReleaseScope& scope) {
    if (!parcel.fulfillment_order_id.empty()) return false;
    if (std::binary_search(order.exclusions.begin(), order.exclusions.end(), parcel.location_id))
        return false;
    const Location* location = unit.locations.find(parcel.location_id);
    if (location == nullptr) return false;
    const bool wanted = scope.location_id.empty() ? releases_at_once(*location)
                                                  : parcel.location_id == scope.location_id;
    return wanted && std::none_of(parcel.units.begin(), parcel.units.end(),
                                  [&](const auto& units) { return is_held(order, units.line_no); });
}

// Until when the location has to accept; nothing: it need not hurry.
std::optional<Timestamp> accept_by(const UnitOfWork& unit, const LocationId& id) {
    const Location* location = unit.locations.find(id);
    const std::optional<std::int64_t> minutes =
        location == nullptr ? std::nullopt : acceptance_minutes(*location);
    if (!minutes || *minutes <= 0) return std::nullopt;
    return unit.times().after_opening(*location, unit.now(), std::chrono::minutes{*minutes});
}

// What the goods of a pickup ask of who collects them.
void demand_proof(const UnitOfWork& unit, const Order& order, Pickup& pickup) {
    pickup.identity_required |= order.identity_required;
    for (const PickupLine& line : pickup.lines) {
        const Item* item = unit.items.find(line.sku);
        if (item == nullptr) continue;
        pickup.age_required |= item->handling_class == HandlingClass::age_restricted;
        pickup.identity_required |=
            std::find(item->tags.begin(), item->tags.end(), identity_tag) != item->tags.end();
    }
}

std::vector<LocationId> seen_at(const FulfillmentOrder& task) {
    std::vector<LocationId> ids{task.location_id};
    if (!task.pickup_location.empty() && task.pickup_location != task.location_id)
        ids.push_back(task.pickup_location);
    for (const ParcelOffer& offer : task.offers) {
        if (offer.location_id != task.location_id) ids.push_back(offer.location_id);
    }
    return ids;
}

}  // namespace

Timer acceptance_timer(const FulfillmentOrder& task) {
    return {task.accept_by.value_or(Timestamp{}), TimerKind::acceptance_timeout,
            task.fulfillment_order_id.str()};
}

Timer late_timer(const FulfillmentOrder& task) {
    return {task.arrive_by.value_or(Timestamp{}) + arrival_grace, TimerKind::transfer_late,
            task.fulfillment_order_id.str()};
}

void restart_acceptance(UnitOfWork& unit, FulfillmentOrder& task) {
    task.accept_by = accept_by(unit, task.location_id);
    if (task.accept_by) unit.set(acceptance_timer(task));
}

void tell(UnitOfWork& unit, FulfillmentOrder& task, FulfillmentAction action) {
    task.update_time = unit.now();
    unit.record({AggregateType::fulfillment_order, task.fulfillment_order_id.str()}, task.head,
                task.channel_id, seen_at(task), told(action, task));
}

void tell(UnitOfWork& unit, Pickup& pickup, PickupAction action) {
    pickup.update_time = unit.now();
    unit.record({AggregateType::pickup, pickup.pickup_id.str()}, pickup.head, pickup.channel_id,
                {pickup.location_id}, told(action, pickup));
}

std::vector<FulfillmentOrder> release_parcels(UnitOfWork& unit, Order& order,
                                              const ReleaseScope& scope) {
    std::vector<FulfillmentOrder> tasks;
    std::vector<OrderParcel> parcels = with_unplanned(order);
    const std::size_t planned = order.parcels.size();
    for (std::size_t i = 0; i < parcels.size(); ++i) {
        OrderParcel& parcel = parcels[i];
        if (!may_release(unit, order, parcel, scope)) continue;
        parcel.fulfillment_order_id = unit.ids().next<FulfillmentOrderId>("ful");
        FulfillmentOrder task = task_of(order, parcel);
        task.create_time = task.update_time = unit.now();
        task.accept_by = accept_by(unit, task.location_id);
        tasks.push_back(std::move(task));
        if (i < planned) {
            order.parcels[i] = parcel;
        } else {
            order.parcels.push_back(parcel);
        }
    }
    return tasks;
}

void announce(UnitOfWork& unit, std::vector<FulfillmentOrder> tasks) {
    for (FulfillmentOrder& task : tasks) {
        if (task.accept_by) unit.set(acceptance_timer(task));
        if (task.arrive_by) unit.set(late_timer(task));
        tell(unit, task, FulfillmentAction::release);
        unit.insert(std::move(task));
    }
}

std::vector<FulfillmentOrderId> release_order(UnitOfWork& unit, Order& order,
                                              const ReleaseScope& scope) {
    std::vector<FulfillmentOrder> tasks = release_parcels(unit, order, scope);
    std::vector<FulfillmentOrderId> released;
    for (const FulfillmentOrder& task : tasks)
        released.push_back(task.fulfillment_order_id);
    if (tasks.empty()) return released;
    orders::tell(unit, order, OrderPlanChanged{order.parcels, order.refusals, order.exclusions});
    announce(unit, std::move(tasks));
    return released;
}

void place_pickups(UnitOfWork& unit, const Order& order) {
    std::vector<LocationId> places;
    for (const Pickup& pickup : unit.pickups_of(order.order_id)) {
        if (!has_ended(pickup)) places.push_back(pickup.location_id);
    }
    for (Pickup& pickup : pickups_of(order)) {
        const bool is_there =
            std::find(places.begin(), places.end(), pickup.location_id) != places.end();
        if (is_there || pickup.lines.empty()) continue;
        pickup.pickup_id = unit.ids().next<PickupId>("pic");
        pickup.create_time = pickup.update_time = unit.now();
        demand_proof(unit, order, pickup);
        tell(unit, pickup, PickupAction::place);
        unit.insert(std::move(pickup));
    }
}

Result<void> update_pickups(UnitOfWork& unit, const Order& order) {
    for (Pickup pickup : unit.pickups_of(order.order_id)) {
        if (has_ended(pickup)) continue;
        const std::vector<PickupLine> before = pickup.lines;
        const std::optional<Timestamp> promised = pickup.promised_by;
        update_lines(pickup, order);
        if (pickup.lines == before && pickup.promised_by == promised) continue;
        const bool is_over =
            std::all_of(pickup.lines.begin(), pickup.lines.end(),
                        [](const PickupLine& line) { return line.collected == line.quantity; });
        const bool is_ready = std::all_of(
            pickup.lines.begin(), pickup.lines.end(),
            [](const PickupLine& line) { return line.ready + line.collected == line.quantity; });
        PickupAction action = PickupAction::change;
        if (is_over) {
            action = pickup.handovers.empty() ? PickupAction::cancel : PickupAction::collect;
            pickups::end_pickup(unit, pickup);
        } else if (is_ready && pickup.state == PickupState::preparing) {
            action = PickupAction::make_ready;
            pickups::begin_hold(unit, pickup);
        }
        OMS_CHECK(advance(pickup, action));
        if (action == PickupAction::make_ready) {
            pickups::remember_codes(unit, pickup);
            pickups::tell_customer(unit, pickup, TemplateKey::pickup_ready);
        }
        tell(unit, pickup, action);
        const PickupId id = pickup.pickup_id;
        unit.pickups.put(id, std::move(pickup));
    }
    return {};
}

}  // namespace oms::fulfilling
