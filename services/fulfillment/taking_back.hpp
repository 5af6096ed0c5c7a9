#pragma once

#include <vector>

#include "services/fulfillment/task_change.hpp"

// Units that nobody has picked yet go back to their order, to come from elsewhere, for no fault of
// the location's: it is not excluded, and it counts as no refusal.
namespace oms::fulfilling {

// Takes them off the task's list; without units any more the task is withdrawn. Fails with
// Reason::illegal_transition when it has fewer, or is packed.
Result<void> take_back(TaskChange& change, const std::vector<ParcelUnits>& units);

// Takes units that are reserved at the location and not released yet. Fails with
// Reason::illegal_transition when there are fewer.
Result<void> take_back_planned(UnitOfWork& unit, Order& order, const LocationId& location,
                               const std::vector<ParcelUnits>& units);

}  // namespace oms::fulfilling
