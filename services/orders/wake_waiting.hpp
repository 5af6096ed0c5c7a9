#pragma once

#include <vector>

#include "domain/command.hpp"
#include "domain/sourcing.hpp"
#include "domain/waiting_queue.hpp"

namespace oms::orders {

// Queues that one command wakes.
inline constexpr std::int64_t woken_at_once = 200;

// What a due wake timer becomes, once other rules are in force: a release timer for every SKU that
// lines wait for, in rounds of woken_at_once, so that each queue is gone through by those rules. As
// long as `sourcing` does not follow them yet the timer comes again a second later; of several
// publications the newest does the work. Repeating it is harmless. Never refused.
class WakeWaiting final : public Command {
public:
    // `skus`: those after round.after that wait, one more than woken_at_once when there are more.
    WakeWaiting(Header header, Timer timer, WakeRound round, std::vector<Sku> skus,
                const Sourcing& sourcing)
        : Command(std::move(header)),
          timer_(std::move(timer)),
          round_(std::move(round)),
          skus_(std::move(skus)),
          sourcing_(sourcing) {}

    void plan(const PlanningView& view) override;
    void name_keys(KeySet&) const override {}
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Timer timer_;
    WakeRound round_;
    std::vector<Sku> skus_;
    const Sourcing& sourcing_;
    bool is_newest_ = true;
    bool is_followed_ = true;
};

}  // namespace oms::orders
