#include "services/testing/clock_advance.hpp"

#include <exception>
#include <utility>

#include "services/common/timer_commands.hpp"

namespace oms::testing {

std::shared_ptr<ClockAdvance> ClockAdvance::create(ManualClock& clock, ReadPool& reads,
                                                   Executor& executor, const Sourcing& sourcing,
                                                   RandomSource random,
                                                   std::shared_ptr<effects::EffectWorker> effects) {
    return std::shared_ptr<ClockAdvance>(
        new ClockAdvance(clock, reads, executor, sourcing, std::move(random), std::move(effects)));
}

ClockAdvance::ClockAdvance(ManualClock& clock, ReadPool& reads, Executor& executor,
                           const Sourcing& sourcing, RandomSource random,
                           std::shared_ptr<effects::EffectWorker> effects)
    : clock_(clock),
      reads_(reads),
      executor_(executor),
      sourcing_(sourcing),
      random_(std::move(random)),
      effects_(std::move(effects)) {}

void ClockAdvance::advance(Timestamp to, Done done) {
    {
        const std::lock_guard lock(mutex_);
        Job job{to, std::move(done), 0, {}};
        if (std::exchange(busy_, true)) return waiting_.push_back(std::move(job));
        job_ = std::move(job);
    }
    begin();
}

void ClockAdvance::begin() {
    if (job_.to < clock_.now()) return finish(fail(Reason::clock_backwards));
    next();
}

void ClockAdvance::next() {
    reads_.submit([self = shared_from_this()](ReadSession* session) {
        if (session == nullptr)
            return self->finish(fail(Reason::shutting_down, "the store is closing"));
        Result<void> begun = fail(Reason::internal_fault);
        try {
            begun = self->run_next(*session);
        } catch (const std::exception& fault) {
            begun = fail(Reason::internal_fault, fault.what());
        }
        if (!begun) self->finish(fail(std::move(begun).error()));
    });
}

// Looks for what is due first: of a timer and an effect at the same time the effect.
Result<void> ClockAdvance::run_next(ReadSession& session) {
    OMS_TRY(const std::vector<Timer> due, session.due_timers(job_.to, 1));
    OMS_TRY(const std::optional<Effect> effect, effects_->first_due(session, job_.to));
    if (effect && (due.empty() || effect->due_time <= due.front().due)) {
        attempt(*effect, session);
    } else if (!due.empty()) {
        run(due.front(), session);
    } else {
        clock_.advance_to(job_.to);
        finish(job_.timers_run);
    }
    return {};
}

void ClockAdvance::attempt(const Effect& effect, ReadSession& session) {
    clock_.advance_to(effect.due_time);
    effects_->attempt(effect, session, [self = shared_from_this()](const Result<void>& settled) {
        if (!settled) return self->finish(fail(settled.error()));
        self->next();
    });
}

void ClockAdvance::run(const Timer& timer, ReadSession& session) {
    if (job_.timers_run > 0 && timer == job_.last) {
        return finish(
            fail(Reason::internal_fault, "a timer is still there after it ran: " + timer.subject));
    }
    auto command = command_of(timer, random_(), session, sourcing_);
    if (!command) return finish(fail(std::move(command).error()));
    job_.last = timer;
    clock_.advance_to(timer.due);
    executor_.submit(*std::move(command), [self = shared_from_this()](Result<std::string> answer) {
        if (!answer) return self->finish(fail(std::move(answer).error()));
        ++self->job_.timers_run;
        self->next();
    });
}

void ClockAdvance::finish(Result<std::int64_t> result) {
    // Told before the next one begins, which may end at once.
    const Done done = std::move(job_.done);
    done(std::move(result));
    {
        const std::lock_guard lock(mutex_);
        busy_ = !waiting_.empty();
        if (!busy_) return;
        job_ = std::move(waiting_.front());
        waiting_.pop_front();
    }
    begin();
}

}  // namespace oms::testing
