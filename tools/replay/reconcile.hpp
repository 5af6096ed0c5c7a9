#pragma once

#include "tools/replay/placing.hpp"
#include "tools/replay/report.hpp"
#include "tools/replay/requests.hpp"
#include "tools/replay/session.hpp"

namespace oms::replay {

// What the data's README says of the file and of the profile, beside what was read.
void compare_with_readme(const Plan& plan, bool whole_profile, Report& report);

// Reads everything back through the API and compares it: all order.placed events, every order by
// its external id, every stock counter, and the server's own check of its store. Throws
// std::runtime_error when the server does not answer.
void compare_with_store(Session& session, const Plan& plan, const Placed& placed, Report& report);

}  // namespace oms::replay
