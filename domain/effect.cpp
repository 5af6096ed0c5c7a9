#include "domain/effect.hpp"

#include <algorithm>
#include <chrono>

namespace oms {

Duration effect_pause(std::int64_t attempts) {
    constexpr Duration first = std::chrono::seconds(5);
    constexpr Duration longest = std::chrono::minutes(15);
    const std::int64_t doublings = std::clamp<std::int64_t>(attempts - 1, 0, 10);
    return std::min(longest, first * (std::int64_t{1} << doublings));
}

Result<void> advance(Effect& effect, EffectAction action) {
    OMS_TRY(effect.state, advance(effect_transitions, effect.state, action));
    return {};
}

}  // namespace oms
