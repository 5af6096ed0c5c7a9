#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "domain/queries.hpp"
#include "domain/time.hpp"
#include "services/effects/effect_worker.hpp"

namespace oms::effects {

// Has due effects attempted: looks for them at every interval, and takes of each kind only so many
// at once, so that a slow gateway holds up nobody but its own kind. None is attempted twice at
// once.
class EffectRunner : public std::enable_shared_from_this<EffectRunner> {
public:
    struct Options {
        std::chrono::milliseconds interval{250};
        std::int64_t most_of_a_kind = 64;
        // Told why an attempt could not be settled; it is made again.
        std::function<void(const Error&)> on_failure;
    };
    // All that is given by reference must outlive the context's run and every query under way.
    static std::shared_ptr<EffectRunner> start(std::shared_ptr<boost::asio::io_context> context,
                                               ReadPool& reads, const Clock& clock,
                                               std::shared_ptr<EffectWorker> worker,
                                               Options options);

private:
    EffectRunner(std::shared_ptr<boost::asio::io_context> context, ReadPool& reads,
                 const Clock& clock, std::shared_ptr<EffectWorker> worker, Options options);
    void begin_round();
    Result<void> attempt_due(ReadSession& session);
    void end_round();

    std::shared_ptr<boost::asio::io_context> context_;
    ReadPool& reads_;
    const Clock& clock_;
    std::shared_ptr<EffectWorker> worker_;
    Options options_;
    boost::asio::steady_timer timer_;
    std::mutex mutex_;
    std::unordered_set<OperationId> under_way_;
};

}  // namespace oms::effects
