#include "services/orders/order_change.hpp"

#include <utility>

#include <fmt/format.h>

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

namespace {

void tell_due(UnitOfWork& unit, Order& order, DueKind kind, Money amount,
              const FulfillmentOrderId& task) {
    if (amount.minor_units() == 0) return;
    PaymentDue due{unit.ids().next<OperationId>("pay"), kind, amount, task, unit.now()};
    order.payments_due.push_back(due);
    tell(unit, order, OrderPaymentDue{std::move(due)});
    payments::take_in(unit, order);
}

}  // namespace

void tell_payments_due(UnitOfWork& unit, Order& order, const AmountsDue& amounts,
                       const FulfillmentOrderId& task) {
    tell_due(unit, order, DueKind::capture, amounts.capture, task);
    tell_due(unit, order, DueKind::void_authorization, amounts.void_authorization, task);
}

void tell(UnitOfWork& unit, Order& order, EventData data) {
    order.update_time = unit.now();
    unit.record({AggregateType::order, order.order_id.str()}, order.head, order.channel_id,
                locations_of(order), std::move(data));
}

}  // namespace oms::orders
