#include "services/effects/settle_effect.hpp"

#include <utility>

namespace oms::effects {

Result<Effect> change_effect(UnitOfWork& unit, Effect effect, EffectAction action) {
    OMS_CHECK(advance(effect, action));
    effect.update_time = unit.now();
    unit.record({AggregateType::effect, effect.operation_id.str()}, effect.head, effect.channel_id,
                {}, told(action, effect));
    unit.effects.put(effect.operation_id, effect);
    return effect;
}

Outcome outcome_of(const Result<void>& answer) {
    if (answer) return {};
    const std::string reason(info(answer.error().reason).name);
    switch (answer.error().reason) {
        case Reason::gateway_unavailable:
        case Reason::deadline_passed:
        case Reason::store_unavailable:
        case Reason::shutting_down:
        case Reason::internal_fault:
            return {EffectAction::postpone, reason, {}};
        default:
            return {EffectAction::fail, reason, {}};
    }
}

namespace {

// Money that is moved for no order: only its effect and its cause say what became of it.
bool has_no_ledger(const Effect& effect) {
    return effect.kind == EffectKind::payment && effect.order_id.empty();
}

}  // namespace

Result<std::string> SettleEffect::run(UnitOfWork& unit) {
    const Effect* found = unit.effects.find(id_);
    if (found == nullptr) return std::string();
    if (found->state == EffectState::canceled && has_no_ledger(*found) &&
        outcome_.action == EffectAction::succeed && outcome_.then) {
        // Too late: what was carried out while somebody canceled it is written down all the same.
        const Effect canceled = *found;
        OMS_CHECK(outcome_.then(unit, canceled));
        return std::string();
    }
    if (found->state != EffectState::due) return std::string();
    Effect effect = *found;
    effect.last_reason = outcome_.reason;
    if (outcome_.action == EffectAction::postpone) {
        ++effect.attempts;
        effect.due_time = unit.now() + effect_pause(effect.attempts);
    }
    OMS_TRY(const Effect settled, change_effect(unit, std::move(effect), outcome_.action));
    if (outcome_.then) OMS_CHECK(outcome_.then(unit, settled));
    return std::string();
}

Result<std::string> ChangeEffect::run(UnitOfWork& unit) {
    const Effect* found = unit.effects.find(id_);
    if (found == nullptr || !header().actor.channels.contains(found->channel_id))
        return fail(Reason::effect_not_found, id_.str());
    if (action_ == EffectAction::cancel && found->state == EffectState::due &&
        found->attempts > 0 && has_no_ledger(*found)) {
        return fail(Reason::illegal_transition,
                    "cancel does not apply: it may have been carried out, which is not known yet");
    }
    Effect effect = *found;
    if (action_ == EffectAction::retry) effect.due_time = unit.now();
    OMS_TRY(const Effect changed, change_effect(unit, std::move(effect), action_));
    return encode_(changed);
}

}  // namespace oms::effects
