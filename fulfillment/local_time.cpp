#include "fulfillment/local_time.hpp"

#include <charconv>

#include <fmt/format.h>

#include "domain/text.hpp"

namespace oms::fulfillment {
namespace {

// Of text that is known to be digits.
int number(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

}  // namespace

Weekday weekday_of(LocalDate date) {
    return static_cast<Weekday>(std::chrono::weekday{date}.iso_encoding() - 1);
}

LocalDate date_of(LocalTime time) {
    return std::chrono::floor<std::chrono::days>(time);
}

LocalTime at_minute(LocalDate date, std::int64_t minute) {
    return LocalTime{date.time_since_epoch()} + std::chrono::minutes{minute};
}

std::optional<LocalDate> parse_date(std::string_view text) {
    if (!is_iso_date(text)) return std::nullopt;
    return LocalDate{std::chrono::year{number(text.substr(0, 4))} /
                     std::chrono::month{static_cast<unsigned>(number(text.substr(5, 2)))} /
                     std::chrono::day{static_cast<unsigned>(number(text.substr(8, 2)))}};
}

std::string date_text(LocalDate date) {
    const std::chrono::year_month_day parts{date};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()),
                       static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
}

std::string local_text(LocalTime time) {
    const LocalDate date = date_of(time);
    const auto second = std::chrono::floor<std::chrono::seconds>(time - at_minute(date, 0)).count();
    return fmt::format("{} {:02}:{:02}:{:02}", date_text(date), second / 3600, second / 60 % 60,
                       second % 60);
}

}  // namespace oms::fulfillment
