#include "services/common/timer_runner.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <utility>

#include <boost/asio/post.hpp>

#include "services/common/timer_commands.hpp"

namespace oms {
namespace {

// Whether the timer's command may leave another one that is due at once.
bool goes_in_rounds(const Timer& timer) {
    return timer.kind == TimerKind::release_waiting || timer.kind == TimerKind::repromise_waiting ||
           timer.kind == TimerKind::wake_waiting || timer.kind == TimerKind::location_closing ||
           timer.kind == TimerKind::location_opening;
}

}  // namespace

std::shared_ptr<TimerRunner> TimerRunner::start(std::shared_ptr<boost::asio::io_context> context,
                                                ReadPool& reads, Executor& executor,
                                                const Sourcing& sourcing, const Clock& clock,
                                                RandomSource random, Options options) {
    const std::shared_ptr<TimerRunner> runner(new TimerRunner(std::move(context), reads, executor,
                                                              sourcing, clock, std::move(random),
                                                              std::move(options)));
    runner->begin_round();
    return runner;
}

TimerRunner::TimerRunner(std::shared_ptr<boost::asio::io_context> context, ReadPool& reads,
                         Executor& executor, const Sourcing& sourcing, const Clock& clock,
                         RandomSource random, Options options)
    : context_(std::move(context)),
      reads_(reads),
      executor_(executor),
      sourcing_(sourcing),
      clock_(clock),
      random_(std::move(random)),
      options_(std::move(options)),
      timer_(*context_) {}

void TimerRunner::begin_round() {
    reads_.submit([self = shared_from_this()](ReadSession* session) {
        if (session == nullptr) return;  // the store is closing: no more rounds
        try {
            const auto timers = session->due_timers(self->clock_.now(), self->options_.round);
            if (timers) return self->run(*timers, *session);
            self->options_.on_failure(timers.error());
        } catch (const std::exception& fault) {
            self->options_.on_failure({Reason::internal_fault, fault.what(), {}, {}, {}, false});
        }
        self->end_round(false);
    });
}

void TimerRunner::run(const std::vector<Timer>& timers, ReadSession& session) {
    struct Round {
        std::atomic<std::size_t> left;
        std::atomic<bool> failed{false};
    };
    if (timers.empty()) return end_round(false);
    const auto round = std::make_shared<Round>();
    round->left = timers.size();
    const bool full = static_cast<std::int64_t>(timers.size()) >= options_.round;
    const bool more = full || std::any_of(timers.begin(), timers.end(), goes_in_rounds);
    const auto done = [self = shared_from_this(), round, more](const Result<std::string>& answer) {
        if (!answer) {
            round->failed = true;
            self->options_.on_failure(answer.error());
        } else if (!answer->empty()) {
            self->options_.on_failure({Reason::routing_unavailable, *answer, {}, {}, {}, false});
        }
        // After a failure the same timers would come at once again: wait for the next interval.
        if (round->left.fetch_sub(1) == 1) self->end_round(more && !round->failed);
    };
    for (const Timer& timer : timers) {
        auto command = command_of(timer, random_(), session, sourcing_);
        if (command) {
            executor_.submit(*std::move(command), done);
        } else {
            done(fail(std::move(command).error()));
        }
    }
}

void TimerRunner::end_round(bool more) {
    boost::asio::post(*context_, [weak = weak_from_this(), more] {
        const auto self = weak.lock();
        if (!self) return;
        if (more) return self->begin_round();
        self->timer_.expires_after(self->options_.interval);
        self->timer_.async_wait([weak](const boost::system::error_code& error) {
            const auto present = weak.lock();
            if (present && !error) present->begin_round();
        });
    });
}

}  // namespace oms
