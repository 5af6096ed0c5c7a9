#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "domain/command.hpp"
#include "services/common/random_source.hpp"
#include "services/effects/effect_handler.hpp"

namespace oms::effects {

// Attempts effects, each by the handler of its kind, on threads of its own. Any thread.
class EffectWorker : public std::enable_shared_from_this<EffectWorker> {
public:
    // Called once, on any thread, when the attempt is settled: with an error when it could not be,
    // and the effect is as due as before.
    using Done = std::function<void(Result<void>)>;

    // `executor` must outlive stop().
    static std::shared_ptr<EffectWorker> create(
        Executor& executor, RandomSource random,
        std::vector<std::shared_ptr<EffectHandler>> handlers, std::size_t threads);

    // Kinds that somebody handles.
    const std::vector<EffectKind>& kinds() const noexcept { return kinds_; }
    // On a thread of the read pool.
    void attempt(const Effect& effect, ReadSession& session, Done done);
    // The first due of all kinds that is due by then.
    Result<std::optional<Effect>> first_due(ReadSession& session, Timestamp until) const;
    // Other work that may wait for a gateway; it must not throw.
    void post(std::function<void()> work);
    // Waits for the attempts that were begun; later ones are not made. Idempotent.
    void stop();

private:
    EffectWorker(Executor& executor, RandomSource random,
                 std::vector<std::shared_ptr<EffectHandler>> handlers, std::size_t threads);
    void settle(const OperationId& id, Outcome outcome, Done done);

    Executor& executor_;
    RandomSource random_;
    std::map<EffectKind, std::shared_ptr<EffectHandler>> handlers_;
    std::vector<EffectKind> kinds_;
    boost::asio::thread_pool threads_;
};

}  // namespace oms::effects
