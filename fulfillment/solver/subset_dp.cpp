#include <algorithm>
#include <utility>

#include "fulfillment/solver/search.hpp"

// Every partition of up to 15 lines into columns and unfilled lines, by dynamic programming over
// the lines left. The next parcel always takes the lowest line left (the rarest), so that each
// partition is met once. Layer 0 has plans without a parcel yet, since the first parcel pays no
// split cost; when the parcel cap binds there is a layer for each number of parcels.
namespace oms::fulfillment::solver {
namespace {

constexpr std::uint32_t from_first_layer = 1u << 31;
constexpr std::uint32_t left_unfilled = 1u << 30;
constexpr std::uint32_t set_bits = left_unfilled - 1;

class Table {
public:
    // Without a cap the second layer has all plans with a parcel.
    Table(Search& search, bool capped)
        : search_(search),
          capped_(capped),
          layers_(capped ? static_cast<std::size_t>(search.problem->max_parcels) + 1 : 2),
          size_(std::size_t{1} << search.line_count) {
        const std::size_t cells = layers_ * size_;
        if (search.reached.size() < cells) search.reached.resize(cells);
        if (search.previous.size() < cells) search.previous.resize(cells);
        std::fill_n(search.reached.begin(), cells, Value{});
        if (search.dual_sum.size() < size_) search.dual_sum.resize(size_);
        search.dual_sum[0] = 0;
        for (std::size_t mask = 1; mask < size_; ++mask)
            search.dual_sum[mask] =
                search.dual_sum[mask & (mask - 1)] + search.dual[lowest(static_cast<Mask>(mask))];
        at(0, search.all) = {0, 0};
        bucket_columns(search);
    }

    Value run() {
        ceiling_ = search_.ceiling();
        for (Mask left = search_.all; left != 0; --left) {
            for (std::size_t layer = 0; layer < layers_; ++layer) {
                const Value here = at(layer, left);
                if (here.cost + search_.dual_sum[left] > ceiling_) continue;
                expand(layer, left, here);
            }
        }
        Value best;
        for (std::size_t layer = 1; layer < layers_; ++layer) {
            if (at(layer, 0) < best) {
                best = at(layer, 0);
                best_layer_ = layer;
            }
        }
        return best;
    }

    // The plan behind run(), as the draft.
    void draft_plan() {
        search_.draft.clear();
        std::size_t layer = best_layer_;
        for (Mask left = 0; left != search_.all && layer > 0;) {
            const std::uint32_t step = search_.previous[layer * size_ + left];
            const Mask set = step & set_bits;
            left |= set;
            if ((step & left_unfilled) != 0) continue;
            const Column& column = search_.columns[set];
            draft_parcel(search_, set, column.place, column.option);
            if ((step & from_first_layer) != 0)
                layer = 0;
            else if (capped_)
                --layer;
        }
        value_draft(search_);
    }

private:
    Value& at(std::size_t layer, Mask left) { return search_.reached[layer * size_ + left]; }

    void expand(std::size_t layer, Mask left, const Value& here) {
        const std::size_t low = lowest(left);
        relax(layer, left, here + Value{search_.unfilled[low], 0}, bit_of(low) | left_unfilled);
        const std::size_t next = capped_ ? layer + 1 : 1;
        if (next == layers_) return;
        const std::uint32_t mark = layer == 0 ? from_first_layer : 0;
        const Mask rest = left & (left - 1);
        const auto& begin = search_.bucket_begin;
        const std::size_t listed = begin[low + 1] - begin[low];
        if (listed <= (std::size_t{1} << std::popcount(rest))) {
            search_.expansions += static_cast<std::int64_t>(listed);
            for (std::size_t i = begin[low]; i < begin[low + 1]; ++i) {
                const Mask set = search_.bucket[i];
                if ((set & ~left) == 0)
                    relax(next, left, here + search_.columns[set].value, set | mark);
            }
            return;
        }
        search_.expansions += std::int64_t{1} << std::popcount(rest);
        for (Mask sub = rest;; sub = (sub - 1) & rest) {
            const Mask set = sub | bit_of(low);
            const Column& column = search_.columns[set];
            if (column.option != nobody) relax(next, left, here + column.value, set | mark);
            if (sub == 0) break;
        }
    }

    void relax(std::size_t layer, Mask left, const Value& value, std::uint32_t step) {
        const Mask then = left & ~(step & set_bits);
        Value& target = at(layer, then);
        if (!(value < target)) return;
        target = value;
        search_.previous[layer * size_ + then] = step;
    }

    Search& search_;
    bool capped_;
    std::size_t layers_;
    std::size_t size_;
    std::size_t best_layer_ = 1;
    Cost ceiling_ = 0;
};

}  // namespace

Cost subset_dp(Search& search) {
    search.engine = Engine::subset_dp;
    for (const bool capped : {false, true}) {
        Table table(search, capped);
        const Value relaxed = table.run();
        if (relaxed.cost > search.ceiling()) break;
        table.draft_plan();
        if (std::cmp_greater(search.draft.parcels.size(), search.problem->max_parcels)) continue;
        if (!respects_limits(search, search.draft))
            return constrained(search, relaxed.cost - search.problem->split_cost + search.level);
        search.offer_draft();
        break;
    }
    return search.best.value.cost;
}

}  // namespace oms::fulfillment::solver
