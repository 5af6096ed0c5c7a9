#pragma once

#include "fulfillment/promise.hpp"
#include "fulfillment/routing_decision.hpp"

namespace oms::fulfillment {

// What the solver decided, as a plan.
RoutePlan plan_of(const Decision& decision);

// Finds plans with the exact solver (solver.hpp says how good they are). Problems must be sound
// (is_sound()), as those of the problem builder and of the offers are. The finder and its copies
// share one workspace and keep its memory: one thread at a time; threads each make their own.
PlanFinder exact_plan_finder();

}  // namespace oms::fulfillment
