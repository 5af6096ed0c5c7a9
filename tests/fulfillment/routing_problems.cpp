#include "tests/fulfillment/routing_problems.hpp"

namespace oms::fulfillment {
namespace {

std::vector<TariffStep> random_tariff(Dice& dice, bool rough) {
    std::vector<TariffStep> steps;
    const std::int64_t count = dice.between(1, 3);
    std::int64_t weight = rough ? dice.between(300, 1500) : 1000;
    Cost cost = dice.between(-1, 4) * 64;
    for (std::int64_t i = 0; i < count; ++i) {
        steps.push_back({weight, cost});
        weight += rough ? dice.between(200, 3000) : 2000 * (i + 1);
        cost += dice.between(0, 3) * 64;
    }
    return steps;
}

ParcelOption random_option(Dice& dice, std::int32_t number, bool rough) {
    ParcelOption option{number, 1000 + dice.between(0, 4) * 1440, dice.between(1, 4) * 64,
                        random_tariff(dice, rough), rough ? dice.between(0, 3) : 9};
    if (dice.one_in(3)) option.volumetric_g_per_l = 200;
    return option;
}

}  // namespace

std::uint64_t Dice::next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

std::int64_t Dice::between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(most - least + 1));
}

RoutingProblem random_problem(Dice& dice, const ProblemSize& size) {
    RoutingProblem problem{};
    const std::int64_t lines = dice.between(1, size.lines);
    for (std::int64_t l = 0; l < lines; ++l) {
        problem.lines.push_back({dice.between(1, size.quantity), dice.between(1, 9) * 100,
                                 dice.between(1, 9) * 500, dice.between(1, 40) * 64,
                                 size.splits && dice.one_in(3)});
    }
    const std::int64_t candidates = dice.between(1, size.candidates);
    for (std::int64_t c = 0; c < candidates; ++c) {
        Candidate candidate{static_cast<std::int32_t>(10 * (candidates - c) + c % 3), {}, {}};
        const std::int64_t options = dice.between(1, size.options);
        for (std::int64_t o = 0; o < options; ++o)
            candidate.options.push_back(
                random_option(dice, static_cast<std::int32_t>(o), size.rough));
        for (std::int64_t l = 0; l < lines; ++l)
            candidate.lines.push_back({dice.between(0, size.quantity + 1), dice.between(-1, 3) * 64,
                                       dice.between(0, 2) * 64});
        problem.candidates.push_back(std::move(candidate));
    }
    problem.split_cost = dice.between(0, 3) * 64;
    problem.line_split_cost = dice.between(0, 2) * 64;
    problem.max_parcels = static_cast<std::int32_t>(size.rough ? dice.between(1, 4) : 9);
    problem.expansion_budget = 100'000'000;
    if (dice.one_in(2)) problem.lateness.push_back({1000 + 1440, dice.between(1, 3) * 64});
    if (dice.one_in(4)) problem.lateness.push_back({1000 + 2 * 1440, 64});
    return problem;
}

RoutingProblem store_problem(Dice& dice, std::int64_t lines, std::int64_t candidates,
                             std::int64_t held_percent) {
    RoutingProblem problem{};
    for (std::int64_t l = 0; l < lines; ++l)
        problem.lines.push_back({1, dice.between(1, 20) * 100, 500, 3000 * 64, false});
    for (std::int64_t c = 0; c < candidates; ++c) {
        Candidate candidate{static_cast<std::int32_t>(c), {}, {}};
        ParcelOption option{0, 2000, (dice.between(80, 220)) * 64, {}, 14};
        Cost cost = 0;
        for (const std::int64_t kilograms : {1, 2, 5, 10, 20}) {
            option.tariff.push_back({kilograms * 1000, (310 + cost) * 64});
            cost += dice.between(20, 90);
        }
        candidate.options.push_back(option);
        for (std::int64_t l = 0; l < lines; ++l)
            candidate.lines.push_back(
                {dice.between(1, 100) <= held_percent ? 3 : 0, dice.between(30, 110) * 64, 0});
        problem.candidates.push_back(std::move(candidate));
    }
    problem.split_cost = 150 * 64;
    problem.max_parcels = 63;
    problem.expansion_budget = 20'000'000;
    return problem;
}

}  // namespace oms::fulfillment
