#include "services/fulfillment/late_transfer.hpp"

#include <algorithm>

#include "domain/contract.hpp"
#include "services/effects/plan_effects.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/fulfillment/task_change.hpp"

namespace oms::fulfilling {
namespace {

// The customer of that pickup has not been told yet that goods for it come later.
bool is_news(const UnitOfWork& unit, const FulfillmentOrder& late) {
    const std::vector<FulfillmentOrder> tasks = unit.tasks_of(late.order_id);
    return std::none_of(tasks.begin(), tasks.end(), [&](const FulfillmentOrder& task) {
        return task.pickup_location == late.pickup_location && task.late_told;
    });
}

void tell_customer(UnitOfWork& unit, const FulfillmentOrder& task) {
    for (const Pickup& pickup : unit.pickups_of(task.order_id)) {
        if (pickup.location_id != task.pickup_location || has_ended(pickup)) continue;
        effects::plan_notice(unit, task.order_id, task.channel_id, TemplateKey::transfer_late,
                             pickup.pickup_id.str());
    }
}

// Working days after which it may be there yet, and how many that are.
void move_on(const UnitOfWork& unit, const Location& location, TaskChange& change) {
    FulfillmentOrder& task = change.task;
    const Timestamp expected = *task.arrive_by;
    std::int64_t days = 0;
    do {
        task.arrive_by = unit.times().working_days_later(location, expected, ++days);
    } while (late_timer(task).due <= unit.now());
    if (task.promised_by)
        task.promised_by = unit.times().working_days_later(location, *task.promised_by, days);
    for (OrderParcel& parcel : change.order.parcels) {
        if (parcel.fulfillment_order_id != task.fulfillment_order_id) continue;
        parcel.arrive_by = task.arrive_by;
        if (task.promised_by) parcel.promised_by = *task.promised_by;
    }
    change.plan_changed();
}

}  // namespace

void DelayTransfer::name_keys(KeySet& keys) const {
    keys.fulfillment_orders.push_back(FulfillmentOrderId::trusted(timer_.subject));
}

Result<std::string> DelayTransfer::run(UnitOfWork& unit) {
    const auto id = FulfillmentOrderId::trusted(timer_.subject);
    const FulfillmentOrder* task = unit.fulfillment_orders.find(id);
    const bool waits = task != nullptr && !has_ended(*task) && task->arrive_by &&
                       late_timer(*task).due == timer_.due &&
                       next(fulfillment_transitions, task->state, FulfillmentAction::delay);
    if (!waits) {
        unit.unset(timer_);
        return std::string();
    }
    if (unit.now() < timer_.due) return std::string();
    unit.unset(timer_);
    OMS_TRY(TaskChange change, TaskChange::begin(unit, header().actor, id, 0));
    const Location* location = unit.locations.find(change.task.pickup_location);
    OMS_REQUIRE(location != nullptr);
    move_on(unit, *location, change);
    unit.set(late_timer(change.task));
    const bool news = is_news(unit, change.task);
    change.task.late_told = true;
    OMS_CHECK(change.act(FulfillmentAction::delay));
    OMS_CHECK(change.finish());
    if (news) tell_customer(unit, change.task);
    return std::string();
}

}  // namespace oms::fulfilling
