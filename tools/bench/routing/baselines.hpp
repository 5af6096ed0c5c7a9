#pragma once

#include <span>

#include "fulfillment/routing_decision.hpp"
#include "fulfillment/solver.hpp"
#include "tools/bench/routing/finder.hpp"

namespace oms::bench {

// How other systems choose, each written from its public description and given the same
// candidates, options and costs. Every plan keeps the rules of routing_problem.hpp; what no
// parcel can take stays unfilled.
enum class Baseline {
    nearest_first,    // all from the nearest that holds all, else each line from its nearest
    priority_walk,    // warehouses by number, then stores by distance: each gives what it holds
    rules_threshold,  // all from one warehouse, then one store; else parts worth 50 GBP, then rest
    ranked_rules,     // again and again who holds most lines, warehouses first, then nearest
    fewest_nearest,   // the fewest locations, then the least distance, of 1,000,000 sets at most
    ten_then_exact    // the ten nearest candidates, and the exact plan over those
};
inline constexpr Baseline baselines[] = {Baseline::nearest_first,   Baseline::priority_walk,
                                         Baseline::rules_threshold, Baseline::ranked_rules,
                                         Baseline::fewest_nearest,  Baseline::ten_then_exact};
const char* title(Baseline baseline);

struct BaselineInput {
    const fulfillment::ProblemView* problem;
    std::span<const std::int64_t> distance;  // by candidate
    std::span<const std::int64_t> value;     // by line, in pence
    std::size_t warehouses;                  // location numbers below are warehouses
};

// The baseline's plan for the problem, priced like any plan.
fulfillment::Decision decide(Baseline baseline, const BaselineInput& input,
                             fulfillment::SolverWorkspace& workspace);

}  // namespace oms::bench
