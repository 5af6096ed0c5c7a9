#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <vector>

#include "fulfillment/routing_decision.hpp"
#include "fulfillment/routing_view.hpp"
#include "fulfillment/solver.hpp"

// The inside of the solver: the state of one search and the steps that work on it, each in a file
// of its own. Nothing outside fulfillment/solver* includes this.
namespace oms::fulfillment::solver {

using Mask = std::uint32_t;
inline constexpr Cost infinite = 4'000'000'000'000'000'000;
inline constexpr std::int32_t nobody = -1;

// What is minimized: cost, then among equals the tie.
struct Value {
    Cost cost = infinite;
    std::int64_t tie = 0;  // sum over parcels of arrival << 22 | rank of the location
    friend auto operator<=>(const Value&, const Value&) = default;
};

inline Value operator+(const Value& a, const Value& b) {
    return {a.cost + b.cost, a.tie + b.tie};
}

struct Option {
    const OptionView* view;
    std::int32_t index;  // in its candidate
    Cost late;           // what its arrival costs the order
    std::int64_t tie;
};

// A candidate that can carry something.
struct Place {
    const CandidateView* view;
    std::int32_t candidate;
    Mask mask;          // lines it holds whole
    std::uint32_t row;  // of its line costs in Search::costs
    std::uint32_t first_option;
    std::uint32_t option_count;
    std::int64_t lightest_g;  // the lightest thing it could be asked to carry
    Cost base;                // no parcel from here costs less, without its lines; by level
    // No parcel from here costs less than `line_base` and `slope_cost` for `slope_weight` grams.
    Cost line_base;
    Cost slope_cost;
    std::int64_t slope_weight;
    Cost slack;  // what the duals leave of the cheapest parcel from here
};

// The cheapest way to send one parcel.
struct Sending {
    Value value;                   // fixed + tariff; the option's tie
    std::int32_t option = nobody;  // in Search::options
};

// One set of lines in one parcel, from wherever it is cheapest.
struct Column {
    Value value;  // with its lines, split_cost and 1
    std::int32_t place = nobody;
    std::int32_t option = nobody;  // in Search::options
};

struct Plan {
    Value value;
    std::vector<Parcel> parcels;
    std::vector<ParcelLine> lines;

    void clear();
    void add(std::int32_t candidate, std::int32_t option);  // then put() its lines
    void put(std::int32_t line, std::int64_t units);
};

// A parcel on the path of a search.
struct Step {
    Mask set;
    std::int32_t place;
    std::int32_t option;
};

// The bits of the branch and bound over columns that only it uses.
struct Branch {
    std::vector<Mask> sets;
    std::vector<Cost> slack;
    std::vector<std::uint32_t> by_line;  // columns of each line, one run after the other
    std::array<std::uint32_t, 33> line_begin{};
    std::vector<std::pair<std::uint32_t, Cost>> raised;
    std::vector<Value> memo;  // by lines left: the best way there, and its parcels
    std::vector<std::int32_t> memo_parcels;
    std::vector<Mask> memo_touched;
    std::vector<Step> path;
    std::vector<std::int64_t> used;  // parcels of each option on the path
};

// Units of some lines in one parcel, as a number in mixed radix and with a guard bit above each
// digit, so that one subtraction compares all digits.
struct SplitColumn {
    std::uint64_t packed;
    std::uint32_t index;
    Mask lines;
};

// What only the engine for split lines uses.
struct Split {
    std::size_t states = 0;
    std::uint64_t guards = 0;
    std::array<std::uint32_t, 32> radix{};
    std::array<std::uint32_t, 32> stride{};
    std::array<std::uint32_t, 32> shift{};
    std::array<Cost, 32> unit_least{};  // of one digit
    std::array<Cost, 32> unit_unfilled{};
    std::vector<Column> table;  // by index of the vector of units
    std::vector<std::uint32_t> touched;
    std::vector<std::uint64_t> packed_of;
    std::vector<Mask> full_of;         // lines of which nothing is taken yet
    std::vector<SplitColumn> columns;  // by lowest line
    std::array<std::uint32_t, 33> begin{};
    std::vector<Value> reached;
    std::vector<std::uint32_t> previous;
    std::vector<Cost> to_go;
    std::vector<Step> path;          // set: index of the vector of units
    std::vector<Mask> taken;         // by place: lines with a part on the path
    std::vector<std::int64_t> used;  // parcels of each option on the path
};

// Units of one line that one place sends, in local search.
struct Part {
    std::int32_t line;
    std::int32_t place;  // a candidate
    std::int64_t units;
    std::int64_t weight;
    std::int32_t bin = nobody;
};

// A parcel that local search fills.
struct Bin {
    std::int32_t place;
    std::int64_t weight = 0;
    std::int64_t volume = 0;
    Cost worth = 0;  // what its lines would cost unfilled, less what they cost in it
    std::int32_t option = nobody;
};

// What a parcel from a candidate costs at least: `base`, and `rate_cost` for `rate_weight` grams.
struct Rate {
    Cost base = infinite;
    Cost rate_cost = infinite;
    std::int64_t rate_weight = 1;
    std::int64_t most_weight = -1;  // that an option carries at all

    Cost of_weight(std::int64_t weight) const;
};

// What only local search uses.
struct Greedy {
    std::vector<Rate> rates;  // by candidate
    std::vector<std::uint32_t> option_begin;
    std::vector<std::uint8_t> open;
    std::vector<std::uint8_t> best_open;
    std::vector<std::int32_t> owner;  // by line
    std::vector<Cost> current;        // by line: what it costs by the model now
    std::vector<Cost> gain;           // by candidate
    std::vector<Part> parts;
    std::vector<Bin> bins;
    std::vector<std::int32_t> bin_order;
    std::vector<std::int64_t> used;
    std::vector<std::int64_t> left;
    std::vector<Cost> dual;
    std::vector<Cost> slack;
};

struct Search {
    const ProblemView* problem = nullptr;
    std::int32_t excluded = nobody;  // a candidate that may not be used
    std::size_t line_count = 0;
    Mask all = 0;
    bool splits = false;                      // some line may travel in parts
    std::array<std::int32_t, 32> line{};      // the problem's line at each bit
    std::array<std::int64_t, 32> weight_g{};  // of whole lines
    std::array<std::int64_t, 32> volume_cm3{};
    std::array<Cost, 32> unfilled{};
    std::array<Cost, 32> least{};  // nothing serves or leaves the line for less
    std::array<Cost, 32> dual{};
    std::vector<std::int32_t> by_number;  // candidates, when they do not come in order
    std::vector<Place> places;
    std::vector<Option> options;
    std::vector<Cost> costs;   // of whole lines: a row for each place
    std::vector<Cost> levels;  // distinct costs of lateness, ascending
    Cost level = 0;            // options that are later than this are not used
    Cost base_min = infinite;
    Cost least_sum = 0;
    std::int64_t expansions = 0;
    Engine engine = Engine::one_parcel;
    Plan best;
    Plan draft;
    Plan relaxed;  // best without capacity and parcel cap

    std::vector<Column> columns;  // by set of lines
    std::vector<Mask> touched;
    std::vector<Mask> bucket;  // the touched sets by their lowest line
    std::array<std::uint32_t, 33> bucket_begin{};
    std::vector<Value> reached;  // subset_dp: by layer and lines left
    std::vector<std::uint32_t> previous;
    std::vector<Cost> dual_sum;
    std::vector<std::uint32_t> holders;  // places of each line, one run after the other
    std::vector<Cost> holder_cost;
    std::array<std::uint32_t, 33> holders_begin{};
    Branch branch;
    Split split;
    Greedy greedy;

    Cost cost_of(const Place& place, std::size_t bit) const { return costs[place.row + bit]; }
    bool over_budget() const { return expansions > problem->expansion_budget; }
    // The incumbent as engines count it: split_cost for every parcel, no lateness.
    Cost ceiling() const { return best.value.cost + problem->split_cost - level; }
    Sending send(const Place& place, std::int64_t weight, std::int64_t volume) const;
    // Takes the draft as the incumbent when it is better. Its value has been set.
    bool offer_draft();
};

// What the slope adds for a line, rounded down.
inline Cost sloped(const Place& place, std::int64_t weight) {
    return place.slope_cost * weight / place.slope_weight;
}

inline std::size_t lowest(Mask mask) {
    return static_cast<std::size_t>(std::countr_zero(mask));
}

inline Mask bit_of(std::size_t bit) {
    return Mask{1} << bit;
}

// prepare.cpp. Reads the problem, sets the best plan of one parcel or none, and says whether it is
// proven best already.
bool prepare(Search& search);
// Drops places that no better plan uses and puts the rarest lines first.
void arrange(Search& search);
// Sets base of each place at the level; a place without an option gets infinite.
void set_level(Search& search, Cost level);
// One parcel of the lines of `mask`, from `place`, with its split_cost and 1.
Column column_of(const Search& search, std::size_t place, Mask mask);

// incumbent.cpp. Cover the lines greedily; better the draft parcel by parcel; offer it.
void cover_greedily(Search& search);
// The draft's value from its parcels: real lateness, real split cost.
void value_draft(Search& search);
bool respects_limits(const Search& search, const Plan& plan);

// slopes.cpp. Sets the line under the tariffs of each place.
void set_slopes(Search& search);

// duals.cpp. A price for each line that no parcel can undercut: the bound is their sum less
// split_cost. Sets the slack of each place.
Cost raise_duals(Search& search);
Cost dual_total(const Search& search);

// columns.cpp. Every set of lines that can be part of a plan not worse than the incumbent. False
// when the budget ended first (only if `budgeted`).
bool enumerate_columns(Search& search, bool budgeted);
void forget_columns(Search& search);
void bucket_columns(Search& search);
// Appends a parcel with the lines of `set` to the draft.
void draft_parcel(Search& search, Mask set, std::int32_t place, std::int32_t option);

// Each returns a cost that no plan at this level undercuts, and betters the incumbent.
Cost subset_dp(Search& search);
Cost branch_and_bound(Search& search, Cost bound);
Cost constrained(Search& search, Cost bound);
// split_dp.cpp, for lines that may split, at one level. False when the units to split are too many
// for it; then nothing is known.
bool split_dp(Search& search);
// split_columns.cpp. Numbers the vectors of units; false when they are too many.
bool number_vectors(Search& search);
bool enumerate_split_columns(Search& search);
std::int64_t digit_of(const Search& search, std::uint64_t packed, std::size_t bit);
// Units of a digit: a line that may not split has the digit 1 for all of them.
std::int64_t units_of(const Search& search, std::size_t bit, std::int64_t digit);
void draft_split_parcel(Search& search, const Step& step);
// split_constrained.cpp. False when the budget ended first.
bool constrained_split(Search& search);
// greedy.cpp. Any problem; returns its bound.
Cost local_search(Search& search);
// greedy_bound.cpp. No plan costs less.
Cost large_bound(Search& search);
// The cost of a whole line at a candidate that holds all of it, else infinite.
Cost whole_cost(const ProblemLine& line, const LineAtLocation& cell);
void read_rates(Search& search, Cost level);
// packing.cpp. Puts Greedy::parts into parcels and offers the plan.
bool pack_parts(Search& search);

}  // namespace oms::fulfillment::solver
