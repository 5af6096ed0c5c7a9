#include "services/testing/clock_advance.hpp"

#include <exception>
#include <utility>

#include "services/common/timer_commands.hpp"

namespace oms::testing {

std::shared_ptr<ClockAdvance> ClockAdvance::create(ManualClock& clock, ReadPool& reads,
                                                   Executor& executor, const Sourcing& sourcing,
                                                   RandomSource random) {
    return std::shared_ptr<ClockAdvance>(
        new ClockAdvance(clock, reads, executor, sourcing, std::move(random)));
}

ClockAdvance::ClockAdvance(ManualClock& clock, ReadPool& reads, Executor& executor,
                           const Sourcing& sourcing, RandomSource random)
    : clock_(clock),
      reads_(reads),
      executor_(executor),
      sourcing_(sourcing),
      random_(std::move(random)) {}

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

// Looks for the timer that is due first.
void ClockAdvance::next() {
    reads_.submit([self = shared_from_this()](ReadSession* session) {
        if (session == nullptr)
            return self->finish(fail(Reason::shutting_down, "the store is closing"));
        Result<std::vector<Timer>> due = fail(Reason::internal_fault);
        try {
            due = session->due_timers(self->job_.to, 1);
        } catch (const std::exception& fault) {
            due = fail(Reason::internal_fault, fault.what());
        }
        if (!due) return self->finish(fail(std::move(due).error()));
        if (!due->empty()) return self->run(due->front(), *session);
        self->clock_.advance_to(self->job_.to);
        self->finish(self->job_.timers_run);
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
