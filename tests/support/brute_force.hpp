#pragma once

#include "fulfillment/promise.hpp"

namespace oms::testing {

// The cheapest plan by trying everything: each way to hand each line's units to candidates, at most
// one parcel of each candidate, each by each of its options. Ties go to the earlier, then to the
// lower places. For problems of a handful of lines, units and candidates only.
fulfillment::RoutePlan brute_force(const fulfillment::RoutingProblem& problem);

}  // namespace oms::testing
