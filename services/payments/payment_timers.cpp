#include "services/payments/payment_timers.hpp"

#include <algorithm>
#include <optional>

#include "domain/payment_changes.hpp"
#include "services/orders/cancel_order.hpp"
#include "services/payments/ledger_change.hpp"

namespace oms::payments {

Result<std::string> RenewAuthorizations::run(UnitOfWork& unit) {
    const Order* order = unit.orders.find(order_id());
    if (order != nullptr && unit.now() < timer_.due) return std::string();
    unit.unset(timer_);
    if (order == nullptr || has_ended(*order)) return std::string();
    const Timestamp now = unit.now();
    LedgerChange change(unit, *order);
    const bool has_lapsed = lapse(change.ledger, now);
    change.finish(PaymentAction::lapse);
    std::optional<Timestamp> next;
    bool waits = false;
    const std::vector<PaymentTender> tenders = change.ledger.tenders;
    for (const PaymentTender& tender : tenders) {
        const bool is_used = balance(change.ledger, PaymentAccount::promised, tender.tender_no) > 0;
        if (!tender.authorized_until || !is_used) continue;
        const Timestamp until = *tender.authorized_until;
        waits = waits || until <= now;
        if (until - renewal_lead <= now)
            renew(change.ledger, tender.tender_no, unit.ids().next<OperationId>("pay"), now);
        const Timestamp look = until - renewal_lead > now ? until - renewal_lead : until;
        if (look > now) next = next ? std::min(*next, look) : look;
    }
    change.finish(PaymentAction::renew);
    if (has_lapsed && waits) OMS_CHECK(hold_for_payment(unit, order_id()));
    if (next) unit.set(authorization_timer(order_id(), *next));
    return std::string();
}

Result<std::string> CancelUnpaid::run(UnitOfWork& unit) {
    const auto id = OrderId::trusted(timer_.subject);
    const Order* order = unit.orders.find(id);
    if (order != nullptr && unit.now() < timer_.due) return std::string();
    unit.unset(timer_);
    if (order == nullptr || !waits_for_payment(*order)) return std::string();
    orders::CancelRequest request;
    request.order_id = id;
    request.reason = CancelReason::other;
    orders::CancelOrder cancel(header(), std::move(request),
                               [](const Order&, const auto&) { return std::string(); });
    // Refused before anything changes when nothing can be canceled any more.
    const Result<std::string> canceled = cancel.run(unit);
    if (!canceled && canceled.error().reason != Reason::illegal_transition)
        return fail(canceled.error());
    return std::string();
}

}  // namespace oms::payments
