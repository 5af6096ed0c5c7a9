#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "domain/command.hpp"
#include "domain/queries.hpp"
#include "services/common/random_source.hpp"
#include "services/effects/effect_worker.hpp"
#include "services/testing/manual_clock.hpp"

namespace oms::testing {

// Moves a clock forward, runs the timers that become due and has due effects attempted, each at its
// own due time, one after the other. Advances that come while one is under way wait for it. Any
// thread; never blocks.
class ClockAdvance : public std::enable_shared_from_this<ClockAdvance> {
public:
    // Called once, on any thread, with the number of timers that ran.
    using Done = std::function<void(Result<std::int64_t>)>;

    // All that is given by reference must outlive every advance under way.
    static std::shared_ptr<ClockAdvance> create(ManualClock& clock, ReadPool& reads,
                                                Executor& executor, const Sourcing& sourcing,
                                                RandomSource random,
                                                std::shared_ptr<effects::EffectWorker> effects);
    // Fails with Reason::clock_backwards, or as a timer's command fails.
    void advance(Timestamp to, Done done);

private:
    struct Job {
        Timestamp to;
        Done done;
        std::int64_t timers_run = 0;
        Timer last;
    };
    ClockAdvance(ManualClock& clock, ReadPool& reads, Executor& executor, const Sourcing& sourcing,
                 RandomSource random, std::shared_ptr<effects::EffectWorker> effects);
    void begin();
    void next();
    Result<void> run_next(ReadSession& session);
    void run(const Timer& timer, ReadSession& session);
    void attempt(const Effect& effect, ReadSession& session);
    void finish(Result<std::int64_t> result);

    ManualClock& clock_;
    ReadPool& reads_;
    Executor& executor_;
    const Sourcing& sourcing_;
    RandomSource random_;
    std::shared_ptr<effects::EffectWorker> effects_;
    Job job_;  // the one under way: only its own steps touch it
    std::mutex mutex_;
    bool busy_ = false;
    std::deque<Job> waiting_;
};

}  // namespace oms::testing
