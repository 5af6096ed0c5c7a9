#pragma once

#include <optional>
#include <vector>

#include "fulfillment/carriage.hpp"
#include "fulfillment/routing_problem.hpp"
#include "fulfillment/routing_request.hpp"

namespace oms::fulfillment {

// Units of one SKU that a problem can be built for.
inline constexpr std::int64_t largest_routed_quantity = 1'000'000;

// A line of the problem: what the order's lines of one SKU want together.
struct BuiltLine {
    Sku sku;
    std::vector<std::pair<std::int64_t, std::int64_t>> parts;  // line_no, quantity
};

// What a candidate of the problem stands for.
struct BuiltCandidate {
    std::size_t location = 0;  // in the network
    // Set when it stands for the location once supply has come.
    std::optional<Timestamp> supplied_from;
    std::vector<CarriageOption> options;
};

// A routing problem in plain numbers, and what its numbers mean: lines, candidates and options have
// the places they have in `problem`.
struct BuiltProblem {
    std::optional<std::size_t> pickup_at;  // in the network
    RoutingProblem problem;
    std::vector<BuiltLine> lines;
    std::vector<BuiltCandidate> candidates;
    std::vector<LeftOut> left_out;  // by location
};

// The problem of a request: one for a delivery; for a pickup one for each location it may be
// collected at, in the order given, of which the caller takes the cheapest. Every location of the
// network is a candidate or left out. Pure: the same request and world give the same problems.
// Fails with Reason::malformed_field for no lines, less than 1 or more than 1,000,000 units of a
// SKU or a pickup without a location, and with Reason::location_not_found.
Result<std::vector<BuiltProblem>> build_problems(const RoutingRequest& request,
                                                 const RoutingWorld& world,
                                                 InboundUse inbound = InboundUse::none);

}  // namespace oms::fulfillment
