#include "services/orders/later_promises.hpp"

#include <algorithm>

#include "services/effects/plan_effects.hpp"

namespace oms::orders {
namespace {

// It was to bring the line, and some or all of that comes from elsewhere.
bool has_given_up(const FulfillmentOrder& task, const LocationId& pickup, std::int64_t line_no) {
    const FulfillmentLine* line = find_line(task, line_no);
    // Where it goes by now its customer has said, and so when.
    if (line == nullptr || !task.redirect_to_id.empty() || task.pickup_location != pickup)
        return false;
    return task.refusal || line->short_quantity > 0 || line->missing > 0;
}

// What the newest task that has given up units of the line had promised.
std::optional<Timestamp> promised_before(const std::vector<FulfillmentOrder>& tasks,
                                         const LocationId& pickup, std::int64_t line_no) {
    const FulfillmentOrder* newest = nullptr;
    for (const FulfillmentOrder& task : tasks) {
        if (!has_given_up(task, pickup, line_no)) continue;
        if (newest == nullptr || newest->update_time <= task.update_time) newest = &task;
    }
    return newest == nullptr ? std::nullopt : newest->promised_by;
}

bool is_later(const std::vector<FulfillmentOrder>& tasks, const OrderParcel& parcel) {
    return std::any_of(parcel.units.begin(), parcel.units.end(), [&](const ParcelUnits& units) {
        const auto before = promised_before(tasks, parcel.pickup_location, units.line_no);
        return before && *before < parcel.promised_by;
    });
}

}  // namespace

std::optional<Timestamp> promise_of_claims(const Order& order) {
    std::optional<Timestamp> last;
    for (const Waiting& claim : order.waiting) {
        if (!last || *last < claim.promised_by) last = claim.promised_by;
    }
    return last;
}

void tell_if_later(UnitOfWork& unit, const Order& order, const SourcingPlan& plan) {
    const std::vector<FulfillmentOrder> tasks = unit.tasks_of(order.order_id);
    bool delivery = false;
    std::vector<LocationId> pickups;
    for (const OrderParcel& parcel : plan.parcels) {
        if (!is_later(tasks, parcel)) continue;
        delivery |= parcel.pickup_location.empty();
        if (!parcel.pickup_location.empty()) pickups.push_back(parcel.pickup_location);
    }
    if (delivery) {
        effects::plan_notice(unit, order.order_id, order.channel_id, TemplateKey::shipment_late,
                             order.order_id.str());
    }
    for (const Pickup& pickup : unit.pickups_of(order.order_id)) {
        const bool is_late =
            std::find(pickups.begin(), pickups.end(), pickup.location_id) != pickups.end();
        if (!is_late || has_ended(pickup)) continue;
        effects::plan_notice(unit, order.order_id, order.channel_id, TemplateKey::transfer_late,
                             pickup.pickup_id.str());
    }
}

void tell_if_claims_later(UnitOfWork& unit, const Order& order,
                          const std::optional<Timestamp>& before) {
    const std::optional<Timestamp> now = promise_of_claims(order);
    if (!before || !now || *now <= *before) return;
    effects::plan_notice(unit, order.order_id, order.channel_id, TemplateKey::shipment_late,
                         order.order_id.str());
}

}  // namespace oms::orders
