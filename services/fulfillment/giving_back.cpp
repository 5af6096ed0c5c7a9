#include "services/fulfillment/giving_back.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "domain/contract.hpp"
#include "services/effects/plan_effects.hpp"
#include "services/fulfillment/recalling.hpp"
#include "services/fulfillment/releasing.hpp"

namespace oms::fulfilling {
namespace {

bool may_be_asked(const FulfillmentOrder& task) {
    return next(fulfillment_transitions, task.state, FulfillmentAction::request_cancel).has_value();
}

// Nobody had begun when it was asked.
bool was_untouched(const FulfillmentOrder& task) {
    return task.resume_state == FulfillmentState::released ||
           task.resume_state == FulfillmentState::accepted;
}

// Requires: the state that it was asked in.
FulfillmentAction resume_action(FulfillmentState state) {
    switch (state) {
        case FulfillmentState::released:
            return FulfillmentAction::resume_released;
        case FulfillmentState::accepted:
            return FulfillmentAction::resume_accepted;
        case FulfillmentState::packed:
            return FulfillmentAction::resume_packed;
        case FulfillmentState::ready:
            return FulfillmentAction::resume_ready;
        default:
            return FulfillmentAction::resume_picking;
    }
}

Result<void> grant(UnitOfWork& unit, TaskChange& change) {
    const std::vector<ParcelUnits> units = change.task.cancel_units;
    const FulfillmentState before = change.task.resume_state;
    OMS_CHECK(change.give_up(units, Removal::cancel));
    OMS_CHECK(change.move(units, unit_state_in(before), UnitState::canceled));
    take_out_of_parcels(unit, change.task, units);
    effects::plan_notice(unit, change.order.order_id, change.order.channel_id,
                         TemplateKey::order_canceled, change.order.order_id.str());
    if (!units_of(change.task).empty()) return resume(unit, change);
    if (!has_collected(change.task)) return change.act(FulfillmentAction::grant_cancel);
    // What is not canceled of it was handed over.
    OMS_CHECK(change.act(FulfillmentAction::resume_ready));
    return change.act(FulfillmentAction::collect);
}

}  // namespace

Result<void> resume(UnitOfWork& unit, TaskChange& change) {
    if (change.task.resume_state == FulfillmentState::released)
        restart_acceptance(unit, change.task);
    return change.act(resume_action(change.task.resume_state));
}

Timer cancel_timer(const FulfillmentOrder& task) {
    return {task.cancel_by.value_or(Timestamp{}), TimerKind::cancel_timeout,
            task.fulfillment_order_id.str()};
}

// Units that were in parcels are not any more; a parcel without units has no label any more either.
void take_out_of_parcels(UnitOfWork& unit, FulfillmentOrder& task,
                         const std::vector<ParcelUnits>& units) {
    for (const ParcelUnits& some : units) {
        std::int64_t left = some.quantity;
        for (Parcel& parcel : task.parcels) {
            for (ParcelUnits& packed : parcel.units) {
                if (packed.line_no != some.line_no) continue;
                const std::int64_t taken = std::min(left, packed.quantity);
                packed.quantity -= taken;
                left -= taken;
            }
        }
    }
    for (Parcel& parcel : task.parcels) {
        std::erase_if(parcel.units, [](const ParcelUnits& packed) { return packed.quantity == 0; });
        if (!parcel.units.empty() || parcel.state != ParcelState::packed) continue;
        parcel.state = ParcelState::voided;
        effects::plan_void_label(unit, task, parcel);
    }
}

std::vector<ParcelUnits> askable_units(const UnitOfWork& unit, const OrderId& order_id) {
    std::map<std::int64_t, std::int64_t> by_line;
    for (const FulfillmentOrder& task : unit.tasks_of(order_id)) {
        if (!may_be_asked(task)) continue;
        for (const ParcelUnits& units : units_of(task))
            by_line[units.line_no] += units.quantity;
    }
    std::vector<ParcelUnits> units;
    for (const auto& [line_no, quantity] : by_line)
        units.push_back({line_no, quantity});
    return units;
}

Result<void> ask_back(UnitOfWork& unit, const OrderId& order_id,
                      const std::vector<ParcelUnits>& wanted) {
    WantedUnits left = wanted_units(wanted);
    std::vector<FulfillmentOrder> tasks = unit.tasks_of(order_id);
    std::stable_sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) {
        return is_untouched(a) && !is_untouched(b);
    });
    for (const FulfillmentOrder& task : tasks) {
        if (!may_be_asked(task)) continue;
        std::vector<ParcelUnits> asked = take_from(task, left);
        if (asked.empty()) continue;
        OMS_TRY(TaskChange change,
                TaskChange::begin(unit, system_actor("orders"), task.fulfillment_order_id, 0));
        change.task.resume_state = task.state;
        change.task.cancel_units = std::move(asked);
        if (is_untouched(task)) {
            change.task.cancel_by = unit.now() + cancel_answer_time;
            unit.set(cancel_timer(change.task));
        }
        OMS_CHECK(change.act(FulfillmentAction::request_cancel));
        OMS_CHECK(change.finish());
    }
    return {};
}

Result<void> AnswerCancel::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::grant_cancel));
    if (change.task.recalled) return granted_ ? come_back(unit, change) : stay(unit, change);
    if (granted_) return grant(unit, change);
    return resume(unit, change);
}

Result<std::string> GrantCancel::run(UnitOfWork& unit) {
    const auto id = FulfillmentOrderId::trusted(timer_.subject);
    const FulfillmentOrder* task = unit.fulfillment_orders.find(id);
    const bool waits = task != nullptr && task->cancel_by && *task->cancel_by == timer_.due;
    if (!waits) {
        unit.unset(timer_);
        return std::string();
    }
    if (unit.now() < timer_.due) return std::string();
    OMS_TRY(TaskChange change, TaskChange::begin(unit, header().actor, id, 0));
    if (!change.task.recalled) {
        OMS_CHECK(grant(unit, change));
    } else if (was_untouched(change.task)) {
        OMS_CHECK(come_back(unit, change));
    } else {
        OMS_CHECK(stay(unit, change));
    }
    OMS_CHECK(change.finish());
    return std::string();
}

}  // namespace oms::fulfilling
