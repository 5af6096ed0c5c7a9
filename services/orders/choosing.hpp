#pragma once

#include <vector>

#include "domain/unit_of_work.hpp"

// Questions to customers, as they begin and end with what happens to their orders.
namespace oms::orders {

// The subject is "order_id/choice_id".
Timer choice_timer(const OrderId& order_id, const OrderChoice& choice);

// Opens the choice, whose reason, units and options are given: with an id, and a timer that decides
// when nobody has answered. Does nothing when the order has most_choices.
void open_choice(UnitOfWork& unit, Order& order, OrderChoice choice);

// Open choices follow the order's quantities: what was canceled, or has got stock, is no question
// any more.
Result<void> settle_choices(UnitOfWork& unit, Order& order);

// An option without goods of its own, to be numbered.
ChoiceOption plain_option(const Order& order, ChoiceOptionKind kind);

}  // namespace oms::orders
