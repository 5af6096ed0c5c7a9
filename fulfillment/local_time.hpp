#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "domain/catalog.hpp"
#include "domain/time.hpp"

namespace oms::fulfillment {

// A date and a time as a clock on the wall shows them, in no zone of its own.
using LocalDate = std::chrono::local_days;
using LocalTime = std::chrono::local_time<Duration>;

inline constexpr std::int64_t minutes_per_day = 24 * 60;

Weekday weekday_of(LocalDate date);
LocalDate date_of(LocalTime time);
// The time `minute` minutes after midnight of `date`; 1440 is the next midnight.
LocalTime at_minute(LocalDate date, std::int64_t minute);
// YYYY-MM-DD; nothing for a date that does not exist.
std::optional<LocalDate> parse_date(std::string_view text);
std::string date_text(LocalDate date);
// YYYY-MM-DD HH:MM:SS.
std::string local_text(LocalTime time);

// Whole minutes since the Unix epoch, rounded up: a promise never names a minute that is too early.
constexpr std::int64_t epoch_minute(Timestamp time) {
    return std::chrono::ceil<std::chrono::minutes>(time).time_since_epoch().count();
}
constexpr Timestamp from_epoch_minute(std::int64_t minute) {
    return Timestamp{std::chrono::minutes{minute}};
}

}  // namespace oms::fulfillment
