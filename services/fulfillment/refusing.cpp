#include "services/fulfillment/refusing.hpp"

#include <algorithm>

#include "domain/shortage.hpp"
#include "services/fulfillment/allocate_order.hpp"
#include "services/orders/choosing.hpp"

namespace oms::fulfilling {
namespace {

// What the reason says of the stock, once the units are free again.
Result<void> book_finding(UnitOfWork& unit, const FulfillmentOrder& task, const Sku& sku,
                          std::int64_t units, RefusalReason reason) {
    LedgerEntry entry;
    entry.key = {sku, task.location_id};
    entry.reason_code = enum_text(reason);
    entry.cause_id = task.fulfillment_order_id.str();
    const StockLevel* level = unit.stock.find(entry.key);
    const std::int64_t free = level == nullptr ? 0 : available_units(*level);
    switch (reason) {
        case RefusalReason::not_found:
            entry.kind = LedgerKind::adjusted;
            entry.on_hand_change = -free;
            break;
        case RefusalReason::damaged:
            entry.kind = LedgerKind::damaged;
            entry.on_hand_change = -std::min(units, free);
            entry.damaged_change = std::min(units, free);
            break;
        case RefusalReason::sold_in_store:
            entry.kind = LedgerKind::sold;
            entry.on_hand_change = -std::min(units, free);
            break;
        case RefusalReason::too_busy:
        case RefusalReason::closed:
        case RefusalReason::no_answer:
        case RefusalReason::other:
        case RefusalReason::moved:
            return {};
    }
    if (entry.on_hand_change == 0) return {};
    return unit.post_and_tell(std::move(entry));
}

// Nobody finds it there: a timer takes it out of every other task.
void spread(UnitOfWork& unit, const FulfillmentOrder& task, const Sku& sku, RefusalReason reason,
            bool cascade) {
    if (!cascade || reason != RefusalReason::not_found) return;
    const ShelfCheck check{
        {sku, task.location_id},
        ShelfFinding::none, 0
    };
    unit.set(shelf_timer(check, unit.now()));
}

void exclude(Order& order, const LocationId& location) {
    const auto at = std::lower_bound(order.exclusions.begin(), order.exclusions.end(), location);
    if (at == order.exclusions.end() || *at != location) order.exclusions.insert(at, location);
}

// All of the task goes back to its order.
Result<void> refuse(UnitOfWork& unit, TaskChange& change, FulfillmentAction action,
                    const Refusal& refusal) {
    const std::vector<ParcelUnits> units = units_of(change.task);
    const UnitState from = unit_state_in(change.task.state);
    const FulfillmentOrder asked = change.task;
    change.task.refusal = refusal.reason;
    ++change.order.refusals;
    OMS_CHECK(change.act(needs_decision(change.order) ? FulfillmentAction::give_up : action));
    OMS_CHECK(change.move(units, from, UnitState::unallocated));
    OMS_CHECK(change.drop_parcel());
    exclude(change.order, asked.location_id);
    // Nobody of those that it was offered to has answered either.
    if (action == FulfillmentAction::withdraw) {
        for (const ParcelOffer& offer : asked.offers)
            exclude(change.order, offer.location_id);
    }
    for (const ParcelUnits& some : units) {
        const bool meant =
            refusal.line_nos.empty() || std::find(refusal.line_nos.begin(), refusal.line_nos.end(),
                                                  some.line_no) != refusal.line_nos.end();
        if (!meant) continue;
        const Sku& sku = find_line(asked, some.line_no)->sku;
        OMS_CHECK(book_finding(unit, asked, sku, some.quantity, refusal.reason));
        spread(unit, asked, sku, refusal.reason, refusal.cascade);
    }
    if (!needs_decision(change.order))
        unit.set(allocation_timer(change.order.order_id, unit.now()));
    return {};
}

}  // namespace

Result<void> RejectTask::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::reject));
    for (const std::int64_t line_no : refusal_.line_nos) {
        if (find_line(change.task, line_no) != nullptr) continue;
        Error error{Reason::illegal_transition, "not a line of the task", {}, {}, {}, false};
        error.preconditions.push_back(
            {"LINE", std::to_string(line_no), "the task has no such line"});
        return fail(std::move(error));
    }
    return refuse(unit, change, FulfillmentAction::reject, refusal_);
}

Result<void> FallShort::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(take_lease(unit, change));
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::fall_short));
    const std::vector<ParcelUnits> units{units_};
    OMS_CHECK(change.give_up(units, Removal::fall_short));
    OMS_CHECK(change.act(FulfillmentAction::fall_short));
    OMS_CHECK(change.move(units, UnitState::picking, UnitState::unallocated));
    const Sku& sku = find_line(change.task, units_.line_no)->sku;
    OMS_CHECK(book_finding(unit, change.task, sku, units_.quantity, reason_));
    spread(unit, change.task, sku, reason_, cascade_);
    exclude(change.order, change.task.location_id);
    unit.set(allocation_timer(change.order.order_id, unit.now()));
    if (units_of(change.task).empty()) return change.act(FulfillmentAction::cancel);
    const bool delivers = change.task.method == FulfillmentMethod::ship;
    if (!change.order.keep_together || !delivers || asked_units(change.order, units_.line_no) > 0)
        return {};
    // The rest waits at the location until the customer has said whether it may go alone.
    OrderChoice choice;
    choice.reason = ChoiceReason::split_forbidden;
    choice.location_id = change.task.location_id;
    choice.fulfillment_order_id = change.task.fulfillment_order_id;
    choice.units = units;
    offer(choice, {orders::plain_option(change.order, ChoiceOptionKind::split),
                   orders::plain_option(change.order, ChoiceOptionKind::cancel)});
    orders::open_choice(unit, change.order, std::move(choice));
    return {};
}

Result<void> RetryTask::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(change.act(FulfillmentAction::retry));
    change.order.refusals = 0;
    change.order.exclusions.clear();
    change.plan_changed();
    unit.set(allocation_timer(change.order.order_id, unit.now()));
    return {};
}

Result<std::string> WithdrawTask::run(UnitOfWork& unit) {
    const auto id = FulfillmentOrderId::trusted(timer_.subject);
    const FulfillmentOrder* task = unit.fulfillment_orders.find(id);
    const bool waits = task != nullptr && task->accept_by && *task->accept_by == timer_.due;
    if (!waits) {
        unit.unset(timer_);
        return std::string();
    }
    if (unit.now() < timer_.due) return std::string();
    OMS_TRY(TaskChange change, TaskChange::begin(unit, header().actor, id, 0));
    OMS_CHECK(
        refuse(unit, change, FulfillmentAction::withdraw, {RefusalReason::no_answer, {}, false}));
    OMS_CHECK(change.finish());
    return std::string();
}

}  // namespace oms::fulfilling
