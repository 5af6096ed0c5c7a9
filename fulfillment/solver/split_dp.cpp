#include <algorithm>
#include <utility>

#include "fulfillment/solver/search.hpp"

// Subset DP with a counter in place of the bit of each line that may split: the state is what is
// left of every line. The next parcel takes some of the lowest line left, or what is left of it
// stays unfilled.
namespace oms::fulfillment::solver {
namespace {

constexpr std::uint32_t from_first_layer = 1u << 31;
constexpr std::uint32_t left_unfilled = 1u << 30;
constexpr std::uint32_t index_bits = left_unfilled - 1;
constexpr std::uint64_t most_pairs = 20'000'000;

class Table {
public:
    Table(Search& search, bool capped)
        : search_(search),
          own_(search.split),
          capped_(capped),
          layers_(capped ? static_cast<std::size_t>(search.problem->max_parcels) + 1 : 2) {
        const std::size_t cells = layers_ * own_.states;
        if (own_.reached.size() < cells) own_.reached.resize(cells);
        if (own_.previous.size() < cells) own_.previous.resize(cells);
        std::fill_n(own_.reached.begin(), cells, Value{});
        own_.reached[own_.states - 1] = {0, 0};
    }

    Value run() {
        const Cost ceiling = search_.ceiling();
        for (std::size_t state = own_.states - 1; state > 0; --state) {
            const Cost rest = rest_of(state);
            for (std::size_t layer = 0; layer < layers_; ++layer) {
                const Value here = own_.reached[layer * own_.states + state];
                if (here.cost + rest <= ceiling) expand(layer, state, here);
            }
        }
        Value best;
        for (std::size_t layer = 1; layer < layers_; ++layer) {
            if (own_.reached[layer * own_.states] < best) {
                best = own_.reached[layer * own_.states];
                best_layer_ = layer;
            }
        }
        return best;
    }

    void draft_plan() {
        search_.draft.clear();
        std::size_t layer = best_layer_;
        for (std::size_t state = 0; state + 1 < own_.states && layer > 0;) {
            const std::uint32_t step = own_.previous[layer * own_.states + state];
            const std::uint32_t index = step & index_bits;
            state += index;
            if ((step & left_unfilled) != 0) continue;
            const Column& column = own_.table[index];
            draft_split_parcel(search_, {index, column.place, column.option});
            if ((step & from_first_layer) != 0)
                layer = 0;
            else if (capped_)
                --layer;
        }
        value_draft(search_);
    }

private:
    Cost rest_of(std::size_t state) const {
        Cost rest = 0;
        for (std::size_t l = 0; l < search_.line_count; ++l)
            rest += digit_of(search_, own_.packed_of[state], l) * own_.unit_least[l];
        return rest;
    }

    void expand(std::size_t layer, std::size_t state, const Value& here) {
        const std::uint64_t packed = own_.packed_of[state];
        std::size_t low = 0;
        while (digit_of(search_, packed, low) == 0)
            ++low;
        const std::int64_t digit = digit_of(search_, packed, low);
        relax(layer, state, static_cast<std::uint32_t>(digit) * own_.stride[low],
              here + Value{own_.unit_unfilled[low] * digit, 0}, left_unfilled);
        const std::size_t next = capped_ ? layer + 1 : 1;
        if (next == layers_) return;
        const Mask begun = ~own_.full_of[state];
        const std::uint32_t mark = layer == 0 ? from_first_layer : 0;
        search_.expansions += own_.begin[low + 1] - own_.begin[low];
        for (std::uint32_t i = own_.begin[low]; i < own_.begin[low + 1]; ++i) {
            const SplitColumn& column = own_.columns[i];
            if ((((packed | own_.guards) - column.packed) & own_.guards) != own_.guards) continue;
            Value then = here + own_.table[column.index].value;
            then.cost += search_.problem->line_split_cost * std::popcount(column.lines & begun);
            relax(next, state, column.index, then, mark);
        }
    }

    void relax(std::size_t layer, std::size_t state, std::uint32_t index, const Value& value,
               std::uint32_t mark) {
        Value& target = own_.reached[layer * own_.states + state - index];
        if (!(value < target)) return;
        target = value;
        own_.previous[layer * own_.states + state - index] = index | mark;
    }

    Search& search_;
    Split& own_;
    bool capped_;
    std::size_t layers_;
    std::size_t best_layer_ = 1;
};

// How often the table looks whether a column fits a state: a state looks at the columns of the
// lowest line that it has left.
std::uint64_t pairs_of(const Search& search) {
    const Split& own = search.split;
    std::uint64_t pairs = 0;
    std::uint64_t states = own.states;  // that have nothing of the lines before
    for (std::size_t l = 0; l < search.line_count; ++l) {
        const std::uint64_t without = states / own.radix[l];
        pairs += (states - without) * (own.begin[l + 1] - own.begin[l]);
        states = without;
    }
    return pairs;
}

bool solve_columns(Search& search) {
    for (const bool capped : {false, true}) {
        Table table(search, capped);
        const Value relaxed = table.run();
        if (relaxed.cost > search.ceiling()) return true;
        table.draft_plan();
        if (std::cmp_greater(search.draft.parcels.size(), search.problem->max_parcels)) continue;
        if (!respects_limits(search, search.draft)) return constrained_split(search);
        search.offer_draft();
        return true;
    }
    return true;
}

}  // namespace

bool split_dp(Search& search) {
    search.engine = Engine::split_dp;
    Split& own = search.split;
    const bool enumerated = number_vectors(search) && enumerate_split_columns(search);
    const bool small = enumerated && pairs_of(search) <= most_pairs;
    const bool proven = small && solve_columns(search);
    if (own.table.size() >= own.states) {
        for (const std::uint32_t index : own.touched)
            own.table[index] = {};
    }
    own.touched.clear();
    return proven;
}

}  // namespace oms::fulfillment::solver
