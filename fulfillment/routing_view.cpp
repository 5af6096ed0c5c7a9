#include "fulfillment/routing_view.hpp"

#include <algorithm>
#include <limits>

#include "domain/contract.hpp"

namespace oms::fulfillment {
namespace {

constexpr std::int64_t minutes_of_day = 24 * 60;

bool within(Cost value, Cost least, std::int64_t times = 1) {
    return value >= least && value <= largest_cost && value * times <= largest_cost &&
           value * times >= -largest_cost;
}

bool is_sound_line(const ProblemLine& line) {
    return line.quantity >= 1 && line.quantity <= 1'000'000 && line.weight_g >= 0 &&
           line.volume_cm3 >= 0 && line.weight_g <= 1'000'000'000 &&
           line.volume_cm3 <= 1'000'000'000 && line.unfilled_cost >= 0 &&
           line.unfilled_cost <= largest_cost / line.quantity;
}

bool is_sound_option(const OptionView& option) {
    if (option.arrival < 0 || option.arrival > largest_arrival) return false;
    if (option.volumetric_g_per_l < 0 || option.volumetric_g_per_l > 1'000'000) return false;
    if (!within(option.fixed, -largest_cost)) return false;
    Cost cost = 0;
    std::int64_t weight_g = -1;
    for (const TariffStep& step : option.tariff) {
        if (!within(step.cost, -largest_cost) || step.up_to_weight_g <= weight_g) return false;
        if (weight_g >= 0 && step.cost < cost) return false;
        weight_g = step.up_to_weight_g;
        cost = step.cost;
    }
    return option.tariff.empty() || option.fixed + option.tariff.front().cost >= 0;
}

bool is_sound_candidate(const ProblemView& problem, const CandidateView& candidate) {
    if (candidate.location_no < 0 || candidate.lines.size() != problem.lines.size()) return false;
    if (!std::all_of(candidate.options.begin(), candidate.options.end(), is_sound_option))
        return false;
    for (std::size_t l = 0; l < candidate.lines.size(); ++l) {
        const LineAtLocation& cell = candidate.lines[l];
        const std::int64_t quantity = problem.lines[l].quantity;
        const Cost most = largest_cost / quantity;
        if (cell.available < 0 || !within(cell.fixed, -most) || cell.fixed > most) return false;
        if (cell.per_unit < -most || cell.per_unit > most) return false;
    }
    return true;
}

}  // namespace

bool is_sound(const ProblemView& problem) {
    if (problem.max_parcels < 1 || problem.expansion_budget < 0) return false;
    if (!within(problem.split_cost, 0) || !within(problem.line_split_cost, 0)) return false;
    if (problem.candidates.size() > 65'535 || problem.lines.size() > 100'000) return false;
    for (const auto& [deadline, cost] : problem.lateness) {
        if (deadline < 0 || deadline > largest_arrival) return false;
        if (cost < 0 || cost > largest_cost / 1'000'000) return false;
    }
    if (!std::all_of(problem.lines.begin(), problem.lines.end(), is_sound_line)) return false;
    return std::all_of(
        problem.candidates.begin(), problem.candidates.end(),
        [&](const CandidateView& candidate) { return is_sound_candidate(problem, candidate); });
}

Cost lateness_cost(const ProblemView& problem, std::int64_t arrival) {
    Cost cost = 0;
    for (const auto& [deadline, per_day] : problem.lateness) {
        if (arrival <= deadline) continue;
        cost += per_day * ((arrival - deadline + minutes_of_day - 1) / minutes_of_day);
    }
    return cost;
}

std::int64_t chargeable_weight_g(const OptionView& option, std::int64_t weight_g,
                                 std::int64_t volume_cm3) {
    if (option.volumetric_g_per_l == 0) return weight_g;
    // Beyond this volume the weight is beyond every tariff; the product would not fit.
    if (volume_cm3 > std::numeric_limits<std::int64_t>::max() / 2'000'000)
        return std::numeric_limits<std::int64_t>::max();
    return std::max(weight_g, (volume_cm3 * option.volumetric_g_per_l + 999) / 1000);
}

Cost tariff_cost(const OptionView& option, std::int64_t chargeable_g) {
    for (const TariffStep& step : option.tariff) {
        if (chargeable_g <= step.up_to_weight_g) return step.cost;
    }
    return std::numeric_limits<Cost>::min();
}

const ProblemView& ProblemBuffer::view(const RoutingProblem& problem) {
    std::size_t options = 0;
    for (const Candidate& candidate : problem.candidates)
        options += candidate.options.size();
    options_.clear();
    options_.reserve(options);  // the spans below point into it
    candidates_.clear();
    for (const Candidate& candidate : problem.candidates) {
        const std::size_t first = options_.size();
        for (const ParcelOption& option : candidate.options)
            options_.push_back({option.option_no, option.arrival, option.fixed, option.tariff,
                                option.capacity_left, option.volumetric_g_per_l});
        candidates_.push_back({candidate.location_no,
                               std::span(options_).subspan(first, candidate.options.size()),
                               candidate.lines});
    }
    view_ = {problem.lines,           candidates_,         problem.split_cost,
             problem.line_split_cost, problem.max_parcels, problem.expansion_budget,
             problem.lateness};
    OMS_REQUIRE(is_sound(view_));
    return view_;
}

}  // namespace oms::fulfillment
