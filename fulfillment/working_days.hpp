#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "fulfillment/local_time.hpp"

namespace oms::fulfillment {

// The days on which a carrier moves goods.
struct WorkingDays {
    std::array<bool, 7> weekdays{true, true, true, true, true, false, false};  // from Monday
    std::vector<LocalDate> holidays;                                           // ascending

    bool works_on(LocalDate date) const;
    // The `days`-th working day after `date`; for 0 days the first working day from `date` on.
    // Nothing when there is none within 400 days. Requires: days >= 0.
    std::optional<LocalDate> add(LocalDate date, std::int64_t days) const;
    friend bool operator==(const WorkingDays&, const WorkingDays&) = default;
};

}  // namespace oms::fulfillment
