#include "services/pickups/pickup_timers.hpp"

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "services/effects/plan_effects.hpp"

namespace oms::pickups {

Timer expiry_timer(const Pickup& pickup) {
    return {pickup.hold_until.value_or(Timestamp{}), TimerKind::pickup_expiry,
            pickup.pickup_id.str()};
}

Timer reminder_timer(const UnitOfWork& unit, const Pickup& pickup, std::size_t index) {
    const Location* location = unit.locations.find(pickup.location_id);
    OMS_REQUIRE(location != nullptr && pickup.ready_time);
    return {unit.times().days_later(*location, *pickup.ready_time, reminder_days.at(index)),
            TimerKind::pickup_reminder, fmt::format("{}/{}", pickup.pickup_id.str(), index)};
}

void tell_customer(UnitOfWork& unit, const Pickup& pickup, TemplateKey key) {
    effects::plan_notice(unit, pickup.order_id, pickup.channel_id, key, pickup.pickup_id.str());
}

Timer alert_timer(const Pickup& pickup) {
    return {pickup.arrival_time.value_or(Timestamp{}) + arrival_alert_time,
            TimerKind::arrival_alert, pickup.pickup_id.str()};
}

void end_arrival(UnitOfWork& unit, Pickup& pickup) {
    if (pickup.arrival_time) unit.unset(alert_timer(pickup));
    pickup.arrival_time.reset();
    pickup.arrival_place.clear();
}

void begin_hold(UnitOfWork& unit, Pickup& pickup) {
    const Location* location = unit.locations.find(pickup.location_id);
    OMS_REQUIRE(location != nullptr);
    pickup.ready_time = unit.now();
    pickup.hold_until =
        unit.times().hold_until(*location, unit.now(), location->fulfillment.pickup_hold_days);
    unit.set(expiry_timer(pickup));
    for (std::size_t i = 0; i < reminder_days.size(); ++i) {
        const Timer reminder = reminder_timer(unit, pickup, i);
        if (reminder.due < *pickup.hold_until) unit.set(reminder);
    }
}

void forget_timers(UnitOfWork& unit, const Pickup& pickup) {
    if (!pickup.ready_time || !pickup.hold_until) return;
    unit.unset(expiry_timer(pickup));
    for (std::size_t i = 0; i < reminder_days.size(); ++i)
        unit.unset(reminder_timer(unit, pickup, i));
}

namespace {

void write_codes(UnitOfWork& unit, const Pickup& pickup, const PickupId& owner) {
    for (const PickupHolder& holder : pickup.holders) {
        if (!holder.active) continue;
        const PickupCodeKey key = unit.codes().key_of(pickup, holder);
        if (!unit.pickup_codes.is_loaded(key)) unit.pickup_codes.load(key, std::nullopt);
        unit.pickup_codes.put(key, {owner, holder.holder_no});
    }
}

}  // namespace

void remember_codes(UnitOfWork& unit, const Pickup& pickup) {
    if (pickup.state == PickupState::ready) write_codes(unit, pickup, pickup.pickup_id);
}

void forget_codes(UnitOfWork& unit, const Pickup& pickup) {
    if (pickup.ready_time) write_codes(unit, pickup, {});
}

void end_pickup(UnitOfWork& unit, Pickup& pickup) {
    end_arrival(unit, pickup);
    forget_timers(unit, pickup);
    forget_codes(unit, pickup);
}

}  // namespace oms::pickups
