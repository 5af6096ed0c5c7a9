#include "services/pickups/pickup_commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/fulfillment/task_change.hpp"
#include "services/orders/order_change.hpp"
#include "services/pickups/pickup_timers.hpp"

namespace oms::pickups {
namespace {

using fulfilling::tell;

Error refusal(Reason reason, std::string detail) {
    return {reason, std::move(detail), {}, {}, {}, false};
}

Result<void> check_units(const Pickup& pickup, const std::vector<ParcelUnits>& units) {
    for (const ParcelUnits& some : units) {
        std::int64_t ready = 0;
        for (const PickupLine& line : pickup.lines)
            ready += line.line_no == some.line_no ? line.ready : 0;
        if (some.quantity >= 1 && some.quantity <= ready) continue;
        return fail(Reason::illegal_transition,
                    fmt::format("collect does not apply: line {} has {} units ready, not {}",
                                some.line_no, ready, some.quantity));
    }
    return {};
}

}  // namespace

Result<std::string> PickupCommand::run(UnitOfWork& unit) {
    const Pickup* found = unit.pickups.find(request_.pickup_id);
    const Actor& actor = header().actor;
    if (found == nullptr || (!actor.channels.contains(found->channel_id) &&
                             !actor.locations.contains(found->location_id)))
        return fail(Reason::pickup_not_found, request_.pickup_id.str());
    if (request_.version != 0 && request_.version != found->head.sequence) {
        return fail(Reason::version_mismatch, fmt::format("the pickup is at version {}, not {}",
                                                          found->head.sequence, request_.version));
    }
    Pickup pickup = *found;
    const Result<void> changed = change(unit, pickup);
    if (changed || changed.error().keeps_changes) unit.pickups.put(request_.pickup_id, pickup);
    if (!changed) return fail(changed.error());
    return encode_(pickup, *unit.orders.find(pickup.order_id));
}

void CollectPickup::name_keys(KeySet& keys) const {
    PickupCommand::name_keys(keys);
    keys.devices.push_back(device());
}

DeviceId CollectPickup::device() const {
    return DeviceId::trusted(header().actor.principal + "/" + handover_.till);
}

bool CollectPickup::is_locked(const UnitOfWork& unit, const Pickup& pickup) const {
    const AttemptLock* here = unit.devices.find(device());
    return locked_until(pickup.attempts, order_attempt_limits, unit.now()) ||
           (here != nullptr && locked_until(*here, device_attempt_limits, unit.now()));
}

Error CollectPickup::count_wrong_code(UnitOfWork& unit, Pickup& pickup) const {
    static_cast<void>(count_wrong(pickup.attempts, order_attempt_limits, unit.now()));
    const AttemptLock* before = unit.devices.find(device());
    AttemptLock here = before == nullptr ? AttemptLock{} : *before;
    static_cast<void>(count_wrong(here, device_attempt_limits, unit.now()));
    unit.devices.put(device(), std::move(here));
    Error wrong = refusal(Reason::pickup_code_wrong, "not the code of this pickup");
    wrong.keeps_changes = true;
    return wrong;
}

Result<std::int64_t> CollectPickup::check_proof(UnitOfWork& unit, Pickup& pickup) const {
    if ((pickup.identity_required && !handover_.identity_checked) ||
        (pickup.age_required && !handover_.age_checked)) {
        Error error = refusal(Reason::proof_required, "an ID or age check is demanded");
        error.metadata.emplace_back("identity_required",
                                    pickup.identity_required ? "true" : "false");
        error.metadata.emplace_back("age_required", pickup.age_required ? "true" : "false");
        return fail(std::move(error));
    }
    // Without a code only an identity helps, or the word of who answers for the shop.
    if (handover_.code.empty()) {
        if (handover_.identity_checked && !handover_.reason.empty()) return 0;
        if (is_locked(unit, pickup))
            return fail(refusal(Reason::pickup_locked, "too many wrong codes"));
        if (handover_.reason.empty() || !header().actor.has(Role::admin)) {
            return fail(refusal(Reason::proof_required,
                                "without a code an ID must be checked and a reason given"));
        }
        return 0;
    }
    if (is_locked(unit, pickup))
        return fail(refusal(Reason::pickup_locked, "too many wrong codes"));
    const std::int64_t holder_no = unit.codes().holder_of(pickup, handover_.code);
    if (holder_no != 0) return holder_no;
    Error wrong = count_wrong_code(unit, pickup);
    OMS_CHECK(advance(pickup, PickupAction::count_wrong));
    tell(unit, pickup, PickupAction::count_wrong);
    if (locked_until(pickup.attempts, order_attempt_limits, unit.now()))
        tell_customer(unit, pickup, TemplateKey::pickup_code_locked);
    return fail(std::move(wrong));
}

Result<void> CollectPickup::hand_over(UnitOfWork& unit, const Pickup& pickup,
                                      const std::vector<ParcelUnits>& units) const {
    fulfilling::WantedUnits left = fulfilling::wanted_units(units);
    for (const FulfillmentOrder& task : unit.tasks_of(pickup.order_id)) {
        if (task.state != FulfillmentState::ready || task.location_id != pickup.location_id)
            continue;
        const std::vector<ParcelUnits> given = fulfilling::take_from(task, left);
        if (given.empty()) continue;
        OMS_TRY(fulfilling::TaskChange change,
                fulfilling::TaskChange::begin(unit, header().actor, task.fulfillment_order_id, 0));
        for (const ParcelUnits& some : given) {
            for (FulfillmentLine& line : change.task.lines)
                line.collected += line.line_no == some.line_no ? some.quantity : 0;
        }
        OMS_CHECK(change.move(given, UnitState::ready, UnitState::collected));
        OMS_CHECK(change.act(units_of(change.task).empty() ? FulfillmentAction::collect
                                                           : FulfillmentAction::collect_part));
        OMS_CHECK(change.finish(false));
    }
    const bool all_given =
        std::all_of(left.begin(), left.end(), [](const auto& line) { return line.second == 0; });
    if (!all_given)
        return fail(Reason::illegal_transition, "the goods are wanted back by their order");
    return {};
}

Result<void> CollectPickup::change(UnitOfWork& unit, Pickup& pickup) {
    if (pickup.state == PickupState::expired) {
        if (ready_units(pickup).empty())
            return fail(Reason::illegal_transition, "collect does not apply: all was put back");
    } else {
        OMS_CHECK(advance(pickup_transitions, pickup.state, PickupAction::collect));
    }
    const std::vector<ParcelUnits> units =
        handover_.units.empty() ? ready_units(pickup) : handover_.units;
    OMS_CHECK(check_units(pickup, units));
    OMS_TRY(const std::int64_t holder_no, check_proof(unit, pickup));
    const bool was_expired = pickup.state == PickupState::expired;
    if (was_expired) {
        OMS_CHECK(advance(pickup, PickupAction::revive));
        tell(unit, pickup, PickupAction::revive);
    }
    OMS_CHECK(hand_over(unit, pickup, units));
    Handover given;
    given.time = unit.now();
    given.clerk = handover_.clerk.empty() ? header().actor.principal : handover_.clerk;
    given.till = handover_.till;
    given.holder_no = holder_no;
    given.proof = holder_no != 0               ? PickupProof::code
                  : handover_.identity_checked ? PickupProof::identity
                                               : PickupProof::override_reason;
    given.identity_checked = handover_.identity_checked;
    given.age_checked = handover_.age_checked;
    given.units = units;
    if (!handover_.reason.empty()) {
        Order order = *unit.orders.find(pickup.order_id);
        given.text_id = orders::add_text(unit, order, PersonalKind::note, handover_.reason);
        orders::tell(unit, order, OrderNoted{given.text_id});
        unit.orders.put(pickup.order_id, std::move(order));
    }
    pickup.handovers.push_back(std::move(given));
    end_arrival(unit, pickup);
    update_lines(pickup, *unit.orders.find(pickup.order_id));
    const bool is_over =
        std::all_of(pickup.lines.begin(), pickup.lines.end(),
                    [](const PickupLine& line) { return line.collected == line.quantity; });
    const PickupAction action = is_over ? PickupAction::collect : PickupAction::collect_part;
    OMS_CHECK(advance(pickup, action));
    if (is_over) end_pickup(unit, pickup);
    tell(unit, pickup, action);
    tell_customer(unit, pickup, TemplateKey::pickup_collected);
    // What is left of an expired one is still to be put back.
    if (is_over || !was_expired) return {};
    OMS_CHECK(advance(pickup, PickupAction::expire));
    tell(unit, pickup, PickupAction::expire);
    return {};
}

Result<void> ExtendPickup::change(UnitOfWork& unit, Pickup& pickup) {
    OMS_CHECK(advance(pickup, PickupAction::extend));
    if (pickup.extended)
        return fail(Reason::illegal_transition, "extend does not apply: it was extended before");
    const Location* location = unit.locations.find(pickup.location_id);
    OMS_REQUIRE(location != nullptr && pickup.hold_until);
    unit.unset(expiry_timer(pickup));
    pickup.extended = true;
    pickup.hold_until = unit.times().hold_until(*location, *pickup.hold_until, days_);
    unit.set(expiry_timer(pickup));
    tell(unit, pickup, PickupAction::extend);
    return {};
}

Result<void> NameProxy::change(UnitOfWork& unit, Pickup& pickup) {
    OMS_CHECK(advance(pickup, PickupAction::name_proxy));
    forget_codes(unit, pickup);
    for (PickupHolder& holder : pickup.holders) {
        if (holder.holder_no > 1) holder.active = false;
    }
    if (!name_.empty()) {
        Order order = *unit.orders.find(pickup.order_id);
        PickupHolder proxy;
        proxy.holder_no = static_cast<std::int64_t>(pickup.holders.size()) + 1;
        proxy.personal_id = orders::add_text(unit, order, PersonalKind::note, name_);
        orders::tell(unit, order, OrderNoted{proxy.personal_id});
        unit.orders.put(pickup.order_id, std::move(order));
        pickup.holders.push_back(std::move(proxy));
    }
    remember_codes(unit, pickup);
    tell(unit, pickup, PickupAction::name_proxy);
    return {};
}

Result<void> ReissueCode::change(UnitOfWork& unit, Pickup& pickup) {
    OMS_CHECK(advance(pickup, PickupAction::reissue_code));
    if (find_holder(pickup, holder_no_) == nullptr)
        return fail(Reason::pickup_not_found, "nobody with that number may collect");
    forget_codes(unit, pickup);
    for (PickupHolder& holder : pickup.holders)
        holder.issue_no += holder.holder_no == holder_no_ ? 1 : 0;
    remember_codes(unit, pickup);
    tell(unit, pickup, PickupAction::reissue_code);
    return {};
}

Result<void> RecordArrival::change(UnitOfWork& unit, Pickup& pickup) {
    const PickupAction action = arrived_ ? PickupAction::arrive : PickupAction::leave;
    OMS_CHECK(advance(pickup, action));
    if (!arrived_ && !pickup.arrival_time)
        return fail(Reason::illegal_transition, "leave does not apply: nobody has arrived");
    end_arrival(unit, pickup);
    if (arrived_) {
        pickup.arrival_time = unit.now();
        pickup.arrival_place = place_;
        unit.set(alert_timer(pickup));
    }
    tell(unit, pickup, action);
    return {};
}

PickupId PickupTimer::pickup_id() const {
    return PickupId::trusted(timer_.subject.substr(0, timer_.subject.find('/')));
}

void PickupTimer::name_keys(KeySet& keys) const {
    keys.pickups.push_back(pickup_id());
}

PickupAction PickupTimer::action() const {
    if (timer_.kind == TimerKind::arrival_alert) return PickupAction::alert;
    return timer_.kind == TimerKind::pickup_expiry ? PickupAction::expire : PickupAction::remind;
}

bool PickupTimer::applies_to(const Pickup& pickup) const {
    if (timer_.kind == TimerKind::arrival_alert) {
        return next(pickup_transitions, pickup.state, PickupAction::alert) && pickup.arrival_time &&
               alert_timer(pickup).due == timer_.due;
    }
    return pickup.state == PickupState::ready &&
           (timer_.kind != TimerKind::pickup_expiry || pickup.hold_until == timer_.due);
}

Result<std::string> PickupTimer::run(UnitOfWork& unit) {
    const Pickup* found = unit.pickups.find(pickup_id());
    if (found == nullptr || !applies_to(*found)) {
        unit.unset(timer_);
        return std::string();
    }
    if (unit.now() < timer_.due) return std::string();
    unit.unset(timer_);
    Pickup pickup = *found;
    OMS_CHECK(advance(pickup, action()));
    tell(unit, pickup, action());
    if (action() == PickupAction::expire) tell_customer(unit, pickup, TemplateKey::pickup_expired);
    if (action() == PickupAction::remind) tell_customer(unit, pickup, TemplateKey::pickup_reminder);
    const PickupId id = pickup.pickup_id;
    unit.pickups.put(id, std::move(pickup));
    return std::string();
}

}  // namespace oms::pickups
