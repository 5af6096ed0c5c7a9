#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fulfillment/routing_view.hpp"

namespace oms::fulfillment {

// Which part of the solver had the last word.
enum class Engine {
    one_parcel,  // no plan of more parcels, or with unfilled lines, can be better
    subset_dp,   // up to 15 lines: every partition, by dynamic programming
    branch,      // 16 to 20 lines: branch and bound
    split_dp,    // lines that may split: every vector of units
    greedy       // more lines, or too many units to split: local search with a stated bound
};

const char* to_string(Engine engine);

// Units of one line in one parcel. `line` is the line's place in the problem.
struct ParcelLine {
    std::int32_t line;
    std::int64_t units;
};

// One parcel: `candidate` and `option` are places in the problem; its lines are
// Decision::parcel_lines[first_line .. first_line + line_count).
struct Parcel {
    std::int32_t candidate;
    std::int32_t option;
    std::uint32_t first_line;
    std::uint32_t line_count;
};

// The objective by term. The sum of all is the objective.
struct CostTerms {
    Cost parcel_fixed = 0;
    Cost tariff = 0;
    Cost lines = 0;
    Cost splits = 0;
    Cost line_splits = 0;
    Cost lateness = 0;
    Cost unfilled = 0;
    Cost parcels = 0;  // 1 for each parcel
    Cost sum() const;
    friend bool operator==(const CostTerms&, const CostTerms&) = default;
};

// A plan and what is known about it. Reused from decision to decision, it allocates nothing once
// it has grown.
struct Decision {
    std::vector<Parcel> parcels;  // ascending by location, then option, then first line
    std::vector<ParcelLine> parcel_lines;
    std::vector<ParcelLine> unfilled;
    Cost objective = 0;
    // No plan costs less. Equal to the objective when the plan is proven best.
    Cost bound = 0;
    CostTerms terms;
    Engine engine = Engine::one_parcel;
    std::int64_t expansions = 0;

    bool proven() const { return bound == objective; }
    std::span<const ParcelLine> lines_of(const Parcel& parcel) const;
    void clear();
};

// The cost of the plan in `decision` from first principles, in no way by the solver's own sums.
CostTerms price(const ProblemView& problem, const Decision& decision);

// Empty when the plan in `decision` is allowed: every unit of every line exactly once in a parcel
// or unfilled, stock, capacity, weight, parcel cap and whole lines respected. Otherwise what is
// wrong with it.
std::optional<std::string> fault_of(const ProblemView& problem, const Decision& decision);

// Why a candidate is not in the plan. What the caller's filters dropped is not in the problem.
enum class RejectReason { no_stock, no_capacity, too_heavy, cost };

const char* to_string(RejectReason reason);

struct Rejection {
    std::int32_t candidate;
    RejectReason reason;
    // The best objective of the candidate serving the whole order in one parcel, where it can.
    std::optional<Cost> alone;
};

// Every candidate that sends no parcel, in the problem's order. Not for the hot path.
std::vector<Rejection> rejections(const ProblemView& problem, const Decision& decision);

}  // namespace oms::fulfillment
