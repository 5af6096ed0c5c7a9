#include <algorithm>
#include <numeric>
#include <thread>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "fulfillment/solver.hpp"
#include "tests/fulfillment/routing_problems.hpp"

namespace oms::fulfillment {
namespace {

Cost optimum(const RoutingProblem& problem) {
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    const ProblemView& view = buffer.view(problem);
    const Decision& decision = workspace.solve(view);
    RC_ASSERT(decision.proven());
    RC_ASSERT(fault_of(view, decision) == std::nullopt);
    return decision.objective;
}

RoutingProblem any_problem(bool splits) {
    Dice dice(*rc::gen::arbitrary<std::uint64_t>());
    return random_problem(dice, {7, 7, 3, 2, splits, true});
}

void shuffle(Dice& dice, std::vector<std::size_t>& order) {
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(
            order[i - 1],
            order[static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(i) - 1))]);
}

std::vector<std::size_t> shuffled(Dice& dice, std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(dice, order);
    return order;
}

// The decisions of a few hundred problems, as one number each for objective, bound and plan.
std::vector<std::int64_t> decide_all(std::uint64_t seed, std::size_t first, std::size_t step) {
    std::vector<std::int64_t> told;
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    for (std::size_t i = first; i < 160; i += step) {
        Dice dice(seed + i);
        const RoutingProblem problem =
            i % 8 == 0 ? store_problem(dice, 16, 60, 15) : random_problem(dice, {9, 20, 3, 3});
        const Decision& decision = workspace.solve(buffer.view(problem));
        std::int64_t plan = decision.expansions;
        for (const Parcel& parcel : decision.parcels) {
            plan = plan * 31 + parcel.candidate * 7 + parcel.option;
            for (const ParcelLine& part : decision.lines_of(parcel))
                plan = (plan * 31 + part.line * 7 + part.units) % 1'000'000'007;
        }
        told.insert(told.end(),
                    {static_cast<std::int64_t>(i), decision.objective, decision.bound, plan});
    }
    return told;
}

}  // namespace

TEST_CASE("solver: more stock, one more location, a lower tariff or a longer promise never cost") {
    CHECK(rc::check([] {
        const RoutingProblem problem = any_problem(*rc::gen::arbitrary<bool>());
        const Cost before = optimum(problem);
        Dice dice(*rc::gen::arbitrary<std::uint64_t>());

        RoutingProblem stocked = problem;
        for (Candidate& candidate : stocked.candidates) {
            for (LineAtLocation& cell : candidate.lines)
                cell.available += dice.between(0, 2);
        }
        RC_ASSERT(optimum(stocked) <= before);

        RoutingProblem wider = problem;
        Candidate more = problem.candidates.front();
        more.location_no = 1000;
        for (LineAtLocation& cell : more.lines)
            cell.available = dice.between(0, 3);
        wider.candidates.push_back(more);
        RC_ASSERT(optimum(wider) <= before);

        RoutingProblem cheaper = problem;
        for (Candidate& candidate : cheaper.candidates) {
            for (ParcelOption& option : candidate.options) {
                for (TariffStep& step : option.tariff)
                    step.cost = std::max(step.cost - 64, -option.fixed);
            }
        }
        RC_ASSERT(optimum(cheaper) <= before);

        RoutingProblem later = problem;
        for (auto& promise : later.lateness)
            promise.first += 24 * 60 * dice.between(0, 2);
        RC_ASSERT(optimum(later) <= before);

        RoutingProblem roomier = problem;
        roomier.max_parcels += 1;
        RC_ASSERT(optimum(roomier) <= before);
    }));
}

TEST_CASE("solver: renaming locations and permuting lines and candidates changes nothing") {
    CHECK(rc::check([] {
        const RoutingProblem problem = any_problem(*rc::gen::arbitrary<bool>());
        const Cost before = optimum(problem);
        Dice dice(*rc::gen::arbitrary<std::uint64_t>());
        RoutingProblem other = problem;
        const auto lines = shuffled(dice, problem.lines.size());
        const auto candidates = shuffled(dice, problem.candidates.size());
        for (std::size_t l = 0; l < lines.size(); ++l)
            other.lines[l] = problem.lines[lines[l]];
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            other.candidates[c] = problem.candidates[candidates[c]];
            for (std::size_t l = 0; l < lines.size(); ++l)
                other.candidates[c].lines[l] = problem.candidates[candidates[c]].lines[lines[l]];
        }
        RC_ASSERT(optimum(other) == before);
        for (Candidate& candidate : other.candidates)
            candidate.location_no = 500 - candidate.location_no;
        RC_ASSERT(optimum(other) == before);
    }));
}

TEST_CASE("solver: candidates in another order give the same locations, also among ties") {
    CHECK(rc::check([] {
        const RoutingProblem problem = any_problem(false);
        Dice dice(*rc::gen::arbitrary<std::uint64_t>());
        RoutingProblem other = problem;
        const auto candidates = shuffled(dice, problem.candidates.size());
        for (std::size_t c = 0; c < candidates.size(); ++c)
            other.candidates[c] = problem.candidates[candidates[c]];
        const auto locations = [](const RoutingProblem& each) {
            ProblemBuffer buffer;
            SolverWorkspace workspace;
            std::vector<std::int32_t> numbers;
            for (const Parcel& parcel : workspace.solve(buffer.view(each)).parcels)
                numbers.push_back(
                    each.candidates[static_cast<std::size_t>(parcel.candidate)].location_no);
            return numbers;
        };
        RC_ASSERT(locations(problem) == locations(other));
    }));
}

TEST_CASE("solver: a tie goes to the earlier arrival, then to the lower location number") {
    RoutingProblem problem{};
    problem.lines.push_back({1, 100, 100, 64'000, false});
    const std::vector<TariffStep> tariff = {
        {1000, 640}
    };
    for (const auto& [number, arrival] : {
             std::pair{7, 300},
             {5, 200},
             {3, 200},
             {9, 100}
    })
        problem.candidates.push_back({number, {{0, arrival, 64, tariff, 1}}, {{1, 0, 0}}});
    problem.max_parcels = 1;
    const auto chosen = [&] {
        ProblemBuffer buffer;
        SolverWorkspace workspace;
        const Decision& decision = workspace.solve(buffer.view(problem));
        return problem.candidates[static_cast<std::size_t>(decision.parcels.front().candidate)]
            .location_no;
    };
    CHECK(chosen() == 9);
    problem.candidates.pop_back();
    CHECK(chosen() == 3);
}

TEST_CASE("solver: the bound of a search cut short never exceeds the optimum") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Dice dice(seed);
        RoutingProblem problem = store_problem(dice, dice.between(16, 18), 40, 20);
        ProblemBuffer buffer;
        SolverWorkspace workspace;
        const Decision full = workspace.solve(buffer.view(problem));
        REQUIRE(full.proven());
        CHECK(full.engine == Engine::branch);
        for (const std::int64_t budget : {0, 50, 500, 2000}) {
            problem.expansion_budget = budget;
            const ProblemView& view = buffer.view(problem);
            const Decision& cut = workspace.solve(view);
            CHECK(cut.bound <= full.objective);
            CHECK(cut.objective >= full.objective);
            CHECK(fault_of(view, cut) == std::nullopt);
        }
    }
}

TEST_CASE("solver: one thread and sixteen decide the same, to the last expansion") {
    const std::vector<std::int64_t> alone = decide_all(99, 0, 1);
    std::vector<std::vector<std::int64_t>> shares(16);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < shares.size(); ++t)
        threads.emplace_back([&shares, t] { shares[t] = decide_all(99, t, 16); });
    for (std::thread& thread : threads)
        thread.join();
    for (std::size_t i = 0; i < alone.size(); i += 4) {
        const auto problem = static_cast<std::size_t>(alone[i]);
        const std::size_t at = problem / 16 * 4;
        for (std::size_t k = 0; k < 4; ++k)
            CHECK(shares[problem % 16][at + k] == alone[i + k]);
    }
}

}  // namespace oms::fulfillment
