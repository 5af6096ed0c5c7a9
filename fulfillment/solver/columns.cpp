#include <algorithm>

#include "fulfillment/solver/search.hpp"

namespace oms::fulfillment::solver {
namespace {

// Walks the sets of lines that one place holds, leaving out those that cost, over the prices of
// their lines, more than what the incumbent leaves above the bound: no better plan has them.
class Walk {
public:
    Walk(Search& search, Cost gap, bool budgeted)
        : search_(search), gap_(gap), budgeted_(budgeted) {}

    void place(std::size_t index) {
        place_ = &search_.places[index];
        index_ = static_cast<std::int32_t>(index);
        count_ = 0;
        for (Mask rest = place_->mask; rest != 0; rest &= rest - 1) {
            const std::size_t l = lowest(rest);
            bits_[count_] = l;
            over_[count_] = search_.cost_of(*place_, l) - search_.dual[l];
            sloped_[count_] = over_[count_] + sloped(*place_, search_.weight_g[l]);
            ++count_;
        }
        gains_[count_] = 0;
        sloped_gains_[count_] = 0;
        for (std::size_t i = count_; i > 0; --i) {
            gains_[i - 1] = gains_[i] + std::min<Cost>(0, over_[i - 1]);
            sloped_gains_[i - 1] = sloped_gains_[i] + std::min<Cost>(0, sloped_[i - 1]);
        }
        per_parcel_ = search_.problem->split_cost + 1;
        extend(0, {});
    }

    bool ended() const { return budgeted_ && search_.over_budget(); }

private:
    struct Set {
        Mask mask = 0;
        Cost over = 0;      // line costs over their prices
        Cost by_slope = 0;  // the same with the slope of the tariff
        Cost lines = 0;
        std::int64_t weight = 0;
        std::int64_t volume = 0;
    };

    void extend(std::size_t from, const Set& set) {
        for (std::size_t i = from; i < count_; ++i) {
            const std::size_t l = bits_[i];
            const Cost over = set.over + over_[i];
            const Cost by_slope = set.by_slope + sloped_[i];
            if (place_->line_base + per_parcel_ + by_slope + sloped_gains_[i + 1] > gap_) continue;
            if (place_->base + per_parcel_ + over + gains_[i + 1] > gap_) continue;
            if (ended()) return;
            const Set next{set.mask | bit_of(l),
                           over,
                           by_slope,
                           set.lines + search_.cost_of(*place_, l),
                           set.weight + search_.weight_g[l],
                           set.volume + search_.volume_cm3[l]};
            ++search_.expansions;
            const Sending sending = search_.send(*place_, next.weight, next.volume);
            if (sending.option == nobody) continue;  // nor can anything heavier
            const Cost reduced = sending.value.cost + per_parcel_ + over;
            if (reduced <= gap_) keep(next, sending);
            if (reduced + gains_[i + 1] <= gap_) extend(i + 1, next);
        }
    }

    void keep(const Set& set, const Sending& sending) {
        Column& column = search_.columns[set.mask];
        const Value value{sending.value.cost + per_parcel_ + set.lines, sending.value.tie};
        if (column.option == nobody) search_.touched.push_back(set.mask);
        if (column.option == nobody || value < column.value)
            column = {value, index_, sending.option};
    }

    Search& search_;
    Cost gap_;
    bool budgeted_;
    const Place* place_ = nullptr;
    std::int32_t index_ = nobody;
    std::size_t count_ = 0;
    Cost per_parcel_ = 0;
    std::array<std::size_t, 32> bits_{};
    std::array<Cost, 32> over_{};
    std::array<Cost, 32> sloped_{};
    std::array<Cost, 33> gains_{};
    std::array<Cost, 33> sloped_gains_{};
};

}  // namespace

bool enumerate_columns(Search& search, bool budgeted) {
    const std::size_t size = std::size_t{1} << search.line_count;
    if (search.columns.size() < size) search.columns.resize(size);
    search.touched.clear();
    const Cost gap = search.ceiling() - dual_total(search);
    Walk walk(search, gap, budgeted);
    for (std::size_t p = 0; p < search.places.size(); ++p) {
        const Place& place = search.places[p];
        if (place.base == infinite || place.mask == 0 || place.slack > gap) continue;
        walk.place(p);
        if (walk.ended()) return false;
    }
    return true;
}

void forget_columns(Search& search) {
    for (const Mask mask : search.touched)
        search.columns[mask] = {};
    search.touched.clear();
}

void bucket_columns(Search& search) {
    auto& begin = search.bucket_begin;
    begin.fill(0);
    for (const Mask mask : search.touched)
        ++begin[lowest(mask) + 1];
    for (std::size_t l = 1; l < begin.size(); ++l)
        begin[l] += begin[l - 1];
    search.bucket.resize(search.touched.size());
    auto next = begin;
    for (const Mask mask : search.touched)
        search.bucket[next[lowest(mask)]++] = mask;
}

void draft_parcel(Search& search, Mask set, std::int32_t place, std::int32_t option) {
    search.draft.add(search.places[static_cast<std::size_t>(place)].candidate,
                     search.options[static_cast<std::size_t>(option)].index);
    for (Mask rest = set; rest != 0; rest &= rest - 1) {
        const std::int32_t line = search.line[lowest(rest)];
        search.draft.put(line, search.problem->lines[static_cast<std::size_t>(line)].quantity);
    }
}

}  // namespace oms::fulfillment::solver
