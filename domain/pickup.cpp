#include "domain/pickup.hpp"

#include <algorithm>

namespace oms {
namespace {

// Of a line's quantities all but what will not be collected.
std::int64_t wanted_units(const OrderLine& line) {
    const LineQuantities& units = line.quantities;
    return units.ordered() - units.in(UnitState::canceled)-units.in(UnitState::written_off);
}

}  // namespace

bool has_ended(const Pickup& pickup) {
    return pickup.state == PickupState::collected || pickup.state == PickupState::canceled;
}

std::vector<PickupAction> allowed_actions(const Pickup& pickup) {
    std::vector<PickupAction> actions = allowed_actions(pickup_transitions, pickup.state);
    std::erase_if(actions, [&](PickupAction action) {
        switch (action) {
            case PickupAction::change:
            case PickupAction::count_wrong:
            case PickupAction::remind:
            case PickupAction::make_ready:
            case PickupAction::expire:
            case PickupAction::cancel:
            case PickupAction::alert:
                return true;  // what happens by itself
            case PickupAction::extend:
                return pickup.extended;
            case PickupAction::leave:
                return !pickup.arrival_time;
            default:
                return false;
        }
    });
    return actions;
}

Result<void> advance(Pickup& pickup, PickupAction action) {
    OMS_TRY(pickup.state, advance(pickup_transitions, pickup.state, action));
    return {};
}

std::vector<Pickup> pickups_of(const Order& order) {
    std::vector<Pickup> pickups;
    for (const OrderLine& line : order.lines) {
        if (line.pickup_location.empty() || line.carried_out) continue;
        const auto same = std::find_if(pickups.begin(), pickups.end(), [&](const Pickup& pickup) {
            return pickup.location_id == line.pickup_location;
        });
        if (same != pickups.end()) continue;
        Pickup pickup;
        pickup.order_id = order.order_id;
        pickup.order_number = order.number;
        pickup.channel_id = order.channel_id;
        pickup.location_id = line.pickup_location;
        pickup.holders.push_back({});
        update_lines(pickup, order);
        pickups.push_back(std::move(pickup));
    }
    return pickups;
}

void update_lines(Pickup& pickup, const Order& order) {
    pickup.lines.clear();
    pickup.promised_by.reset();
    for (const OrderLine& line : order.lines) {
        if (line.pickup_location != pickup.location_id || line.carried_out) continue;
        const std::int64_t wanted = wanted_units(line);
        if (wanted == 0) continue;
        pickup.lines.push_back({line.line_no, line.sku, wanted,
                                line.quantities.in(UnitState::ready),
                                line.quantities.in(UnitState::collected)});
        if (line.promised_by)
            pickup.promised_by =
                std::max(pickup.promised_by.value_or(*line.promised_by), *line.promised_by);
    }
    for (const OrderParcel& parcel : order.parcels) {
        if (parcel.pickup_location != pickup.location_id || parcel.promised_by == Timestamp{})
            continue;
        pickup.promised_by =
            std::max(pickup.promised_by.value_or(parcel.promised_by), parcel.promised_by);
    }
}

Timestamp due_of(const Pickup& pickup) {
    if (pickup.hold_until) return *pickup.hold_until;
    return pickup.promised_by.value_or(pickup.create_time);
}

std::vector<ParcelUnits> ready_units(const Pickup& pickup) {
    std::vector<ParcelUnits> units;
    for (const PickupLine& line : pickup.lines) {
        if (line.ready > 0) units.push_back({line.line_no, line.ready});
    }
    return units;
}

const PickupHolder* find_holder(const Pickup& pickup, std::int64_t holder_no) {
    const auto found = std::find_if(
        pickup.holders.begin(), pickup.holders.end(),
        [&](const PickupHolder& holder) { return holder.holder_no == holder_no && holder.active; });
    return found == pickup.holders.end() ? nullptr : &*found;
}

}  // namespace oms
