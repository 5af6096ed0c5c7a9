#include "services/orders/order_change.hpp"

#include <utility>

#include <fmt/format.h>

#include "services/orders/waiting_demand.hpp"
#include "services/payments/ledger_change.hpp"

namespace oms::orders {

Result<Order> order_to_change(const UnitOfWork& unit, const Actor& actor, const OrderId& id,
                              std::int64_t version) {
    const Order* found = unit.orders.find(id);
    if (found == nullptr || !actor.channels.contains(found->channel_id))
        return fail(Reason::order_not_found, id.str());
    if (version != 0 && version != found->head.sequence) {
        return fail(Reason::version_mismatch, fmt::format("the order is at version {}, not {}",
                                                          found->head.sequence, version));
    }
    return *found;
}

PersonalId add_text(UnitOfWork& unit, Order& order, PersonalKind kind, const std::string& text) {
    if (text.empty()) return {};
    PersonalRecord record;
    record.personal_id = unit.ids().next<PersonalId>("per");
    record.order_id = order.order_id;
    record.kind = kind;
    record.create_time = unit.now();
    record.text = text;
    PersonalId id = record.personal_id;
    order.personal_ids.push_back(id);
    unit.add(std::move(record));
    return id;
}

PersonalId add_address(UnitOfWork& unit, const Order& order, const Address& address) {
    PersonalRecord record;
    record.personal_id = unit.ids().next<PersonalId>("per");
    record.order_id = order.order_id;
    record.kind = PersonalKind::ship_to;
    // The last address is the one that counts: of the same moment, that of the later version.
    record.create_time = unit.now() + Duration{order.head.sequence};
    record.address = address;
    PersonalId id = record.personal_id;
    unit.add(std::move(record));
    return id;
}

Result<void> free_reserved(UnitOfWork& unit, const Order& order, std::span<const UnitMove> moves) {
    for (const UnitMove& move : moves) {
        if (move.location_id.empty()) continue;
        LedgerEntry entry;
        entry.key = {line_in(order, move.line_no).sku, move.location_id};
        entry.kind = LedgerKind::freed;
        entry.reserved_change = -move.units;
        entry.cause_id = order.order_id.str();
        OMS_CHECK(unit.post(std::move(entry)));
    }
    return {};
}

namespace {

void tell_due(UnitOfWork& unit, Order& order, DueKind kind, Money amount,
              const FulfillmentOrderId& task, const std::string& credit_reference = {}) {
    if (amount.minor_units() == 0) return;
    PaymentDue due{
        unit.ids().next<OperationId>("pay"), kind, amount, task, unit.now(), credit_reference};
    order.payments_due.push_back(due);
    tell(unit, order, OrderPaymentDue{std::move(due)});
}

}  // namespace

void tell_payments_due(UnitOfWork& unit, Order& order, const AmountsDue& amounts,
                       const FulfillmentOrderId& task) {
    const std::size_t before = order.payments_due.size();
    tell_due(unit, order, DueKind::capture, amounts.capture, task);
    tell_due(unit, order, DueKind::void_authorization, amounts.void_authorization, task);
    // Most moves make nothing due: then the ledger is not looked at.
    if (order.payments_due.size() != before) payments::take_in(unit, order);
}

void tell_authorization_due(UnitOfWork& unit, Order& order, Money amount) {
    tell_due(unit, order, DueKind::authorize, amount, {});
    payments::take_in(unit, order);
}

void tell_refund(UnitOfWork& unit, Order& order, RefundRecord refund, DueKind kind,
                 const std::string& credit_reference) {
    const Money amount = refund.amount;
    order.refunds.push_back(refund);
    tell(unit, order, OrderRefunded{std::move(refund)});
    tell_due(unit, order, kind, amount, {}, credit_reference);
    payments::take_in(unit, order);
}

void tell(UnitOfWork& unit, Order& order, EventData data) {
    order.update_time = unit.now();
    unit.record({AggregateType::order, order.order_id.str()}, order.head, order.channel_id,
                locations_of(order), std::move(data));
}

}  // namespace oms::orders
