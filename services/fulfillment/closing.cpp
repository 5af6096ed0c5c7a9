#include "services/fulfillment/closing.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "domain/waiting_queue.hpp"
#include "services/effects/plan_effects.hpp"
#include "services/fulfillment/allocate_order.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/fulfillment/task_change.hpp"
#include "services/orders/order_change.hpp"
#include "services/pickups/pickup_timers.hpp"

namespace oms::fulfilling {
namespace {

const Actor& closer() {
    static const Actor actor = system_actor("closing");
    return actor;
}

// The location does not do it: as a refusal that is nobody's fault.
Result<void> send_elsewhere(UnitOfWork& unit, const FulfillmentOrderId& id, bool own) {
    const FulfillmentOrder* found = unit.fulfillment_orders.find(id);
    if (found == nullptr ||
        !next(fulfillment_transitions, found->state, FulfillmentAction::reject) ||
        (!own && !is_untouched(*found)))
        return {};
    OMS_TRY(TaskChange change, TaskChange::begin(unit, closer(), id, 0));
    const std::vector<ParcelUnits> units = units_of(change.task);
    const UnitState from = unit_state_in(change.task.state);
    change.task.refusal = RefusalReason::closed;
    OMS_CHECK(change.act(FulfillmentAction::reject));
    OMS_CHECK(change.move(units, from, UnitState::unallocated));
    OMS_CHECK(change.drop_parcel());
    unit.set(allocation_timer(change.order.order_id, unit.now()));
    return change.finish();
}

// What is to leave the location, or to come to it, and is not released.
Result<void> unplan(UnitOfWork& unit, const OrderId& id, const LocationId& location) {
    const Order* found = unit.orders.find(id);
    if (found == nullptr) return {};
    Order order = *found;
    const std::vector<OrderParcel> before = order.parcels;
    std::vector<UnitMove> moves;
    for (const OrderParcel& parcel : with_unplanned(order)) {
        const bool is_meant =
            parcel.fulfillment_order_id.empty() &&
            (parcel.location_id == location || parcel.pickup_location == location);
        if (!is_meant) continue;
        for (const ParcelUnits& units : parcel.units)
            moves.push_back({units.line_no, UnitState::allocated, UnitState::unallocated,
                             units.quantity, parcel.location_id});
        std::erase(order.parcels, parcel);
    }
    if (moves.empty()) return {};
    OMS_CHECK(apply_moves(order, moves));
    OMS_CHECK(orders::free_reserved(unit, order, moves));
    unit.give_back_work(before, order.parcels);
    orders::tell(unit, order, OrderUnitsMoved{{}, std::move(moves)});
    orders::tell(unit, order, OrderPlanChanged{order.parcels, order.refusals, order.exclusions});
    OMS_CHECK(update_pickups(unit, order));
    unit.set(allocation_timer(id, unit.now()));
    unit.orders.put(id, std::move(order));
    return {};
}

OpeningTimes::DaysBetween days_closed(const UnitOfWork& unit, const Location& location) {
    return unit.times().days_between(location, location.closure->from, location.closure->until);
}

// What changed after the closing began was done for it, or in spite of it.
bool is_before(Timestamp update_time, const Location& location) {
    return update_time < location.closure->from;
}

Result<void> delay(UnitOfWork& unit, const FulfillmentOrderId& id, const Location& location) {
    const FulfillmentOrder* found = unit.fulfillment_orders.find(id);
    if (found == nullptr || found->state != FulfillmentState::packed || !found->promised_by ||
        !is_before(found->update_time, location))
        return {};
    OMS_TRY(TaskChange change, TaskChange::begin(unit, closer(), id, 0));
    const std::int64_t days = days_closed(unit, location).working_days;
    const Timestamp by = unit.times().working_days_later(location, *found->promised_by, days);
    change.task.promised_by = by;
    if (change.task.arrive_by) {
        // It is late with notice: it is looked for that much later.
        unit.unset(late_timer(change.task));
        change.task.arrive_by =
            unit.times().working_days_later(location, *change.task.arrive_by, days);
        unit.set(late_timer(change.task));
    }
    for (OrderParcel& parcel : change.order.parcels) {
        if (parcel.fulfillment_order_id != id) continue;
        parcel.promised_by = by;
        parcel.arrive_by = change.task.arrive_by;
    }
    OMS_CHECK(change.act(FulfillmentAction::delay));
    effects::plan_notice(unit, change.order.order_id, change.order.channel_id,
                         TemplateKey::shipment_late, id.str());
    change.plan_changed();
    return change.finish();
}

Result<void> keep_longer(UnitOfWork& unit, const PickupId& id, const Location& location) {
    const Pickup* found = unit.pickups.find(id);
    if (found == nullptr || found->state != PickupState::ready || !found->hold_until ||
        !is_before(found->update_time, location))
        return {};
    Pickup pickup = *found;
    OMS_CHECK(advance(pickup, PickupAction::extend));
    unit.unset(pickups::expiry_timer(pickup));
    pickup.hold_until =
        unit.times().hold_until(location, *pickup.hold_until, days_closed(unit, location).days);
    unit.set(pickups::expiry_timer(pickup));
    tell(unit, pickup, PickupAction::extend);
    unit.pickups.put(id, std::move(pickup));
    return {};
}

// One page of tasks of the states: their ids, and whether there are more.
Result<ClosingRead> read_tasks(ReadSession& session, const ClosingRound& round, bool incoming,
                               std::vector<FulfillmentState> states) {
    TaskQuery query;
    query.location_id = round.location_id;
    query.incoming = incoming;
    query.states = std::move(states);
    query.limit = most_in_round + 1;
    if (round.after)
        query.after = {round.after->first, FulfillmentOrderId::trusted(round.after->second)};
    OMS_TRY(std::vector<FulfillmentOrder> tasks, session.fulfillment_orders(query, closer()));
    ClosingRead read;
    read.more = std::cmp_greater(tasks.size(), most_in_round);
    if (read.more) tasks.pop_back();
    for (const FulfillmentOrder& task : tasks)
        read.tasks.push_back(task.fulfillment_order_id);
    if (read.more) read.last = {due_of(tasks.back()), tasks.back().fulfillment_order_id.str()};
    return read;
}

Result<ClosingRead> read_pickups(ReadSession& session, const ClosingRound& round,
                                 PickupState state) {
    PickupQuery query;
    query.location_id = round.location_id;
    query.states = {state};
    query.limit = most_in_round + 1;
    if (round.after) query.after = {round.after->first, PickupId::trusted(round.after->second)};
    OMS_TRY(std::vector<Pickup> pickups, session.pickups(query, closer()));
    ClosingRead read;
    read.more = std::cmp_greater(pickups.size(), most_in_round);
    if (read.more) pickups.pop_back();
    for (const Pickup& pickup : pickups) {
        read.pickups.push_back(pickup.pickup_id);
        read.orders.push_back(pickup.order_id);
    }
    if (read.more) read.last = {due_of(pickups.back()), pickups.back().pickup_id.str()};
    return read;
}

}  // namespace

std::string to_text(const ClosingRound& round) {
    std::string text = fmt::format("{} {} {}", round.location_id.str(),
                                   static_cast<std::int64_t>(round.phase), round.round);
    if (round.after)
        text += fmt::format(" {} {}", to_unix_micros(round.after->first), round.after->second);
    return text;
}

Result<ClosingRound> closing_round_of(const std::string& text) {
    std::array<char, 65> location{};
    std::array<char, 65> id{};
    long long phase = 0;
    long long number = 0;
    long long due = 0;
    const int read = std::sscanf(text.c_str(), "%64s %lld %lld %lld %64s", location.data(), &phase,
                                 &number, &due, id.data());
    if ((read != 3 && read != 5) || phase < 0 || phase >= closing_phases)
        return fail(Reason::corrupt_row, "a timer's subject is no closing: " + text);
    ClosingRound round;
    round.location_id = LocationId::trusted(location.data());
    round.phase = static_cast<ClosingPhase>(phase);
    round.round = number;
    if (read == 5) round.after = {from_unix_micros(due), id.data()};
    return round;
}

Result<ClosingRead> read_closing(ReadSession& session, const ClosingRound& round) {
    using enum FulfillmentState;
    switch (round.phase) {
        case ClosingPhase::own_tasks:
            return read_tasks(session, round, false, {released, accepted, picking});
        case ClosingPhase::incoming_tasks:
            return read_tasks(session, round, true, {released, accepted, picking});
        case ClosingPhase::planned_orders: {
            ClosingRead read;
            OMS_TRY(read.orders, session.planned_orders(round.location_id, most_in_round));
            read.more = std::cmp_greater_equal(read.orders.size(), most_in_round);
            return read;
        }
        case ClosingPhase::waiting_pickups:
            return read_pickups(session, round, PickupState::preparing);
        case ClosingPhase::packed_tasks:
            return read_tasks(session, round, false, {packed});
        case ClosingPhase::ready_pickups:
            return read_pickups(session, round, PickupState::ready);
    }
    return fail(Reason::corrupt_row, "a closing in no known phase");
}

void CloseRound::name_keys(KeySet& keys) const {
    keys.locations.push_back(round_.location_id);
    keys.fulfillment_orders.insert(keys.fulfillment_orders.end(), read_.tasks.begin(),
                                   read_.tasks.end());
    keys.orders.insert(keys.orders.end(), read_.orders.begin(), read_.orders.end());
    keys.pickups.insert(keys.pickups.end(), read_.pickups.begin(), read_.pickups.end());
}

Result<void> CloseRound::work(UnitOfWork& unit, const Location& location) const {
    for (const FulfillmentOrderId& id : read_.tasks) {
        if (round_.phase == ClosingPhase::packed_tasks) {
            OMS_CHECK(delay(unit, id, location));
        } else {
            OMS_CHECK(send_elsewhere(unit, id, round_.phase == ClosingPhase::own_tasks));
        }
    }
    if (round_.phase == ClosingPhase::ready_pickups) {
        for (const PickupId& id : read_.pickups)
            OMS_CHECK(keep_longer(unit, id, location));
        return {};
    }
    for (const OrderId& id : read_.orders)
        OMS_CHECK(unplan(unit, id, location.location_id));
    return {};
}

void CloseRound::go_on(UnitOfWork& unit) const {
    ClosingRound next = round_;
    ++next.round;
    next.after = read_.last;
    if (!read_.more) {
        const std::int64_t phase = static_cast<std::int64_t>(round_.phase) + 1;
        if (phase == closing_phases) return;
        next.phase = static_cast<ClosingPhase>(phase);
        next.after.reset();
    }
    unit.set({timer_.due, TimerKind::location_closing, to_text(next)});
}

Result<std::string> CloseRound::run(UnitOfWork& unit) {
    unit.unset(timer_);
    const Location* location = unit.locations.find(round_.location_id);
    if (location == nullptr || !is_closed(location->closure, unit.now())) return std::string();
    const Location closed = *location;
    OMS_CHECK(work(unit, closed));
    go_on(unit);
    return std::string();
}

void OpenLocation::plan(const PlanningView& view) {
    const auto rules = view.facts().rules();
    publications_ = rules ? rules->publications : 0;
}

Result<std::string> OpenLocation::run(UnitOfWork& unit) {
    unit.unset(timer_);
    unit.set(wake_timer(unit.now(), publications_, 0, {}));
    return std::string();
}

}  // namespace oms::fulfilling
