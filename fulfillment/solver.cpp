#include "fulfillment/solver.hpp"

#include <algorithm>

#include "domain/contract.hpp"
#include "fulfillment/solver/search.hpp"

namespace oms::fulfillment {
namespace {

using namespace solver;

// Best plan whose latest parcel costs no more than the level, for lines that travel whole. Returns
// what no plan at this level undercuts.
Cost solve_level(Search& search) {
    // Later options seldom make a better start than the search on time has found.
    if (search.level == search.levels.front()) cover_greedily(search);
    Cost bound = raise_duals(search) - search.problem->split_cost + search.level;
    if (bound > search.best.value.cost) return search.best.value.cost;
    const bool small = search.line_count <= subset_dp_lines;
    search.engine = small ? Engine::subset_dp : Engine::branch;
    if (!enumerate_columns(search, !small)) {
        forget_columns(search);
        return std::min(bound, search.best.value.cost);
    }
    bound = small ? subset_dp(search) : branch_and_bound(search, bound);
    forget_columns(search);
    return bound;
}

Cost solve_small(Search& search) {
    search.engine = Engine::one_parcel;
    search.level = 0;
    if (prepare(search)) return search.best.value.cost;
    arrange(search);
    Cost bound = infinite;
    for (const Cost level : search.levels) {
        set_level(search, level);
        if (!search.splits) {
            bound = std::min(bound, solve_level(search));
            continue;
        }
        cover_greedily(search);
        if (!split_dp(search)) return local_search(search);
    }
    return std::min(bound, search.best.value.cost);
}

// Parcels by location, then option, then line: independent of how the plan was found.
void emit(Search& search, Cost bound, Decision& decision) {
    const ProblemView& problem = *search.problem;
    decision.clear();
    auto& left = search.greedy.left;
    left.resize(problem.lines.size());
    for (std::size_t l = 0; l < left.size(); ++l)
        left[l] = problem.lines[l].quantity;
    Plan& plan = search.best;
    for (const Parcel& parcel : plan.parcels) {
        const auto first = plan.lines.begin() + parcel.first_line;
        std::sort(first, first + parcel.line_count,
                  [](const ParcelLine& a, const ParcelLine& b) { return a.line < b.line; });
    }
    const auto number = [&](const Parcel& parcel) {
        return problem.candidates[static_cast<std::size_t>(parcel.candidate)].location_no;
    };
    std::sort(plan.parcels.begin(), plan.parcels.end(), [&](const Parcel& a, const Parcel& b) {
        if (number(a) != number(b)) return number(a) < number(b);
        if (a.option != b.option) return a.option < b.option;
        return plan.lines[a.first_line].line < plan.lines[b.first_line].line;
    });
    for (const Parcel& parcel : plan.parcels) {
        const auto first_line = static_cast<std::uint32_t>(decision.parcel_lines.size());
        decision.parcels.push_back(
            {parcel.candidate, parcel.option, first_line, parcel.line_count});
        for (std::uint32_t i = 0; i < parcel.line_count; ++i) {
            decision.parcel_lines.push_back(plan.lines[parcel.first_line + i]);
            left[static_cast<std::size_t>(decision.parcel_lines.back().line)] -=
                decision.parcel_lines.back().units;
        }
    }
    for (std::size_t l = 0; l < left.size(); ++l) {
        if (left[l] > 0) decision.unfilled.push_back({static_cast<std::int32_t>(l), left[l]});
    }
    decision.terms = price(problem, decision);
    decision.objective = decision.terms.sum();
    OMS_REQUIRE(decision.objective == plan.value.cost);
    decision.bound = std::min(bound, decision.objective);
    decision.engine = search.engine;
    decision.expansions = search.expansions;
}

void run(Search& search, const ProblemView& problem, std::int32_t excluded, Decision& decision) {
    search.problem = &problem;
    search.excluded = excluded;
    search.expansions = 0;
    const bool small = problem.lines.size() <= branch_lines;
    const Cost bound = small ? solve_small(search) : local_search(search);
    emit(search, bound, decision);
}

}  // namespace

SolverWorkspace::SolverWorkspace() : search_(std::make_unique<Search>()) {}
SolverWorkspace::~SolverWorkspace() = default;
SolverWorkspace::SolverWorkspace(SolverWorkspace&&) noexcept = default;
SolverWorkspace& SolverWorkspace::operator=(SolverWorkspace&&) noexcept = default;

const Decision& SolverWorkspace::solve(const ProblemView& problem) {
    run(*search_, problem, nobody, decision_);
    return decision_;
}

const Decision* SolverWorkspace::runner_up(const ProblemView& problem, const Decision& decision) {
    bool found = false;
    std::int32_t last = nobody;
    for (const Parcel& parcel : decision.parcels) {
        if (parcel.candidate == last) continue;  // parcels of a location are neighbors
        last = parcel.candidate;
        run(*search_, problem, last, decision_);
        if (found && decision_.objective >= runner_up_.objective) continue;
        std::swap(decision_, runner_up_);
        found = true;
    }
    return found ? &runner_up_ : nullptr;
}

}  // namespace oms::fulfillment
