#pragma once

#include <cstdint>
#include <utility>
#include <vector>

// The abstract problem of one routing decision, as its builder hands it to the solver: no SKU, no
// calendar, no rule is left in it, only lines, candidates and integer costs.
//
// What a plan is: parcels, each from one candidate by one of its options, each carrying units of
// some lines. A line that may not split travels whole in one parcel or stays unfilled whole; one
// that may split takes any number of units from any number of candidates, each part in one parcel.
// A candidate may send several parcels. Its objective is the sum of
//   each parcel: the option's fixed cost, the tariff at the parcel's chargeable weight, and 1, so
//                that among equal money fewer parcels win (money is a multiple of 64);
//   each part:   the line's fixed cost at the candidate, and per_unit for each unit;
//   split_cost for each parcel beyond the first; line_split_cost for each part of a line beyond
//   its first; unfilled_cost for each unit left unfilled; and, once, the lateness of the latest
//   parcel: for each deadline passed, its cost for each day begun after it.
namespace oms::fulfillment {

// Money in minor units x 64.
using Cost = std::int64_t;

struct ProblemLine {
    std::int64_t quantity;    // 1 or more
    std::int64_t weight_g;    // of one unit
    std::int64_t volume_cm3;  // of one unit
    Cost unfilled_cost;       // of one unit left unfilled; 0 or more
    bool may_split;
};

// Ascending in weight, never falling in cost. A parcel heavier than the last step cannot go.
struct TariffStep {
    std::int64_t up_to_weight_g;
    Cost cost;
};

struct ParcelOption {
    std::int32_t option_no;
    std::int64_t arrival;  // minutes since the epoch, 0 or more: for ties and lateness
    Cost fixed;            // with the first tariff step 0 or more
    std::vector<TariffStep> tariff;
    std::int64_t capacity_left;  // parcels; 0 or less: cannot be used
    // The chargeable weight of a parcel is the larger of its weight and this times its volume in
    // liters (a divisor of 5,000 cm3/kg is 200 here). 0: weight only.
    std::int64_t volumetric_g_per_l = 0;
};

struct LineAtLocation {
    std::int64_t available;  // units; 0: holds none
    Cost fixed;              // of each part taken here; below 0 only for a credit
    Cost per_unit;
};

struct Candidate {
    std::int32_t location_no;  // unique in the problem, 0 or more
    std::vector<ParcelOption> options;
    std::vector<LineAtLocation> lines;  // one for each problem line, in their order
};

struct RoutingProblem {
    std::vector<ProblemLine> lines;
    std::vector<Candidate> candidates;
    Cost split_cost;                // each parcel beyond the first; 0 or more
    Cost line_split_cost;           // each part of a line beyond its first; 0 or more
    std::int32_t max_parcels;       // 1 or more
    std::int64_t expansion_budget;  // search steps; never time, so that a replay is exact
    std::vector<std::pair<std::int64_t, Cost>> lateness;  // arrival deadline, cost per day after
};

// Sums stay far from the ends of 64 bits as long as no single cost term is larger than this.
inline constexpr Cost largest_cost = 10'000'000'000'000;
inline constexpr std::int64_t largest_arrival = (std::int64_t{1} << 31) - 1;

}  // namespace oms::fulfillment
