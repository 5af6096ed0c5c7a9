#pragma once

#include "tools/replay/driving.hpp"
#include "tools/replay/placing.hpp"
#include "tools/replay/report.hpp"
#include "tools/replay/requests.hpp"
#include "tools/replay/session.hpp"

namespace oms::replay {

// What the data's README says of the file and of the profile, beside what was read.
void compare_with_readme(const Plan& plan, bool whole_profile, Report& report);

// Reads everything back through the API and compares it: all order.placed events, every order by
// its external id, every stock counter. Throws std::runtime_error when the server does not answer.
// `begun`: work on the orders has begun, so where units and stock are is not compared. Returns the
// orders by their ids.
OrderIndex compare_with_store(Session& session, const Plan& plan, const Placed& placed, bool begun,
                              Report& report);

// The server's own check of its store.
void compare_verified(Session& session, const Plan& plan, Report& report);

// True when a task of an order has been released.
bool has_begun(Session& session);

}  // namespace oms::replay
