#include "fulfillment/calendar.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms::fulfillment {
namespace {

constexpr int days_searched = 400;

bool is_opening(std::int64_t opens, std::int64_t closes) {
    return opens >= 0 && opens < closes && closes <= minutes_per_day;
}

// In order, and joined where they touch or overlap.
template <class Interval>
void normalize(std::vector<Interval>& intervals) {
    std::sort(intervals.begin(), intervals.end());
    std::vector<Interval> joined;
    for (const Interval& next : intervals) {
        if (!joined.empty() && next.first <= joined.back().second) {
            joined.back().second = std::max(joined.back().second, next.second);
        } else {
            joined.push_back(next);
        }
    }
    intervals = std::move(joined);
}

}  // namespace

Result<Calendar> Calendar::make(std::shared_ptr<const TimeZone> zone,
                                std::span<const OpeningHours> weekly,
                                std::span<const HoursException> exceptions) {
    OMS_REQUIRE(zone != nullptr);
    Calendar calendar;
    calendar.zone_ = std::move(zone);
    Error error{Reason::malformed_field, "opening hours", {}, {}, {}, false};
    for (std::size_t i = 0; i < weekly.size(); ++i) {
        if (!is_opening(weekly[i].opens_minute, weekly[i].closes_minute)) {
            error.fields.push_back({fmt::format("weekly_hours[{}]", i),
                                    "opens before it closes, within minutes 0 to 1440"});
            continue;
        }
        calendar.weekly_[static_cast<std::size_t>(weekly[i].weekday)].emplace_back(
            weekly[i].opens_minute, weekly[i].closes_minute);
    }
    if (weekly.empty())
        calendar.weekly_.fill({
            {0, minutes_per_day}
        });
    std::map<LocalDate, Hours> dates;
    std::vector<LocalDate> closed;
    for (std::size_t i = 0; i < exceptions.size(); ++i) {
        const HoursException& exception = exceptions[i];
        const auto date = parse_date(exception.date);
        if (!date) {
            error.fields.push_back(
                {fmt::format("hours_exceptions[{}].date", i), "a date that exists, as YYYY-MM-DD"});
            continue;
        }
        Hours& hours = dates[*date];
        if (exception.closed) {
            closed.push_back(*date);
        } else if (is_opening(exception.opens_minute, exception.closes_minute)) {
            hours.emplace_back(exception.opens_minute, exception.closes_minute);
        } else {
            error.fields.push_back({fmt::format("hours_exceptions[{}]", i),
                                    "opens before it closes, within minutes 0 to 1440"});
        }
    }
    if (!error.fields.empty()) return fail(std::move(error));
    for (const LocalDate date : closed)
        dates[date].clear();
    for (Hours& hours : calendar.weekly_)
        normalize(hours);
    for (auto& [date, hours] : dates) {
        normalize(hours);
        calendar.exceptions_.emplace_back(date, std::move(hours));
    }
    return calendar;
}

const Calendar::Hours& Calendar::hours_on(LocalDate date) const {
    const auto found = std::lower_bound(exceptions_.begin(), exceptions_.end(), date,
                                        [](const auto& e, LocalDate d) { return e.first < d; });
    if (found != exceptions_.end() && found->first == date) return found->second;
    return weekly_[static_cast<std::size_t>(weekday_of(date))];
}

std::vector<OpenInterval> Calendar::open_on(LocalDate date) const {
    std::vector<OpenInterval> open;
    for (const auto& [opens, closes] : hours_on(date)) {
        const OpenInterval next{zone_->utc(at_minute(date, opens)),
                                zone_->utc(at_minute(date, closes))};
        // Hours that clocks skip altogether last no time.
        if (next.from < next.until) open.push_back(next);
    }
    return open;
}

std::optional<std::int64_t> Calendar::closes_on(LocalDate date) const {
    const Hours& hours = hours_on(date);
    if (hours.empty()) return std::nullopt;
    return hours.back().second;
}

std::optional<Timestamp> Calendar::next_open(Timestamp time) const {
    LocalDate date = date_of(zone_->local(time));
    for (int day = 0; day < days_searched; ++day, date += std::chrono::days{1}) {
        for (const OpenInterval& open : open_on(date)) {
            if (open.until > time) return std::max(open.from, time);
        }
    }
    return std::nullopt;
}

bool Calendar::is_open(Timestamp time) const {
    return next_open(time) == time;
}

Duration Calendar::opening_between(Timestamp from, Timestamp until) const {
    OMS_REQUIRE(until - from <= std::chrono::days{days_searched});
    Duration sum{0};
    if (from >= until) return sum;
    const LocalDate last = date_of(zone_->local(until));
    for (LocalDate date = date_of(zone_->local(from)); date <= last; date += std::chrono::days{1}) {
        for (const OpenInterval& open : open_on(date)) {
            const Timestamp begin = std::max(open.from, from);
            const Timestamp end = std::min(open.until, until);
            if (begin < end) sum += end - begin;
        }
    }
    return sum;
}

std::optional<Timestamp> Calendar::add_opening(Timestamp from, Duration amount) const {
    OMS_REQUIRE(amount >= Duration{0});
    if (amount == Duration{0}) return from;
    LocalDate date = date_of(zone_->local(from));
    for (int day = 0; day < days_searched; ++day, date += std::chrono::days{1}) {
        for (const OpenInterval& open : open_on(date)) {
            const Timestamp begin = std::max(open.from, from);
            if (begin >= open.until) continue;
            if (open.until - begin >= amount) return begin + amount;
            amount -= open.until - begin;
        }
    }
    return std::nullopt;
}

}  // namespace oms::fulfillment
