#include "services/orders/waiting_timers.hpp"

#include <utility>

#include "services/orders/release_waiting.hpp"
#include "services/orders/repromise_waiting.hpp"
#include "services/orders/wake_waiting.hpp"

namespace oms::orders {

Result<std::unique_ptr<Command>> waiting_command(Command::Header header, const Timer& timer,
                                                 ReadSession& session, const Sourcing& sourcing) {
    if (timer.kind == TimerKind::wake_waiting) {
        OMS_TRY(WakeRound wake, wake_round_of(timer.subject));
        OMS_TRY(std::vector<Sku> skus, session.waiting_skus(wake.after, woken_at_once + 1));
        return std::make_unique<WakeWaiting>(std::move(header), timer, std::move(wake),
                                             std::move(skus), sourcing);
    }
    OMS_TRY(QueueRound round, queue_round_of(timer.subject));
    if (timer.kind == TimerKind::release_waiting) {
        OMS_TRY(WaitingPage page,
                session.waiting_queue(round.sku, round.skipped, released_at_once));
        return std::make_unique<ReleaseWaiting>(std::move(header), timer, std::move(round),
                                                std::move(page), sourcing);
    }
    OMS_TRY(WaitingPage page,
            session.waiting_by_age(round.sku, !round.claims_anew, round.after, repromised_at_once));
    return std::make_unique<RepromiseWaiting>(std::move(header), timer, std::move(round),
                                              std::move(page), sourcing);
}

}  // namespace oms::orders
