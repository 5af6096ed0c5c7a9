#pragma once

#include "domain/unit_of_work.hpp"

// How holds of an order begin and end: its state, the log and the timers together.
namespace oms::orders {

// The timer of a hold that expires; its subject is "order_id/hold_id".
Timer expiry_timer(const OrderId& order_id, const HoldId& hold_id, Timestamp expire_time);

// Places `hold`, to which it gives an id and the present time, and returns the id. Fails as
// put_on_hold does.
Result<HoldId> begin_hold(UnitOfWork& unit, Order& order, OrderHold hold);

// Fails as end_order_hold does.
Result<void> finish_hold(UnitOfWork& unit, Order& order, const HoldId& hold_id, HoldState state,
                         const PersonalId& reason_id);

// Releases what still holds an order that has ended; does nothing while it is open.
Result<void> release_if_ended(UnitOfWork& unit, Order& order);

// Whether the order is compared with others of its channel: it needs a customer reference.
bool has_basket_key(const Order& order);

// Whether hold_by_rules will place a hold.
bool is_held_by_rules(const UnitOfWork& unit, const Order& order, const Channel& channel);

// What the channel's rules place on an order that was just placed: a grace hold, and one that names
// the newest order of the same customer with the same basket. The basket must have been named.
Result<void> hold_by_rules(UnitOfWork& unit, Order& order, const Channel& channel);

}  // namespace oms::orders
