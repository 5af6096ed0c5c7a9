#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "domain/opening_times.hpp"
#include "fulfillment/calendar.hpp"
#include "services/common/zone_cache.hpp"

namespace oms::fulfilling {

// Deadlines by the hours and the clocks of a location. Calendars are made once for each version of
// a location; a location whose hours cannot be read counts as always open. Any thread.
class LocationHours final : public OpeningTimes {
public:
    Timestamp after_opening(const Location& location, Timestamp from,
                            Duration amount) const override;
    Timestamp hold_until(const Location& location, Timestamp ready,
                         std::int64_t days) const override;
    Timestamp days_later(const Location& location, Timestamp from,
                         std::int64_t days) const override;
    Timestamp working_days_later(const Location& location, Timestamp from,
                                 std::int64_t days) const override;
    DaysBetween days_between(const Location& location, Timestamp from,
                             Timestamp until) const override;

private:
    using Calendar = std::shared_ptr<const fulfillment::Calendar>;
    // Null when its hours or its zone cannot be read.
    Calendar calendar_of(const Location& location) const;
    Calendar make(const Location& location) const;

    AlwaysOpen otherwise_;
    mutable std::mutex mutex_;
    ZoneCache zones_;
    // With the version of the location it was made of.
    mutable std::map<LocationId, std::pair<std::int64_t, Calendar>> calendars_;
};

}  // namespace oms::fulfilling
