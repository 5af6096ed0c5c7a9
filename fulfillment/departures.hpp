#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "fulfillment/calendar.hpp"

namespace oms::fulfillment {

// A regular handover on one weekday; minutes after local midnight, 0 <= cut off <= leaves <= 1440.
struct Departure {
    Weekday weekday = Weekday::monday;
    std::int64_t cut_off_minute = 0;
    std::int64_t leaves_minute = 0;
    friend bool operator==(const Departure&, const Departure&) = default;
};

// One handover to come.
struct NextDeparture {
    LocalDate date;
    Timestamp cut_off;
    Timestamp leaves;
    friend bool operator==(const NextDeparture&, const NextDeparture&) = default;
};

// The same departure on each of the weekdays given.
std::vector<Departure> on_weekdays(std::initializer_list<Weekday> weekdays,
                                   std::int64_t cut_off_minute, std::int64_t leaves_minute);

// The first departure whose cut-off is not before `ready`: a cut-off of 16:00 takes in what is
// ready at 16:00:00 sharp. A date on which the location does not work has none; one on which it
// closes early cuts off when it closes. Nothing within 60 days: nothing.
std::optional<NextDeparture> next_departure(const std::vector<Departure>& departures,
                                            const Calendar& calendar, Timestamp ready);

}  // namespace oms::fulfillment
