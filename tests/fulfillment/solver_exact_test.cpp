#include <vector>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "fulfillment/solver.hpp"
#include "tests/fulfillment/routing_brute_force.hpp"
#include "tests/fulfillment/routing_problems.hpp"

namespace oms::fulfillment {
namespace {

// The solver's plan is allowed, adds up, is proven, and no plan at all is cheaper.
void check_exact(const RoutingProblem& problem) {
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    const ProblemView& view = buffer.view(problem);
    const Decision decision = workspace.solve(view);
    RC_ASSERT(fault_of(view, decision) == std::nullopt);
    RC_ASSERT(decision.terms.sum() == decision.objective);
    RC_ASSERT(decision.objective == brute_force(problem));
    RC_ASSERT(decision.proven());
}

void check_family(const ProblemSize& size, int rounds) {
    for (int round = 0; round < rounds; ++round) {
        Dice dice(*rc::gen::arbitrary<std::uint64_t>());
        check_exact(random_problem(dice, size));
    }
}

}  // namespace

TEST_CASE("solver: whole lines are routed as trying every plan would") {
    CHECK(rc::check([] { check_family({5, 4, 2, 2, false, true}, 30); }));
}

TEST_CASE("solver: lines that may split are routed as trying every plan would") {
    CHECK(rc::check([] { check_family({3, 3, 2, 3, true, true}, 20); }));
}

TEST_CASE("solver: ample networks are routed as trying every plan would") {
    CHECK(rc::check([] { check_family({5, 3, 2, 1, false, false}, 20); }));
}

TEST_CASE("solver: the runner-up is the best plan without one of the chosen locations") {
    CHECK(rc::check([] {
        for (int round = 0; round < 10; ++round) {
            Dice dice(*rc::gen::arbitrary<std::uint64_t>());
            const RoutingProblem problem = random_problem(dice, {4, 4, 2, 2, false, true});
            ProblemBuffer buffer;
            SolverWorkspace workspace;
            const ProblemView& view = buffer.view(problem);
            const Decision decision = workspace.solve(view);
            const Decision* second = workspace.runner_up(view, decision);
            RC_ASSERT((second == nullptr) == decision.parcels.empty());
            if (second == nullptr) continue;
            std::vector<std::int32_t> chosen;
            for (const Parcel& parcel : decision.parcels)
                chosen.push_back(parcel.candidate);
            RC_ASSERT(second->objective == brute_force(problem, chosen));
            RC_ASSERT(fault_of(view, *second) == std::nullopt);
        }
    }));
}

}  // namespace oms::fulfillment
