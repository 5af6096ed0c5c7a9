#include "services/payments/payment_handler.hpp"

#include <algorithm>
#include <utility>

#include "services/payments/ledger_change.hpp"
#include "services/returns/return_commands.hpp"

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

// Credit for goods of no order has no ledger: its effect says how far it is.
Outcome credit_outcome(const Result<GatewayResult>& answer) {
    if (!answer) return effects::outcome_of(fail(answer.error()));
    Outcome outcome;
    if (answer->state == GatewayState::done) {
        outcome.then = [reference = answer->provider_reference](UnitOfWork& unit,
                                                                const Effect& effect) {
            return returns::record_credit(unit, ReturnId::trusted(effect.subject),
                                          effect.operation_id, reference);
        };
        return outcome;
    }
    const bool failed = answer->state == GatewayState::failed;
    outcome.action = failed ? EffectAction::fail : EffectAction::postpone;
    outcome.reason = info(failed ? Reason::gateway_refused : Reason::gateway_unavailable).name;
    return outcome;
}

Result<effects::Attempt> prepare_credit(std::shared_ptr<Gateway> gateway, const Effect& effect,
                                        ReadSession& session) {
    OMS_TRY(const Return one,
            session.goods_return(ReturnId::trusted(effect.subject), effects::effects_reader()));
    const auto due = std::find_if(
        one.payments_due.begin(), one.payments_due.end(),
        [&](const PaymentDue& some) { return some.operation_id == effect.operation_id; });
    if (due == one.payments_due.end()) return effects::not_wanted(Reason::illegal_transition);
    GatewayOperation asked;
    asked.channel_id = one.channel_id;
    asked.return_id = one.return_id;
    asked.tender.kind = TenderKind::store_credit;
    asked.tender.type = enum_text(TenderKind::store_credit);
    asked.tender.reference = due->credit_reference;
    asked.operation.operation_id = due->operation_id;
    asked.operation.kind = OperationKind::issue_credit;
    asked.operation.amount = due->amount;
    // After an attempt without an answer nobody knows.
    if (effect.attempts > 0) asked.operation.state = OperationState::uncertain;
    return [gateway = std::move(gateway), asked = std::move(asked)] {
        return credit_outcome(ask(*gateway, asked));
    };
}

}  // namespace

Result<effects::Attempt> PaymentHandler::prepare(const Effect& effect, ReadSession& session) {
    if (effect.order_id.empty()) return prepare_credit(gateway_, effect, session);
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
