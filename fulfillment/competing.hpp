#pragma once

#include <vector>

#include "fulfillment/plan_finder.hpp"

namespace oms::fulfillment {

// The other stores that could send just what a store's parcel of the plan holds, each in one parcel
// that comes no later: at most `most`, the cheapest first, of equals the one the network names
// first. None for pickups, and for what no store sends. A store that the plan sends from already is
// no other. `problem`: the view of built.problem. Pure.
std::vector<ParcelPromise> competing_parcels(const BuiltProblem& built, const ProblemView& problem,
                                             const RoutePlan& plan, std::size_t parcel,
                                             const Network& network, std::size_t most);

}  // namespace oms::fulfillment
