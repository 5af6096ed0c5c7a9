#include "services/payments/payment_commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/payment_changes.hpp"
#include "services/effects/settle_effect.hpp"
#include "services/orders/order_change.hpp"

namespace oms::payments {
namespace {

std::int64_t in_minor_units(std::int64_t units, const Currency& currency) {
    // Of a currency without minor units one unit is worth little: as if it had two digits.
    const int digits = currency.digits() == 0 ? 2 : currency.digits();
    for (int i = 0; i < digits; ++i)
        units *= 10;
    return units;
}

PaymentWish wish_of(const Actor& actor, const PaymentRequest& request, const OperationId& id) {
    PaymentWish wish;
    wish.operation_id = id;
    wish.minor_units = request.amount.minor_units();
    wish.actor = actor.principal;
    return wish;
}

// What was to be done need not be done any more.
Result<void> cancel_effect(UnitOfWork& unit, const OperationId& id) {
    const Effect* found = unit.effects.find(id);
    if (found == nullptr ||
        (found->state != EffectState::due && found->state != EffectState::failed))
        return {};
    OMS_CHECK(effects::change_effect(unit, *found, EffectAction::cancel));
    return {};
}

}  // namespace

bool PaymentCommand::may_change(const Order& order) const {
    return header().actor.channels.contains(order.channel_id);
}

Result<std::string> PaymentCommand::run(UnitOfWork& unit) {
    const Order* order = unit.orders.find(request_.order_id);
    if (order == nullptr || !may_change(*order))
        return fail(Reason::order_not_found, request_.order_id.str());
    LedgerChange change_of(unit, *order);
    const std::int64_t version = change_of.ledger.head.sequence;
    if (request_.version != 0 && request_.version != version) {
        return fail(Reason::version_mismatch, fmt::format("the payments are at version {}, not {}",
                                                          version, request_.version));
    }
    if (request_.amount.currency() != change_of.ledger.total.currency())
        return fail(Reason::currency_mismatch, "not the currency of the order");
    const OperationId id = unit.ids().next<OperationId>("pay");
    OMS_TRY(const PaymentAction action, change(unit, change_of.ledger, id));
    change_of.finish(action);
    OMS_CHECK(release_if_assured(unit, request_.order_id));
    return encode_(change_of.ledger, unit.now(), id);
}

Result<PaymentAction> CapturePayment::change(UnitOfWork& unit, PaymentLedger& ledger,
                                             const OperationId& id) {
    PaymentWish wish = wish_of(header().actor, request(), id);
    wish.tender_no = tender_no_;
    OMS_CHECK(ask_capture(ledger, wish, unit.now()));
    return PaymentAction::ask_capture;
}

Result<PaymentAction> RefundPayment::change(UnitOfWork& unit, PaymentLedger& ledger,
                                            const OperationId& id) {
    PaymentWish wish = wish_of(header().actor, request(), id);
    wish.tender_no = tender_no_;
    const std::int64_t goodwill = goodwill_granted(ledger) + goodwill_in(ledger, wish.minor_units);
    Order order = *unit.orders.find(ledger.order_id);
    wish.reason_id = orders::add_text(unit, order, PersonalKind::note, reason_);
    OMS_CHECK(ask_refund(ledger, wish, unit.now()));
    if (goodwill > in_minor_units(agent_goodwill, ledger.total.currency()) &&
        !header().actor.has(Role::admin))
        return fail(Reason::not_permitted, "so much goodwill needs an admin");
    orders::tell(unit, order, OrderNoted{wish.reason_id});
    unit.orders.put(ledger.order_id, std::move(order));
    return PaymentAction::ask_refund;
}

Result<PaymentAction> RecordPayment::change(UnitOfWork& unit, PaymentLedger& ledger,
                                            const OperationId& id) {
    OMS_CHECK(record_payment(ledger, kind_, reference_, wish_of(header().actor, request(), id),
                             unit.now()));
    return PaymentAction::record;
}

bool RecordPayment::may_change(const Order& order) const {
    const std::vector<LocationId> locations = locations_of(order);
    return PaymentCommand::may_change(order) ||
           std::any_of(locations.begin(), locations.end(),
                       [&](const LocationId& id) { return header().actor.locations.contains(id); });
}

Result<PaymentAction> ReportDispute::change(UnitOfWork& unit, PaymentLedger& ledger,
                                            const OperationId&) {
    DisputeReport report = report_;
    report.minor_units = request().amount.minor_units();
    OMS_CHECK(report_dispute(ledger, report, unit.now()));
    return PaymentAction::dispute;
}

Result<std::string> SettleOperation::run(UnitOfWork& unit) {
    const OrderId* order_id = unit.payment_operations.find(id_);
    const Order* order = order_id == nullptr ? nullptr : unit.orders.find(*order_id);
    if (order == nullptr || !header().actor.channels.contains(order->channel_id))
        return fail(Reason::payment_operation_not_found, id_.str());
    const OrderId id = *order_id;
    OMS_CHECK(settle(unit, id, id_, settlement_));
    OMS_CHECK(cancel_effect(unit, id_));
    return encode_(*unit.payments.find(id), unit.now(), id_);
}

}  // namespace oms::payments
