#pragma once

#include <memory>

#include "domain/ids.hpp"
#include "services/events/watching.hpp"

namespace oms::orders {

// What watchers of one order are sent: from position 0 the order as it is now, then every change
// with the order as it left it. Reads fail with Reason::order_not_found for an order that is absent
// or outside the actor's scope.
std::unique_ptr<events::WatchSource> follow_order(OrderId id);

}  // namespace oms::orders
