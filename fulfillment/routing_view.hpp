#pragma once

#include <span>

#include "fulfillment/routing_problem.hpp"

namespace oms::fulfillment {

// The same problem over memory that the caller owns and reuses: what the hot path builds, since
// tariffs, options and rows of lines can be shared between candidates and decisions.
struct OptionView {
    std::int32_t option_no;
    std::int64_t arrival;
    Cost fixed;
    std::span<const TariffStep> tariff;
    std::int64_t capacity_left;
    std::int64_t volumetric_g_per_l = 0;
};

struct CandidateView {
    std::int32_t location_no;
    std::span<const OptionView> options;
    std::span<const LineAtLocation> lines;
};

struct ProblemView {
    std::span<const ProblemLine> lines;
    std::span<const CandidateView> candidates;  // fastest in ascending order of location_no
    Cost split_cost = 0;
    Cost line_split_cost = 0;
    std::int32_t max_parcels = 1;
    std::int64_t expansion_budget = 0;
    std::span<const std::pair<std::int64_t, Cost>> lateness;
};

// Turns the meeting shape into a view. Keeps its memory: after some problems of a size, the next
// one allocates nothing. One thread at a time.
class ProblemBuffer {
public:
    // The view lives until the next call or until `problem` changes. Requires is_sound().
    const ProblemView& view(const RoutingProblem& problem);

private:
    std::vector<OptionView> options_;
    std::vector<CandidateView> candidates_;
    ProblemView view_;
};

// True when everything said in routing_problem.hpp holds: sizes, signs, order, ranges.
bool is_sound(const ProblemView& problem);

// What it costs, once for the order, that its latest parcel comes at `arrival`.
Cost lateness_cost(const ProblemView& problem, std::int64_t arrival);

// The weight that the carrier charges for, in grams, rounded up.
std::int64_t chargeable_weight_g(const OptionView& option, std::int64_t weight_g,
                                 std::int64_t volume_cm3);

// The tariff at a chargeable weight; below 0 when the parcel is too heavy for the option.
Cost tariff_cost(const OptionView& option, std::int64_t chargeable_g);

}  // namespace oms::fulfillment
