#include "services/fulfillment/recalling.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "services/effects/plan_effects.hpp"
#include "services/fulfillment/allocate_order.hpp"
#include "services/fulfillment/giving_back.hpp"

namespace oms::fulfilling {
namespace {

bool has_left(const FulfillmentOrder& task) {
    return task.state == FulfillmentState::shipped &&
           std::any_of(task.parcels.begin(), task.parcels.end(),
                       [](const Parcel& parcel) { return parcel.state == ParcelState::shipped; });
}

Result<void> check_answered(const std::vector<FulfillmentOrder>& tasks) {
    Error error{Reason::illegal_transition,
                "change_address does not apply: a location or a carrier has yet to answer",
                {},
                {},
                {},
                false};
    for (const FulfillmentOrder& task : tasks) {
        for (const Parcel& parcel : task.parcels) {
            // What a carrier was asked names one address, and may be carried out already.
            if (parcel.redirect != RedirectState::pending || has_ended(task)) continue;
            error.preconditions.push_back(
                {"PARCEL", parcel.parcel_id.str(), "its carrier was asked to redirect it"});
        }
        if (task.state != FulfillmentState::cancel_requested ||
            task.method != FulfillmentMethod::ship)
            continue;
        error.preconditions.push_back(
            {"FULFILLMENT_ORDER", task.fulfillment_order_id.str(),
             fmt::format("is {} at {}", enum_text(task.state), task.location_id.str())});
    }
    if (error.preconditions.empty()) return {};
    return fail(std::move(error));
}

// Nobody knows any more when it will be there.
void forget_promise(TaskChange& change) {
    change.task.promised_by.reset();
    for (OrderParcel& parcel : change.order.parcels) {
        if (parcel.fulfillment_order_id != change.task.fulfillment_order_id) continue;
        parcel.promised_by = Timestamp{};
    }
    change.plan_changed();
}

}  // namespace

void ask_redirects(UnitOfWork& unit, FulfillmentOrder& task) {
    if (task.redirect_to_id.empty()) return;
    for (Parcel& parcel : task.parcels) {
        if (parcel.state != ParcelState::packed && parcel.state != ParcelState::shipped) continue;
        const bool asked = effects::plan_redirect(unit, task, parcel);
        parcel.redirect = asked ? RedirectState::pending : RedirectState::refused;
    }
}

Result<Recall> recall(UnitOfWork& unit, const OrderId& order_id, const Readdressing& address) {
    const std::vector<FulfillmentOrder> tasks = unit.tasks_of(order_id);
    OMS_CHECK(check_answered(tasks));
    Recall done;
    for (const FulfillmentOrder& task : tasks) {
        const bool leaves =
            next(fulfillment_transitions, task.state, FulfillmentAction::recall).has_value();
        if (task.method != FulfillmentMethod::ship || (!leaves && !has_left(task))) continue;
        OMS_TRY(TaskChange change,
                TaskChange::begin(unit, system_actor("orders"), task.fulfillment_order_id, 0));
        if (change.task.ship_to_id.empty()) change.task.ship_to_id = address.from;
        change.task.redirect_to_id = address.to;
        if (leaves) {
            change.task.resume_state = task.state;
            change.task.cancel_units = units_of(task);
            change.task.recalled = true;
            change.task.cancel_by = unit.now() + cancel_answer_time;
            unit.set(cancel_timer(change.task));
            OMS_CHECK(change.act(FulfillmentAction::recall));
        } else {
            ask_redirects(unit, change.task);
            forget_promise(change);
            OMS_CHECK(change.act(FulfillmentAction::redirect));
        }
        OMS_CHECK(change.finish());
        (leaves ? done.recalled : done.redirected).push_back(task.fulfillment_order_id);
    }
    return done;
}

Result<void> come_back(UnitOfWork& unit, TaskChange& change) {
    const std::vector<ParcelUnits> units = units_of(change.task);
    const UnitState from = unit_state_in(change.task.resume_state);
    take_out_of_parcels(unit, change.task, units);
    change.task.refusal = RefusalReason::moved;
    OMS_CHECK(change.act(FulfillmentAction::grant_recall));
    OMS_CHECK(change.move(units, from, UnitState::unallocated));
    OMS_CHECK(change.drop_parcel());
    unit.set(allocation_timer(change.order.order_id, unit.now()));
    return {};
}

Result<void> stay(UnitOfWork& unit, TaskChange& change) {
    ask_redirects(unit, change.task);
    forget_promise(change);
    return resume(unit, change);
}

}  // namespace oms::fulfilling
