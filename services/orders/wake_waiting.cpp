#include "services/orders/wake_waiting.hpp"

#include <algorithm>
#include <chrono>
#include <memory>

namespace oms::orders {
namespace {

constexpr std::chrono::seconds until_followed{1};

}  // namespace

void WakeWaiting::plan(const PlanningView& view) {
    const std::shared_ptr<const RulesInForce> rules = view.facts().rules();
    is_newest_ = !rules || rules->publications <= round_.publications;
    is_followed_ = !rules || rules->version == sourcing_.rules_version();
}

Result<std::string> WakeWaiting::run(UnitOfWork& unit) {
    unit.unset(timer_);
    if (!is_newest_) return std::string();
    const auto again = [&](Timestamp due, const Sku& after) {
        unit.set(wake_timer(due, round_.publications, round_.round + 1, after));
    };
    if (!is_followed_) {
        again(unit.now() + until_followed, round_.after);
        return std::string();
    }
    const auto most = static_cast<std::size_t>(woken_at_once);
    for (std::size_t i = 0; i < std::min(skus_.size(), most); ++i)
        unit.set(release_timer(skus_[i], unit.now(), round_.publications));
    if (skus_.size() > most) again(timer_.due, skus_[most - 1]);
    return std::string();
}

}  // namespace oms::orders
