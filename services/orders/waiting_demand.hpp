#pragma once

#include <vector>

#include "domain/queries.hpp"
#include "domain/sourcing.hpp"

namespace oms::orders {

// What `units` of a waiting line want, to where its order goes.
Demand waiting_demand(const WaitingOrder& waiting, const OrderLine& line, std::int64_t units);

// The order among those that were read, and its line. The ids must be there.
const WaitingOrder& order_in(const WaitingPage& page, const OrderId& id);
const OrderLine& line_in(const Order& order, std::int64_t line_no);

}  // namespace oms::orders
