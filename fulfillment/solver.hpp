#pragma once

#include <memory>

#include "fulfillment/routing_decision.hpp"
#include "fulfillment/routing_view.hpp"

namespace oms::fulfillment {

namespace solver {
struct Search;
}

// Up to here subset_dp is exact whatever the costs; the budget does not bind it.
inline constexpr std::size_t subset_dp_lines = 15;
// Up to here branch and bound is tried, within the budget; beyond, local search.
inline constexpr std::size_t branch_lines = 20;

// Finds the plan of least objective. Ties: the smaller sum of the parcels' arrivals, then of the
// ranks of their locations by number. The same problem gives the same decision on every machine
// and thread; the order of candidates and lines changes neither objective nor bound.
//
// Holds all memory of the search: after some problems of a size, the next one allocates nothing.
// One thread at a time; threads each use their own.
class SolverWorkspace {
public:
    SolverWorkspace();
    ~SolverWorkspace();
    SolverWorkspace(SolverWorkspace&&) noexcept;
    SolverWorkspace& operator=(SolverWorkspace&&) noexcept;

    // The decision lives until the next call. Requires is_sound(problem), which it does not check.
    const Decision& solve(const ProblemView& problem);

    // The best plan that does without at least one location of `decision` (a decision of this
    // problem), for the margin: how much worse the next best choice of locations is. Empty when
    // `decision` uses no location. Solves the problem once for each location; `decision` must not
    // be the workspace's own.
    const Decision* runner_up(const ProblemView& problem, const Decision& decision);

private:
    std::unique_ptr<solver::Search> search_;
    Decision decision_;
    Decision runner_up_;
};

}  // namespace oms::fulfillment
