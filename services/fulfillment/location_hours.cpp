#include "services/fulfillment/location_hours.hpp"

#include "fulfillment/deadlines.hpp"
#include "fulfillment/working_days.hpp"

namespace oms::fulfilling {

Timestamp LocationHours::after_opening(const Location& location, Timestamp from,
                                       Duration amount) const {
    if (const Calendar calendar = calendar_of(location)) {
        if (const auto time = calendar->add_opening(from, amount)) return *time;
    }
    return otherwise_.after_opening(location, from, amount);
}

Timestamp LocationHours::hold_until(const Location& location, Timestamp ready,
                                    std::int64_t days) const {
    if (const Calendar calendar = calendar_of(location)) {
        if (const auto time = fulfillment::hold_until(*calendar, ready, days)) return *time;
    }
    return otherwise_.hold_until(location, ready, days);
}

Timestamp LocationHours::days_later(const Location& location, Timestamp from,
                                    std::int64_t days) const {
    if (const Calendar calendar = calendar_of(location))
        return fulfillment::reminder_at(*calendar, from, days);
    return otherwise_.days_later(location, from, days);
}

Timestamp LocationHours::working_days_later(const Location& location, Timestamp from,
                                            std::int64_t days) const {
    const Calendar calendar = calendar_of(location);
    if (!calendar || days == 0) return otherwise_.working_days_later(location, from, days);
    const fulfillment::LocalDate date = fulfillment::date_of(calendar->zone().local(from));
    const auto later = fulfillment::WorkingDays{}.add(date, days);
    if (!later) return otherwise_.working_days_later(location, from, days);
    return fulfillment::reminder_at(*calendar, from, (*later - date).count());
}

OpeningTimes::DaysBetween LocationHours::days_between(const Location& location, Timestamp from,
                                                      Timestamp until) const {
    const Calendar calendar = calendar_of(location);
    if (!calendar) return otherwise_.days_between(location, from, until);
    const fulfillment::WorkingDays carriers;
    fulfillment::LocalDate date = fulfillment::date_of(calendar->zone().local(from));
    const fulfillment::LocalDate last = fulfillment::date_of(calendar->zone().local(until));
    DaysBetween between;
    for (; date < last; date += std::chrono::days{1}) {
        ++between.days;
        between.working_days += carriers.works_on(date) ? 1 : 0;
    }
    return between;
}

LocationHours::Calendar LocationHours::calendar_of(const Location& location) const {
    const std::lock_guard lock(mutex_);
    auto& [version, calendar] = calendars_[location.location_id];
    if (version != location.head.sequence) {
        version = location.head.sequence;
        calendar = make(location);
    }
    return calendar;
}

LocationHours::Calendar LocationHours::make(const Location& location) const {
    const auto zone = zones_.find(location.time_zone);
    if (!zone) return nullptr;
    auto made = fulfillment::Calendar::make(zone, location.weekly_hours, location.hours_exceptions);
    if (!made) return nullptr;
    return std::make_shared<const fulfillment::Calendar>(*std::move(made));
}

}  // namespace oms::fulfilling
