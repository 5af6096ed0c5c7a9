#pragma once

#include "tools/replay/driving.hpp"
#include "tools/replay/task_driver.hpp"

namespace oms::replay {

// Lets go the orders that are held as duplicates of others, as a person does who has looked at them.
// Returns how many. Throws std::runtime_error for any other hold.
std::int64_t release_suspects(Session& session, Caller& caller, const OrderIndex& index);

// Cancels the units of all orders that still wait for stock. Returns of how many orders.
std::int64_t cancel_waiting(Session& session, Caller& caller, const OrderIndex& index);

// Hands over everything that is ready at the site, by its code. Returns how many pickups.
std::int64_t hand_over(Caller& caller, const Site& site);

}  // namespace oms::replay
