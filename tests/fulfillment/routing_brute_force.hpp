#pragma once

#include <optional>
#include <span>

#include "fulfillment/promise.hpp"

namespace oms::fulfillment {

// The cheapest plan, by trying every plan: an oracle that shares no code with the solver. Ties go
// to the smaller sum of arrivals, then of location numbers; what is still equal, to the first
// found. Parcels and parts come in the order of their places.
RoutePlan cheapest_plan(const RoutingProblem& problem);

// Its objective. With `without`, over the plans that lack at least one of those candidates.
Cost brute_force(const RoutingProblem& problem, std::span<const std::int32_t> without = {});

}  // namespace oms::fulfillment
