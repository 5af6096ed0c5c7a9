#pragma once

#include <functional>

#include "fulfillment/problem_builder.hpp"
#include "fulfillment/routing_decision.hpp"

namespace oms::fulfillment {

// The solver keeps each option within what is left of its day, but options of one location, or to
// one pickup location, draw on the same day's limit. Returns what `solve` decides when that keeps
// every limit. Otherwise solves again with one option only for the limit that broke, for each of
// the first eight, and takes the cheapest; so for each limit that breaks. The bound stays that of
// the first decision. Falls back on the first decision when no plan within the limits was found.
// `solve` decides built.problem as it is at that moment; it is as before when this returns.
Decision solve_within_limits(BuiltProblem& built, const Network& network,
                             const WorkloadView& workload,
                             const std::function<Decision(const RoutingProblem&)>& solve);

}  // namespace oms::fulfillment
