#include "fulfillment/deadlines.hpp"

#include "domain/contract.hpp"

namespace oms::fulfillment {
namespace {

constexpr int days_searched = 400;

}  // namespace

std::optional<Timestamp> accept_by(const Calendar& calendar, Timestamp now,
                                   std::int64_t opening_minutes) {
    OMS_REQUIRE(opening_minutes >= 0);
    return calendar.add_opening(now, std::chrono::minutes{opening_minutes});
}

std::optional<Timestamp> hold_until(const Calendar& calendar, Timestamp ready_at,
                                    std::int64_t days) {
    OMS_REQUIRE(days >= 0);
    LocalDate date = date_of(calendar.zone().local(ready_at)) + std::chrono::days{days};
    for (int day = 0; day < days_searched; ++day, date += std::chrono::days{1}) {
        const auto open = calendar.open_on(date);
        // Ready after today's closing time: it waits until the next.
        if (!open.empty() && open.back().until > ready_at) return open.back().until;
    }
    return std::nullopt;
}

Timestamp reminder_at(const Calendar& calendar, Timestamp ready_at, std::int64_t days) {
    OMS_REQUIRE(days >= 1);
    const TimeZone& zone = calendar.zone();
    return zone.utc(zone.local(ready_at) + std::chrono::days{days});
}

}  // namespace oms::fulfillment
