#pragma once

#include <functional>
#include <string>

#include "domain/command.hpp"
#include "domain/effect.hpp"

namespace oms::effects {

// What one attempt came to.
struct Outcome {
    // succeed, postpone, fail or cancel.
    EffectAction action = EffectAction::succeed;
    // Why not, when it is none of success: the name of a Reason.
    std::string reason;
    // What else changes with it; may be empty. Runs in the settling transaction, in which the
    // effect's order with its tasks and pickups is loaded, after the effect itself has changed, and
    // maybe more than once. A failure of it takes everything back: the effect stays due.
    std::function<Result<void>(UnitOfWork& unit, const Effect& effect)> then;
};

// Success, or by the failure's reason: what may help later is postponed, anything else has failed.
Outcome outcome_of(const Result<void>& answer);

// Carries out `action` on an effect, tells of it and puts it back. Fails with
// Reason::illegal_transition.
Result<Effect> change_effect(UnitOfWork& unit, Effect effect, EffectAction action);

// Settles one attempt of an effect that is due; of any other it changes nothing.
class SettleEffect final : public Command {
public:
    SettleEffect(Header header, OperationId id, Outcome outcome)
        : Command(std::move(header)), id_(std::move(id)), outcome_(std::move(outcome)) {}
    void name_keys(KeySet& keys) const override { keys.effects.push_back(id_); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    OperationId id_;
    Outcome outcome_;
};

// A person has seen to what an effect failed of, or does not want it any more. Answers with
// encoded bytes. Fails with Reason::effect_not_found, also outside the actor's channels,
// Reason::illegal_transition.
class ChangeEffect final : public Command {
public:
    using Encode = std::function<std::string(const Effect&)>;
    // `action`: retry or cancel.
    ChangeEffect(Header header, OperationId id, EffectAction action, Encode encode)
        : Command(std::move(header)),
          id_(std::move(id)),
          action_(action),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.effects.push_back(id_); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    OperationId id_;
    EffectAction action_;
    Encode encode_;
};

}  // namespace oms::effects
