#pragma once

#include <span>
#include <string>

#include "domain/actor.hpp"
#include "domain/unit_of_work.hpp"

// What every command that changes an order does.
namespace oms::orders {

// A copy of the order, to change. `version`: the one the caller saw, or 0 for any. Fails with
// Reason::order_not_found, also outside the actor's channels, Reason::version_mismatch.
Result<Order> order_to_change(const UnitOfWork& unit, const Actor& actor, const OrderId& id,
                              std::int64_t version);

// Keeps `text` as a personal row of the order; an empty text is none, and its id is empty.
PersonalId add_text(UnitOfWork& unit, Order& order, PersonalKind kind, const std::string& text);

// Keeps where deliveries go from now on as a personal row of the order. Its id is not yet the
// order's.
PersonalId add_address(UnitOfWork& unit, const Order& order, const Address& address);

// Books that the moves' units are reserved no longer, each at the location that its move names, and
// nothing for a move that names none.
Result<void> free_reserved(UnitOfWork& unit, const Order& order, std::span<const UnitMove> moves);

// What the moves make due, of the order as it was before them: adds it to `order` and tells of it,
// once the moves are told. `task`: whose work it follows.
void tell_payments_due(UnitOfWork& unit, Order& order, const AmountsDue& amounts,
                       const FulfillmentOrderId& task);

// The order has come to cost so much more, which tenders that it has by now are to pay.
void tell_authorization_due(UnitOfWork& unit, Order& order, Money amount);

// Money of the order is paid back, by that kind of due: adds both to `order` and tells of them. A
// refund of 0 is told too, and makes nothing due.
void tell_refund(UnitOfWork& unit, Order& order, RefundRecord refund, DueKind kind,
                 const std::string& credit_reference = {});

// Records what was done to the order.
void tell(UnitOfWork& unit, Order& order, EventData data);

}  // namespace oms::orders
