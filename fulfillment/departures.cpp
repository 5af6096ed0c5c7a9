#include "fulfillment/departures.hpp"

#include <algorithm>

namespace oms::fulfillment {

std::vector<Departure> on_weekdays(std::initializer_list<Weekday> weekdays,
                                   std::int64_t cut_off_minute, std::int64_t leaves_minute) {
    std::vector<Departure> departures;
    for (const Weekday weekday : weekdays)
        departures.push_back({weekday, cut_off_minute, leaves_minute});
    return departures;
}

std::optional<NextDeparture> next_departure(const std::vector<Departure>& departures,
                                            const Calendar& calendar, Timestamp ready) {
    constexpr int days_searched = 60;
    const TimeZone& zone = calendar.zone();
    LocalDate date = date_of(zone.local(ready));
    for (int day = 0; day < days_searched; ++day, date += std::chrono::days{1}) {
        const auto closes = calendar.closes_on(date);
        if (!closes) continue;
        std::optional<NextDeparture> best;
        for (const Departure& departure : departures) {
            if (departure.weekday != weekday_of(date)) continue;
            const std::int64_t minute = std::min(departure.cut_off_minute, *closes);
            const NextDeparture next{date, zone.utc(at_minute(date, minute)),
                                     zone.utc(at_minute(date, departure.leaves_minute))};
            if (next.cut_off < ready) continue;
            if (!best || next.leaves < best->leaves) best = next;
        }
        if (best) return best;
    }
    return std::nullopt;
}

}  // namespace oms::fulfillment
