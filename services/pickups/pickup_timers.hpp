#pragma once

#include "domain/template_key.hpp"
#include "domain/unit_of_work.hpp"

// The deadlines of a pickup that is ready: reminders, and when goods go back to the shelf.
namespace oms::pickups {

// On which days after it was ready the customer is reminded.
inline constexpr std::array<std::int64_t, 2> reminder_days{2, 5};

Timer expiry_timer(const Pickup& pickup);
// Of the `index`th reminder; its subject is "pickup_id/index".
Timer reminder_timer(const UnitOfWork& unit, const Pickup& pickup, std::size_t index);

// A notice to the buyer about the pickup.
void tell_customer(UnitOfWork& unit, const Pickup& pickup, TemplateKey key);

// When staff are told that the customer still waits outside.
Timer alert_timer(const Pickup& pickup);
// Nobody waits outside any more.
void end_arrival(UnitOfWork& unit, Pickup& pickup);

// When goods first became ready: until when they wait, and the timers of it. The location must have
// been named.
void begin_hold(UnitOfWork& unit, Pickup& pickup);
void forget_timers(UnitOfWork& unit, const Pickup& pickup);

// Codes that may be told at the counter: of active holders, while goods wait.
void remember_codes(UnitOfWork& unit, const Pickup& pickup);
void forget_codes(UnitOfWork& unit, const Pickup& pickup);
// Nothing is left to collect: no timer and no code.
void end_pickup(UnitOfWork& unit, Pickup& pickup);

}  // namespace oms::pickups
