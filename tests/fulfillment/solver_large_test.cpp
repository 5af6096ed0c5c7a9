#include <doctest/doctest.h>

#include "fulfillment/solver.hpp"
#include "tests/fulfillment/routing_brute_force.hpp"
#include "tests/fulfillment/routing_problems.hpp"

namespace oms::fulfillment {
namespace {

const Decision& solve(SolverWorkspace& workspace, ProblemBuffer& buffer,
                      const RoutingProblem& problem) {
    const ProblemView& view = buffer.view(problem);
    const Decision& decision = workspace.solve(view);
    REQUIRE(fault_of(view, decision) == std::nullopt);
    CHECK(decision.bound <= decision.objective);
    return decision;
}

}  // namespace

TEST_CASE("solver: orders of more than twenty lines get an allowed plan and a bound") {
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Dice dice(seed);
        const RoutingProblem problem =
            store_problem(dice, dice.between(21, 60), dice.between(5, 80), dice.between(20, 90));
        const Decision& decision = solve(workspace, buffer, problem);
        CHECK(decision.engine == Engine::greedy);
        CHECK(decision.bound > 0);
    }
}

TEST_CASE("solver: too many units to count one by one are split by local search") {
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    RoutingProblem problem{};
    problem.lines.push_back({80'995, 10, 10, 640'000, true});
    problem.lines.push_back({40'000, 10, 10, 640'000, true});
    const std::vector<TariffStep> tariff = {
        {2'000'000, 64'000}
    };
    for (std::int32_t c = 0; c < 3; ++c)
        problem.candidates.push_back({
            c, {{0, 100, 640, tariff, 9}},
             { {40'000, 64, 64},        {30'000, 64, 64}}
        });
    problem.split_cost = 9600;
    problem.line_split_cost = 640;
    problem.max_parcels = 9;
    problem.expansion_budget = 10'000;
    const Decision& decision = solve(workspace, buffer, problem);
    CHECK(decision.engine == Engine::greedy);
    CHECK(decision.unfilled.empty());
    CHECK(decision.parcels.size() == 3);
}

TEST_CASE("solver: every rule holds for rough problems whatever the engine") {
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        Dice dice(seed);
        RoutingProblem problem = random_problem(dice, {40, 12, 3, 5, true, true});
        problem.expansion_budget = 20'000;
        solve(workspace, buffer, problem);
    }
}

TEST_CASE("solver: a cut search of a small problem still bounds the true optimum") {
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        Dice dice(seed);
        RoutingProblem problem = random_problem(dice, {3, 3, 2, 3, true, true});
        problem.expansion_budget = dice.between(0, 40);
        const Decision& decision = solve(workspace, buffer, problem);
        const Cost best = brute_force(problem);
        CHECK(decision.bound <= best);
        CHECK(decision.objective >= best);
    }
}

TEST_CASE("solver: a thousand lines over three hundred locations go in many parcels") {
    Dice dice(5);
    const RoutingProblem problem = [&] {
        RoutingProblem made = store_problem(dice, 1000, 300, 50);
        made.max_parcels = 1000;
        return made;
    }();
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    const Decision& decision = solve(workspace, buffer, problem);
    CHECK(decision.parcels.size() > 40);
    CHECK(decision.bound > decision.objective / 2);
}

TEST_CASE("solver: candidates that send nothing say why") {
    RoutingProblem problem{};
    problem.lines.push_back({2, 600, 100, 64'000, false});
    const std::vector<TariffStep> tariff = {
        {2000, 640}
    };
    const std::vector<TariffStep> small = {
        {1000, 64}
    };
    problem.candidates = {
        {1, {{0, 10, 64, tariff, 1}},  {{2, 0, 0}}},
        {2, {{0, 10, 640, tariff, 1}}, {{2, 0, 0}}},
        {3, {{0, 10, 0, tariff, 1}},   {{1, 0, 0}}},
        {4, {{0, 10, 0, tariff, 0}},   {{9, 0, 0}}},
        {5, {{0, 10, 0, small, 5}},    {{9, 0, 0}}},
    };
    problem.max_parcels = 3;
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    const ProblemView& view = buffer.view(problem);
    const auto told = rejections(view, workspace.solve(view));
    REQUIRE(told.size() == 4);
    CHECK(told[0].reason == RejectReason::cost);
    CHECK(told[0].alone.value() == 640 + 640 + 1);
    CHECK(told[1].reason == RejectReason::no_stock);
    CHECK(told[2].reason == RejectReason::no_capacity);
    CHECK(told[3].reason == RejectReason::too_heavy);
}

}  // namespace oms::fulfillment
