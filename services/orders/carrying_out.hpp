#pragma once

#include <vector>

#include "domain/sourcing.hpp"
#include "domain/unit_of_work.hpp"

// Lines that the customer carries away from a till as the order is placed: no plan and no pickup,
// only goods that leave the shelf and money that falls due.
namespace oms::orders {

// What those lines take, and where.
std::vector<PlannedUnits> carried_units(const Order& order);

// Fails with Reason::insufficient_stock, naming each line whose units are not free there; what
// policy keeps back is free for them. Rows must have been named.
Result<void> check_carried(const UnitOfWork& unit, const Order& order);

// What was reserved for them leaves with the customer: their units, ready until then, are
// collected, off the stock, on a task that has ended. Adds its parcel to the order's. The tasks are
// returned with what became due.
struct CarriedOut {
    std::vector<FulfillmentOrder> tasks;
    AmountsDue due;
};
Result<CarriedOut> carry_out(UnitOfWork& unit, Order& order);
// Tells of it once the order is placed.
void tell_carried_out(UnitOfWork& unit, Order& order, CarriedOut carried);

}  // namespace oms::orders
