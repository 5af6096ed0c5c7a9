#include "services/effects/effect_runner.hpp"

#include <exception>
#include <utility>

#include <boost/asio/post.hpp>

namespace oms::effects {

std::shared_ptr<EffectRunner> EffectRunner::start(std::shared_ptr<boost::asio::io_context> context,
                                                  ReadPool& reads, const Clock& clock,
                                                  std::shared_ptr<EffectWorker> worker,
                                                  Options options) {
    const std::shared_ptr<EffectRunner> runner(
        new EffectRunner(std::move(context), reads, clock, std::move(worker), std::move(options)));
    runner->begin_round();
    return runner;
}

EffectRunner::EffectRunner(std::shared_ptr<boost::asio::io_context> context, ReadPool& reads,
                           const Clock& clock, std::shared_ptr<EffectWorker> worker,
                           Options options)
    : context_(std::move(context)),
      reads_(reads),
      clock_(clock),
      worker_(std::move(worker)),
      options_(std::move(options)),
      timer_(*context_) {}

void EffectRunner::begin_round() {
    reads_.submit([self = shared_from_this()](ReadSession* session) {
        if (session == nullptr) return;  // the store is closing: no more rounds
        try {
            const Result<void> done = self->attempt_due(*session);
            if (!done) self->options_.on_failure(done.error());
        } catch (const std::exception& fault) {
            self->options_.on_failure({Reason::internal_fault, fault.what(), {}, {}, {}, false});
        }
        self->end_round();
    });
}

Result<void> EffectRunner::attempt_due(ReadSession& session) {
    for (const EffectKind kind : worker_->kinds()) {
        OMS_TRY(const std::vector<Effect> due,
                session.due_effects(kind, clock_.now(), options_.most_of_a_kind));
        for (const Effect& effect : due) {
            {
                const std::lock_guard lock(mutex_);
                if (!under_way_.insert(effect.operation_id).second) continue;
            }
            worker_->attempt(
                effect, session,
                [self = shared_from_this(), id = effect.operation_id](const Result<void>& settled) {
                    if (!settled) self->options_.on_failure(settled.error());
                    const std::lock_guard lock(self->mutex_);
                    self->under_way_.erase(id);
                });
        }
    }
    return {};
}

void EffectRunner::end_round() {
    boost::asio::post(*context_, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        self->timer_.expires_after(self->options_.interval);
        self->timer_.async_wait([weak](const boost::system::error_code& error) {
            const auto present = weak.lock();
            if (present && !error) present->begin_round();
        });
    });
}

}  // namespace oms::effects
