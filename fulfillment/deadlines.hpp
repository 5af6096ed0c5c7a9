#pragma once

#include <cstdint>
#include <optional>

#include "fulfillment/calendar.hpp"

namespace oms::fulfillment {

// Until when a location may accept what it was given at `now`: after `opening_minutes` minutes of
// its opening hours. Nothing when it does not open for so long within 400 days.
// Requires: opening_minutes >= 0.
std::optional<Timestamp> accept_by(const Calendar& calendar, Timestamp now,
                                   std::int64_t opening_minutes);

// Until when goods ready at `ready_at` wait for the customer: the last closing time of the local
// date `days` days later, or of the next date that is open; midnight after that date where a
// location is open day and night. Always later than `ready_at`. Nothing when it does not open
// within 400 days of that date. Requires: days >= 0.
std::optional<Timestamp> hold_until(const Calendar& calendar, Timestamp ready_at,
                                    std::int64_t days);

// When the customer is reminded: the local date `days` days later, at the time of day of
// `ready_at`, open or closed, since it is a message. A time that clocks skip that day is the moment
// they go forward; one that comes twice is its first. Requires: days >= 1.
Timestamp reminder_at(const Calendar& calendar, Timestamp ready_at, std::int64_t days);

}  // namespace oms::fulfillment
