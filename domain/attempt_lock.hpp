#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "domain/time.hpp"

namespace oms {

// In any `window` at most `attempts` wrong ones: the last of them locks until `window` has passed
// since. A window holds its beginning and not its end.
struct AttemptLimit {
    std::size_t attempts = 0;
    Duration window{0};
};
using AttemptLimits = std::span<const AttemptLimit>;

// How often the code of one order may be tried wrongly. The day is any 24 hours.
inline constexpr std::array<AttemptLimit, 2> order_attempt_limits{
    {{5, std::chrono::minutes{15}}, {20, std::chrono::hours{24}}}
};
// How often one device may try wrongly, whatever the order.
inline constexpr std::array<AttemptLimit, 1> device_attempt_limits{{{20, std::chrono::hours{1}}}};

// The wrong attempts that one order or one device has made lately. While it is locked no code is
// looked at: only an ID check helps. Time never moves back here: an earlier `now` is taken for that
// of the last attempt.
struct AttemptLock {
    // Ascending; as many as the largest limit counts, at most.
    std::vector<Timestamp> wrong;
    friend bool operator==(const AttemptLock&, const AttemptLock&) = default;
};

// When it is open again, later than `now`; nothing when it is open.
std::optional<Timestamp> locked_until(const AttemptLock& lock, AttemptLimits limits, Timestamp now);

// Takes in a wrong attempt at `now` and answers like locked_until: a value when this attempt, or
// one before, locked it. An attempt while it is locked changes nothing. Requires: limits not empty,
// each of at least one attempt; the same at every call.
std::optional<Timestamp> count_wrong(AttemptLock& lock, AttemptLimits limits, Timestamp now);

}  // namespace oms
