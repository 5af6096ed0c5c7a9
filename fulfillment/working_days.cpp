#include "fulfillment/working_days.hpp"

#include <algorithm>

#include "domain/contract.hpp"

namespace oms::fulfillment {

bool WorkingDays::works_on(LocalDate date) const {
    return weekdays[static_cast<std::size_t>(weekday_of(date))] &&
           !std::binary_search(holidays.begin(), holidays.end(), date);
}

std::optional<LocalDate> WorkingDays::add(LocalDate date, std::int64_t days) const {
    OMS_REQUIRE(days >= 0);
    constexpr int days_searched = 400;
    if (days == 0 && works_on(date)) return date;
    std::int64_t left = std::max<std::int64_t>(days, 1);
    for (int day = 0; day < days_searched; ++day) {
        date += std::chrono::days{1};
        if (works_on(date) && --left == 0) return date;
    }
    return std::nullopt;
}

}  // namespace oms::fulfillment
