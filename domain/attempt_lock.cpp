#include "domain/attempt_lock.hpp"

#include <algorithm>

#include "domain/contract.hpp"

namespace oms {
namespace {

Timestamp not_before_last(const AttemptLock& lock, Timestamp now) {
    return lock.wrong.empty() ? now : std::max(now, lock.wrong.back());
}

std::size_t most_counted(AttemptLimits limits) {
    std::size_t most = 0;
    for (const AttemptLimit& limit : limits) {
        OMS_REQUIRE(limit.attempts > 0);
        most = std::max(most, limit.attempts);
    }
    OMS_REQUIRE(most > 0);
    return most;
}

}  // namespace

std::optional<Timestamp> locked_until(const AttemptLock& lock, AttemptLimits limits,
                                      Timestamp now) {
    now = not_before_last(lock, now);
    std::optional<Timestamp> until;
    for (const AttemptLimit& limit : limits) {
        for (std::size_t last = limit.attempts - 1; last < lock.wrong.size(); ++last) {
            const Timestamp first = lock.wrong[last - (limit.attempts - 1)];
            if (lock.wrong[last] - first >= limit.window) continue;
            const Timestamp opens = lock.wrong[last] + limit.window;
            if (opens > now) until = std::max(until.value_or(opens), opens);
        }
    }
    return until;
}

std::optional<Timestamp> count_wrong(AttemptLock& lock, AttemptLimits limits, Timestamp now) {
    const std::size_t most = most_counted(limits);
    if (const auto until = locked_until(lock, limits, now)) return until;
    lock.wrong.push_back(not_before_last(lock, now));
    if (lock.wrong.size() > most) lock.wrong.erase(lock.wrong.begin());
    return locked_until(lock, limits, now);
}

}  // namespace oms
