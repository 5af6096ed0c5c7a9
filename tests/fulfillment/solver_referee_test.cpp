#include <cstdlib>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include "fulfillment/solver.hpp"
#include "tests/fulfillment/routing_problems.hpp"
#include "tests/fulfillment/routing_referee.hpp"

namespace oms::fulfillment {
namespace {

// OMS_REFEREE_INSTANCES=500 for the long run.
int instances() {
    const char* wanted = std::getenv("OMS_REFEREE_INSTANCES");
    return wanted == nullptr ? 60 : std::max(1, std::atoi(wanted));
}

// Shops whose tariffs rise so slowly that a second parcel from a location never pays. Money is in
// whole minor units, so that the programs' tolerances are far below one step.
RoutingProblem shop_problem(Dice& dice) {
    // One after the other, since compilers differ in the order of a call's arguments.
    const std::int64_t held_percent = dice.between(20, 80);
    const std::int64_t candidates = dice.between(3, 12);
    const std::int64_t lines = dice.between(2, 9);
    RoutingProblem problem = store_problem(dice, lines, candidates, held_percent);
    for (Candidate& candidate : problem.candidates) {
        ParcelOption fast = candidate.options.front();
        candidate.options.front().arrival += 1440 * dice.between(0, 3);
        fast.option_no = 1;
        for (TariffStep& step : fast.tariff)
            step.cost += 140 * 64;
        candidate.options.push_back(fast);
        if (dice.one_in(3)) {
            for (ParcelOption& option : candidate.options)
                option.volumetric_g_per_l = 200;
        }
        for (LineAtLocation& cell : candidate.lines)
            cell.per_unit = dice.between(0, 6) * 64;
    }
    for (ProblemLine& line : problem.lines) {
        line.quantity = dice.between(1, 3);
        line.may_split = dice.one_in(4);
        line.weight_g = dice.between(1, 7) * 100;
    }
    problem.line_split_cost = dice.between(0, 50) * 64;
    if (dice.one_in(3)) problem.max_parcels = static_cast<std::int32_t>(dice.between(1, 4));
    if (dice.one_in(2))
        problem.lateness = {
            {2000 + 1440, 200 * 64}
        };
    return problem;
}

}  // namespace

TEST_CASE("solver: mixed-integer programs agree with every optimum") {
    const auto folder = std::filesystem::temp_directory_path() /
                        fmt::format("comptoir_referee_{}", static_cast<long>(::getpid()));
    std::filesystem::create_directories(folder);
    int checked = 0;
    int unproven = 0;
    for (const Referee referee : {Referee::cbc, Referee::glpsol}) {
        if (!find_referee(referee)) {
            MESSAGE("SKIPPED, install coinor-cbc and glpk-utils: no program for referee ",
                    static_cast<int>(referee));
            continue;
        }
        for (int i = 0; i < instances() / 2; ++i) {
            Dice dice(static_cast<std::uint64_t>(7 * i + (referee == Referee::cbc ? 0 : 1)));
            const RoutingProblem problem = shop_problem(dice);
            const auto optimum = optimum_of(referee, to_linear_program(problem), folder);
            CAPTURE(i);
            REQUIRE(optimum);
            ProblemBuffer buffer;
            SolverWorkspace workspace;
            const ProblemView& view = buffer.view(problem);
            const Decision& decision = workspace.solve(view);
            CHECK(fault_of(view, decision) == std::nullopt);
            CHECK(decision.bound <= *optimum);
            CHECK(decision.objective >= *optimum);
            // Orders of these sizes are proven, unless their lines split in too many ways.
            CHECK((decision.proven() || decision.engine == Engine::greedy));
            if (decision.proven()) CHECK(decision.objective == *optimum);
            unproven += decision.proven() ? 0 : 1;
            ++checked;
        }
    }
    // One in 500 at most, so that this is no excuse.
    CHECK(unproven <= checked / 500);
    const int proven = checked - unproven;
    MESSAGE(proven, " of ", checked, " optima proven and agreed");
    std::filesystem::remove_all(folder);
}

TEST_CASE("solver: nine lines that split in 12,288 ways are proven") {
    Dice dice(847);
    const RoutingProblem problem = shop_problem(dice);
    ProblemBuffer buffer;
    SolverWorkspace workspace;
    const Decision& decision = workspace.solve(buffer.view(problem));
    CHECK(problem.lines.size() == 9);
    CHECK(decision.engine == Engine::split_dp);
    CHECK(decision.proven());
}

}  // namespace oms::fulfillment
