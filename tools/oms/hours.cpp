#include "tools/oms/hours.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "domain/text.hpp"
#include "tools/oms/text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace catalog = oms::catalog::v1;

constexpr int minutes_per_hour = 60;
constexpr int minutes_per_day = 1440;
constexpr int days_per_week = 7;
constexpr auto day_names =
    std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});

struct Span {
    int opens_minute;
    int closes_minute;
};

// 0 for Monday. Takes "Mon" and "Monday".
Outcome<int> parse_day(std::string_view text, const std::string& what) {
    const std::string word = lower_case(trimmed(text));
    for (int day = 0; day < days_per_week; ++day) {
        const std::string full =
            lower_case(catalog::Weekday_Name(day + 1)).substr(std::string("weekday_").size());
        if (word == day_names[static_cast<std::size_t>(day)] || word == full) return day;
    }
    return usage_error(fmt::format("{}: '{}' is no day such as Mon", what, text));
}

Outcome<std::vector<int>> parse_days(std::string_view text, const std::string& what) {
    std::vector<int> days;
    for (const std::string& range : split_text(text, ',')) {
        const auto ends = split_text(range, '-', 2);
        OMS_TRY(const int first, parse_day(ends.front(), what));
        OMS_TRY(const int last, parse_day(ends.back(), what));
        for (int day = first;; day = (day + 1) % days_per_week) {
            days.push_back(day);
            if (day == last) break;
        }
    }
    return days;
}

Outcome<int> parse_minute(std::string_view text, const std::string& what) {
    const auto parts = split_text(text, ':');
    if (parts.size() == 2 && parts[1].size() == 2) {
        const auto hour = parse_integer(parts[0], what);
        const auto minute = parse_integer(parts[1], what);
        const bool in_range = hour && minute && *hour >= 0 && *hour <= 24 && *minute >= 0 &&
                              *minute < minutes_per_hour;
        const std::int64_t total =
            in_range ? *hour * minutes_per_hour + *minute : minutes_per_day + 1;
        if (total <= minutes_per_day) return static_cast<int>(total);
    }
    return usage_error(fmt::format("{}: '{}' is no time of day such as 09:30", what, text));
}

Outcome<Span> parse_span(std::string_view text, const std::string& what) {
    OMS_TRY(const auto ends, parse_pair(text, '-', what, "OPENS-CLOSES, such as 10:00-20:00"));
    OMS_TRY(const int opens, parse_minute(ends.first, what));
    OMS_TRY(const int closes, parse_minute(ends.second, what));
    if (opens >= closes)
        return usage_error(fmt::format("{}: '{}' closes before it opens", what, text));
    return Span{opens, closes};
}

void add_opening(catalog::Weekday weekday, const Span& span, catalog::Location& location) {
    catalog::OpeningHours& hours = *location.add_weekly_hours();
    hours.set_weekday(weekday);
    hours.set_opens_minute(span.opens_minute);
    hours.set_closes_minute(span.closes_minute);
}

// `text` is what follows the date.
Outcome<void> add_exception(const std::string& date, std::string_view text, const std::string& what,
                            catalog::Location& location) {
    const auto words = split_text(trimmed(text), ' ', 2);
    catalog::HoursException exception;
    exception.set_date(date);
    if (words.size() == 2) exception.set_label(std::string(trimmed(words[1])));
    if (lower_case(words[0]) == "closed") {
        exception.set_closed(true);
    } else {
        OMS_TRY(const Span span, parse_span(words[0], what));
        exception.set_opens_minute(span.opens_minute);
        exception.set_closes_minute(span.closes_minute);
    }
    *location.add_hours_exceptions() = std::move(exception);
    return {};
}

}  // namespace

Outcome<void> add_weekly_hours(std::string_view text, catalog::Location& location) {
    const std::string what = "--hours";
    OMS_TRY(const auto parts, parse_pair(trimmed(text), ' ', what,
                                         "DAYS OPENS-CLOSES, such as 'Mon-Sat 10:00-20:00'"));
    OMS_TRY(const std::vector<int> days, parse_days(parts.first, what));
    std::vector<Span> spans;
    for (const std::string& part : split_text(parts.second, ',')) {
        OMS_TRY(const Span span, parse_span(trimmed(part), what));
        spans.push_back(span);
    }
    for (const int day : days) {
        for (const Span& span : spans)
            add_opening(static_cast<catalog::Weekday>(day + 1), span, location);
    }
    return {};
}

Outcome<void> add_hours_exception(std::string_view text, catalog::Location& location) {
    const std::string what = "--exception";
    OMS_TRY(const auto parts,
            parse_pair(trimmed(text), '=', what,
                       "DATE=closed or DATE=OPENS-CLOSES, such as 2026-12-25=closed"));
    return add_exception(parts.first, parts.second, what, location);
}

Outcome<void> add_hours_of_day(std::string_view text, catalog::Weekday weekday,
                               const std::string& what, catalog::Location& location) {
    if (text.empty() || lower_case(text) == "closed") return {};
    std::vector<Span> spans;
    for (const std::string& part : split_text(text, ' ')) {
        OMS_TRY(const Span span, parse_span(part, what));
        spans.push_back(span);
    }
    for (const Span& span : spans)
        add_opening(weekday, span, location);
    return {};
}

Outcome<void> add_exception_list(std::string_view text, const std::string& what,
                                 catalog::Location& location) {
    if (text.empty()) return {};
    for (const std::string& entry : split_text(text, ';')) {
        OMS_TRY(const auto parts,
                parse_pair(trimmed(entry), ' ', what,
                           "DATE closed or DATE OPENS-CLOSES, such as 2026-12-25 closed"));
        if (!is_iso_date(parts.first)) {
            return usage_error(
                fmt::format("{}: '{}' is no date such as 2026-12-25", what, parts.first));
        }
        OMS_CHECK(add_exception(parts.first, parts.second, what, location));
    }
    return {};
}

std::string span_text(int opens_minute, int closes_minute) {
    return fmt::format("{:02}:{:02}-{:02}:{:02}", opens_minute / minutes_per_hour,
                       opens_minute % minutes_per_hour, closes_minute / minutes_per_hour,
                       closes_minute % minutes_per_hour);
}

}  // namespace oms::cli
