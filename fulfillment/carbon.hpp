#pragma once

#include <cstdint>
#include <optional>

#include "fulfillment/promise.hpp"

namespace oms::fulfillment {

// Grams of CO2e that the carriage of the plan causes, by the straight way of each parcel. Handovers
// from the shelf cause none. Nothing when no carriage of the network tells what it causes, when one
// of the plan's does not, or when a position that matters is not known. `to`: where deliveries go.
std::optional<std::int64_t> carbon_g(const BuiltProblem& built, const RoutePlan& plan,
                                     const PostalPlace& to, const Network& network);

}  // namespace oms::fulfillment
