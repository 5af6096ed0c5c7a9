#pragma once

#include <cstdint>
#include <string>

#include "domain/enum_text.hpp"
#include "domain/time.hpp"

namespace oms {

enum class TimerKind : std::uint8_t {
    cart_hold_expiry,
    order_hold_expiry,
    release_waiting,       // units of a SKU may have become free for those who wait
    repromise_waiting,     // the supply that those who wait were promised has changed
    wake_waiting,          // other rules are in force: whoever waits may be routed by now
    acceptance_timeout,    // a location has not accepted a task in time
    cancel_timeout,        // nor said whether units can be given back
    allocate_order,        // units of an order that a location has refused come from elsewhere
    pickup_reminder,       // ready goods wait
    pickup_expiry,         // and nobody has come
    resolve_shortage,      // fewer units are at a location than are reserved there
    arrival_alert,         // a customer has waited outside for a while
    choice_timeout,        // the customer has not answered in time
    location_closing,      // what a closed location has to do is done elsewhere
    location_opening,      // a closed location opens again
    return_expiry,         // what was announced to come back has not come
    authorization_expiry,  // what holds a customer's money for an order lapses, or soon will
    payment_deadline,      // nobody has paid for an order that is held for it
    transfer_late,         // a transfer has not come by when it was to
};
template <>
struct EnumText<TimerKind> {
    static constexpr std::array<std::string_view, 19> names{
        "cart_hold_expiry",     "order_hold_expiry",  "release_waiting",  "repromise_waiting",
        "wake_waiting",         "acceptance_timeout", "cancel_timeout",   "allocate_order",
        "pickup_reminder",      "pickup_expiry",      "resolve_shortage", "arrival_alert",
        "choice_timeout",       "location_closing",   "location_opening", "return_expiry",
        "authorization_expiry", "payment_deadline",   "transfer_late"};
};

// Something to do at a time. A row, so that a restart forgets nothing; the command it becomes
// removes it. `subject` is the aggregate id; for what waits, see domain/waiting_queue.hpp.
struct Timer {
    Timestamp due;
    TimerKind kind = TimerKind::cart_hold_expiry;
    std::string subject;
    friend bool operator==(const Timer&, const Timer&) = default;
};

// A timer that a command sets or removes.
struct TimerChange {
    Timer timer;
    bool set = true;
};

}  // namespace oms
