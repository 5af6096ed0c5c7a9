#include "services/payments/payment_handler.hpp"

#include <utility>

#include "services/payments/ledger_change.hpp"

namespace oms::payments {
namespace {

using effects::Outcome;

Result<GatewayResult> ask(Gateway& gateway, const GatewayOperation& asked) {
    if (asked.operation.state == OperationState::uncertain) {
        OMS_TRY(const GatewayResult result, gateway.query(asked.operation.operation_id));
        if (result.state != GatewayState::absent) return result;
    }
    return gateway.carry_out(asked);
}

Outcome settled(EffectAction action, Reason reason, Settlement settlement) {
    Outcome outcome;
    outcome.action = action;
    if (action != EffectAction::succeed) outcome.reason = info(reason).name;
    outcome.then = [settlement = std::move(settlement)](UnitOfWork& unit, const Effect& effect) {
        return settle(unit, effect.order_id, effect.operation_id, settlement);
    };
    return outcome;
}

Outcome outcome_of(const Result<GatewayResult>& answer) {
    Settlement settlement;
    if (!answer) {
        const Outcome outcome = effects::outcome_of(fail(answer.error()));
        if (outcome.action != EffectAction::postpone) return outcome;
        settlement.action = PaymentAction::lose;
        return settled(outcome.action, answer.error().reason, std::move(settlement));
    }
    settlement.provider_reference = answer->provider_reference;
    settlement.authorized_until = answer->authorized_until;
    switch (answer->state) {
        case GatewayState::done:
            return settled(EffectAction::succeed, Reason::gateway_unavailable,
                           std::move(settlement));
        case GatewayState::failed:
            settlement.action = PaymentAction::refuse;
            settlement.failure = answer->failure_code;
            return settled(EffectAction::fail, Reason::gateway_refused, std::move(settlement));
        case GatewayState::pending:
        case GatewayState::absent:
            break;
    }
    settlement.action = PaymentAction::lose;
    return settled(EffectAction::postpone, Reason::gateway_unavailable, std::move(settlement));
}

}  // namespace

Result<effects::Attempt> PaymentHandler::prepare(const Effect& effect, ReadSession& session) {
    OMS_TRY(const PaymentLedger ledger,
            session.payments(effect.order_id, effects::effects_reader()));
    const PaymentOperation* operation = find_operation(ledger, effect.operation_id);
    if (operation == nullptr || !is_open(*operation))
        return effects::not_wanted(Reason::illegal_transition);
    GatewayOperation asked{ledger.order_id, ledger.order_number, ledger.channel_id,
                           tender_of(ledger, operation->tender_no), *operation};
    return
        [gateway = gateway_, asked = std::move(asked)] { return outcome_of(ask(*gateway, asked)); };
}

}  // namespace oms::payments
