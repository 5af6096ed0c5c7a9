#include "services/effects/effect_worker.hpp"

#include <exception>
#include <tuple>
#include <utility>

#include <boost/asio/post.hpp>

#include "domain/contract.hpp"

namespace oms::effects {
namespace {

// Nothing of what somebody else's code throws is kept.
Outcome made(const Attempt& attempt) {
    try {
        return attempt();
    } catch (const std::exception&) {
        return outcome_of(fail(Reason::internal_fault));
    }
}

}  // namespace

std::shared_ptr<EffectWorker> EffectWorker::create(
    Executor& executor, RandomSource random, std::vector<std::shared_ptr<EffectHandler>> handlers,
    std::size_t threads) {
    return std::shared_ptr<EffectWorker>(
        new EffectWorker(executor, std::move(random), std::move(handlers), threads));
}

EffectWorker::EffectWorker(Executor& executor, RandomSource random,
                           std::vector<std::shared_ptr<EffectHandler>> handlers,
                           std::size_t threads)
    : executor_(executor), random_(std::move(random)), threads_(threads) {
    for (std::shared_ptr<EffectHandler>& handler : handlers) {
        kinds_.push_back(handler->kind());
        handlers_[handler->kind()] = std::move(handler);
    }
}

void EffectWorker::attempt(const Effect& effect, ReadSession& session, Done done) {
    const auto handler = handlers_.find(effect.kind);
    OMS_REQUIRE(handler != handlers_.end());
    Result<Attempt> prepared = fail(Reason::internal_fault);
    try {
        prepared = handler->second->prepare(effect, session);
    } catch (const std::exception&) {
        prepared = fail(Reason::internal_fault);
    }
    if (!prepared) return settle(effect.operation_id, outcome_of(fail(prepared.error())), done);
    boost::asio::post(threads_, [self = shared_from_this(), id = effect.operation_id,
                                 attempt = *std::move(prepared), done = std::move(done)]() mutable {
        self->settle(id, made(attempt), std::move(done));
    });
}

void EffectWorker::settle(const OperationId& id, Outcome outcome, Done done) {
    Command::Header header;
    header.actor = system_actor("effects");
    header.method = "effect/settle";
    header.seed = random_();
    executor_.submit(std::make_unique<SettleEffect>(std::move(header), id, std::move(outcome)),
                     [done = std::move(done)](const Result<std::string>& answer) {
                         done(answer ? Result<void>() : Result<void>(fail(answer.error())));
                     });
}

Result<std::optional<Effect>> EffectWorker::first_due(ReadSession& session, Timestamp until) const {
    std::optional<Effect> first;
    for (const EffectKind kind : kinds_) {
        OMS_TRY(std::vector<Effect> due, session.due_effects(kind, until, 1));
        if (due.empty()) continue;
        if (!first || std::tie(due.front().due_time, due.front().operation_id) <
                          std::tie(first->due_time, first->operation_id))
            first = std::move(due.front());
    }
    return first;
}

void EffectWorker::post(std::function<void()> work) {
    boost::asio::post(threads_, std::move(work));
}

void EffectWorker::stop() {
    threads_.join();
}

}  // namespace oms::effects
