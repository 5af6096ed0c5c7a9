#pragma once

#include <optional>
#include <span>

#include "fulfillment/routing_problem.hpp"

namespace oms::fulfillment {

// The least objective over all plans, by trying every plan: an oracle that shares no code with the
// solver. With `without`, over the plans that lack at least one of those candidates.
Cost brute_force(const RoutingProblem& problem, std::span<const std::int32_t> without = {});

}  // namespace oms::fulfillment
