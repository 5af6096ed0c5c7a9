#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "domain/command.hpp"
#include "domain/queries.hpp"
#include "domain/time.hpp"
#include "services/common/random_source.hpp"

namespace oms {

// Turns due timers into commands: at the start, then at every interval, and at once again while
// there are more than one round takes, or one may have left another behind. A timer whose command
// fails stays and is tried again in the next round.
class TimerRunner : public std::enable_shared_from_this<TimerRunner> {
public:
    struct Options {
        std::chrono::milliseconds interval{1'000};
        // Commands of one round.
        std::int64_t round = 500;
        // Told why a timer did not run, or why what it ran could not be done whole.
        std::function<void(const Error&)> on_failure;
    };
    // All that is given by reference must outlive the context's run and every command and query
    // under way.
    static std::shared_ptr<TimerRunner> start(std::shared_ptr<boost::asio::io_context> context,
                                              ReadPool& reads, Executor& executor,
                                              const Sourcing& sourcing, const Clock& clock,
                                              RandomSource random, Options options);

private:
    TimerRunner(std::shared_ptr<boost::asio::io_context> context, ReadPool& reads,
                Executor& executor, const Sourcing& sourcing, const Clock& clock,
                RandomSource random, Options options);
    void begin_round();
    void run(const std::vector<Timer>& timers, ReadSession& session);
    void end_round(bool more);

    std::shared_ptr<boost::asio::io_context> context_;
    ReadPool& reads_;
    Executor& executor_;
    const Sourcing& sourcing_;
    const Clock& clock_;
    RandomSource random_;
    Options options_;
    boost::asio::steady_timer timer_;
};

}  // namespace oms
