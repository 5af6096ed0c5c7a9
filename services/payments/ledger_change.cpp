#include "services/payments/ledger_change.hpp"

#include <algorithm>
#include <utility>

#include "domain/contract.hpp"
#include "domain/payment_changes.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/orders/holding.hpp"
#include "services/orders/order_change.hpp"

namespace oms::payments {
namespace {

bool may_begin_in(const PaymentLedger& ledger, const OperationId& id) {
    const PaymentOperation* operation = find_operation(ledger, id);
    return operation != nullptr && may_begin(ledger, *operation);
}

// What cards and the like are still to pay and nobody holds for us.
std::int64_t not_assured(const PaymentLedger& ledger) {
    std::int64_t sum = 0;
    for (const PaymentTender& tender : ledger.tenders) {
        if (is_moved_by_gateway(tender.kind)) sum += unsecured(ledger, tender.tender_no);
    }
    return sum;
}

const OrderHold* payment_hold(const Order& order) {
    const auto found = std::find_if(order.holds.begin(), order.holds.end(), [](const auto& hold) {
        return hold.state == HoldState::active && hold.type == HoldType::payment_review &&
               hold.owner == hold_owner;
    });
    return found == order.holds.end() ? nullptr : &*found;
}

// Whether a capture waits for that authorization: then it is no renewal.
bool is_waited_for(const PaymentLedger& ledger, const OperationId& id) {
    return std::any_of(ledger.operations.begin(), ledger.operations.end(),
                       [&](const PaymentOperation& other) { return other.after == id; });
}

// After an authorization that nobody waits for with goods that have left.
Result<void> follow_renewal(UnitOfWork& unit, const PaymentLedger& ledger,
                            const PaymentOperation& renewal) {
    const PaymentTender& tender = tender_of(ledger, renewal.tender_no);
    if (renewal.state == OperationState::done) {
        if (tender.authorized_until) {
            const Timestamp renewed = *tender.authorized_until - renewal_lead;
            unit.set(authorization_timer(ledger.order_id, std::max(renewed, unit.now())));
        }
        return release_if_assured(unit, ledger.order_id);
    }
    if (renewal.state != OperationState::failed || is_waited_for(ledger, renewal.operation_id) ||
        balance(ledger, PaymentAccount::promised, renewal.tender_no) == 0)
        return {};
    OMS_CHECK(hold_for_payment(unit, ledger.order_id));
    const Timestamp lapses = tender.authorized_until.value_or(unit.now());
    unit.set(deadline_timer(ledger.order_id, std::max(unit.now(), lapses) + payment_wait));
    return {};
}

}  // namespace

LedgerChange::LedgerChange(UnitOfWork& unit, const Order& order) : unit_(unit) {
    if (!unit.payments.is_loaded(order.order_id)) unit.payments.load(order.order_id, std::nullopt);
    const PaymentLedger* stored = unit.payments.find(order.order_id);
    before_ = stored == nullptr ? open_ledger(order) : *stored;
    ledger = before_;
}

void LedgerChange::finish(PaymentAction action) {
    if (ledger == before_) return;
    const AggregateRef aggregate{AggregateType::payment, ledger.order_id.str()};
    if (before_.head.sequence == 0) {
        unit_.record(aggregate, ledger.head, ledger.channel_id, {}, PaymentOpened{before_});
    }
    ledger.update_time = unit_.now();
    unit_.record(aggregate, ledger.head, ledger.channel_id, {},
                 told(action, delta_between(before_, ledger)));
    unit_.payments.put(ledger.order_id, ledger);
    plan_effects();
    before_ = ledger;
}

void LedgerChange::plan_effects() {
    for (const PaymentOperation& operation : ledger.operations) {
        const bool begins =
            may_begin(ledger, operation) && !may_begin_in(before_, operation.operation_id);
        if (!begins || !is_moved_by_gateway(tender_of(ledger, operation.tender_no).kind)) continue;
        Effect effect;
        effect.operation_id = operation.operation_id;
        effect.kind = EffectKind::payment;
        effect.order_id = ledger.order_id;
        effect.channel_id = ledger.channel_id;
        effect.subject = ledger.order_id.str();
        effect.topic = enum_text(operation.kind);
        unit_.plan(std::move(effect));
    }
}

void take_in(UnitOfWork& unit, const Order& order) {
    if (order.payments_due.empty()) return;
    LedgerChange change(unit, order);
    take_dues(change.ledger, order, unit.now());
    change.finish(PaymentAction::fall_due);
}

Timer authorization_timer(const OrderId& id, Timestamp due) {
    return {due, TimerKind::authorization_expiry, id.str()};
}

Timer deadline_timer(const OrderId& id, Timestamp due) {
    return {due, TimerKind::payment_deadline, id.str()};
}

void watch_authorization(UnitOfWork& unit, const Order& order) {
    const bool lapses =
        std::any_of(order.tenders.begin(), order.tenders.end(), [](const Tender& tender) {
            return tender.amount.minor_units() > 0 && tender_kind(tender.type) == TenderKind::card;
        });
    if (!lapses) return;
    unit.set(authorization_timer(order.order_id,
                                 order.create_time + authorization_validity - renewal_lead));
}

Result<void> settle(UnitOfWork& unit, const OrderId& order_id, const OperationId& id,
                    const Settlement& settlement) {
    const Order* order = unit.orders.find(order_id);
    OMS_REQUIRE(order != nullptr);
    LedgerChange change(unit, *order);
    PaymentLedger& ledger = change.ledger;
    if (settlement.action == PaymentAction::succeed) {
        OMS_CHECK(succeed(ledger, id, {settlement.provider_reference, settlement.authorized_until},
                          unit.now()));
    } else if (settlement.action == PaymentAction::refuse) {
        OMS_CHECK(refuse(ledger, id, settlement.failure, unit.now()));
    } else {
        OMS_REQUIRE(settlement.action == PaymentAction::lose);
        OMS_CHECK(lose(ledger, id, unit.now()));
    }
    change.finish(settlement.action);
    const PaymentOperation operation = *find_operation(ledger, id);
    if (operation.kind != OperationKind::authorize) return {};
    return follow_renewal(unit, ledger, operation);
}

bool waits_for_payment(const Order& order) {
    return payment_hold(order) != nullptr;
}

Result<void> hold_for_payment(UnitOfWork& unit, const OrderId& order_id) {
    Order order = *unit.orders.find(order_id);
    if (has_ended(order) || payment_hold(order) != nullptr) return {};
    OrderHold hold;
    hold.type = HoldType::payment_review;
    hold.owner = hold_owner;
    OMS_TRY(const HoldId id, orders::begin_hold(unit, order, std::move(hold)));
    static_cast<void>(id);
    unit.orders.put(order_id, std::move(order));
    return {};
}

Result<void> release_if_assured(UnitOfWork& unit, const OrderId& order_id) {
    Order order = *unit.orders.find(order_id);
    const OrderHold* hold = payment_hold(order);
    const PaymentLedger* ledger = unit.payments.find(order_id);
    if (hold == nullptr || ledger == nullptr || not_assured(*ledger) > 0) return {};
    const HoldId id = hold->hold_id;
    OMS_CHECK(orders::finish_hold(unit, order, id, HoldState::released, {}));
    fulfilling::release_order(unit, order, {});
    unit.orders.put(order_id, std::move(order));
    return {};
}

}  // namespace oms::payments
