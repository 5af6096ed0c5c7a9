#include <cstdlib>
#include <new>

#include <doctest/doctest.h>

#include "fulfillment/solver.hpp"
#include "tests/fulfillment/routing_problems.hpp"

namespace {
thread_local std::int64_t allocations = 0;
}

// Counted for the whole test program; only differences are looked at.
void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace oms::fulfillment {

TEST_CASE("solver: a workspace that has warmed up allocates nothing") {
    std::vector<RoutingProblem> problems;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Dice dice(seed);
        problems.push_back(random_problem(dice, {8, 30, 3, 3}));
        problems.push_back(store_problem(dice, dice.between(1, 18), 60, 15));
        problems.push_back(store_problem(dice, 30, 20, 40));
    }
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    const auto solve_all = [&] {
        Cost total = 0;
        for (const RoutingProblem& problem : problems)
            total += workspace.solve(buffer.view(problem)).objective;
        return total;
    };
    const std::int64_t before_warm_up = allocations;
    const Cost cold = solve_all();
    CHECK(allocations > before_warm_up);
    const Cost second = solve_all();
    const std::int64_t before = allocations;
    const Cost warm = solve_all();
    const std::int64_t after = allocations;
    CHECK(after == before);
    CHECK(cold == second);
    CHECK(warm == cold);
}

}  // namespace oms::fulfillment
