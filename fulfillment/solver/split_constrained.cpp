#include <algorithm>
#include <utility>

#include "fulfillment/solver/search.hpp"

// When the cheapest plan with split lines takes two parts of a line at one location or uses an
// option beyond its capacity: the same search from every source, with a count of what the path
// takes. What is left costs at least what it costs without those limits, which is known exactly.
namespace oms::fulfillment::solver {
namespace {

class Tree {
public:
    explicit Tree(Search& search) : search_(search), own_(search.split) {
        own_.path.clear();
        if (own_.path.capacity() < 64) own_.path.reserve(64);
        own_.taken.assign(search.places.size(), 0);
        own_.used.assign(search.options.size(), 0);
        fill_to_go();
    }

    bool run() {
        visit(own_.states - 1, {0, 0});
        return !ended_;
    }

private:
    static bool fits(const Split& own, std::uint64_t state, std::uint64_t column) {
        return (((state | own.guards) - column) & own.guards) == own.guards;
    }

    std::size_t low_of(std::uint64_t packed) const {
        std::size_t low = 0;
        while (digit_of(search_, packed, low) == 0)
            ++low;
        return low;
    }

    Cost split_of(std::size_t state, const SplitColumn& column) const {
        return search_.problem->line_split_cost *
               std::popcount(column.lines & ~own_.full_of[state]);
    }

    void fill_to_go() {
        own_.to_go.assign(own_.states, infinite);
        own_.to_go[0] = 0;
        for (std::size_t state = 1; state < own_.states; ++state) {
            const std::uint64_t packed = own_.packed_of[state];
            const std::size_t low = low_of(packed);
            const std::int64_t digit = digit_of(search_, packed, low);
            const auto dropped = static_cast<std::size_t>(digit) * own_.stride[low];
            Cost best = own_.to_go[state - dropped] + own_.unit_unfilled[low] * digit;
            for (std::uint32_t i = own_.begin[low]; i < own_.begin[low + 1]; ++i) {
                const SplitColumn& column = own_.columns[i];
                if (!fits(own_, packed, column.packed)) continue;
                best =
                    std::min(best, own_.table[column.index].value.cost + split_of(state, column) +
                                       own_.to_go[state - column.index]);
            }
            own_.to_go[state] = best;
        }
    }

    void visit(std::size_t state, const Value& here) {
        if (here.cost + own_.to_go[state] > search_.ceiling()) return;
        if (state == 0) return finish();
        if (search_.over_budget()) {
            ended_ = true;
            return;
        }
        ++search_.expansions;
        const std::uint64_t packed = own_.packed_of[state];
        const std::size_t low = low_of(packed);
        if (std::cmp_less(own_.path.size(), search_.problem->max_parcels)) {
            for (std::uint32_t i = own_.begin[low]; i < own_.begin[low + 1]; ++i) {
                const SplitColumn& column = own_.columns[i];
                if (fits(own_, packed, column.packed)) try_sources(state, column, here);
            }
        }
        const std::int64_t digit = digit_of(search_, packed, low);
        visit(state - static_cast<std::size_t>(digit) * own_.stride[low],
              here + Value{own_.unit_unfilled[low] * digit, 0});
    }

    void try_sources(std::size_t state, const SplitColumn& column, const Value& here) {
        Value before = here;
        before.cost += split_of(state, column);
        if (before.cost + own_.table[column.index].value.cost + own_.to_go[state - column.index] >
            search_.ceiling())
            return;
        for (std::size_t p = 0; p < search_.places.size(); ++p) {
            const Place& place = search_.places[p];
            if ((own_.taken[p] & column.lines) != 0) continue;
            for (std::uint32_t o = place.first_option; o < place.first_option + place.option_count;
                 ++o) {
                if (own_.used[o] >= search_.options[o].view->capacity_left) continue;
                const Value value = by_option(place, o, column);
                if (value.cost == infinite) continue;
                const Mask taken = own_.taken[p];
                own_.taken[p] |= column.lines;
                ++own_.used[o];
                own_.path.push_back(
                    {column.index, static_cast<std::int32_t>(p), static_cast<std::int32_t>(o)});
                visit(state - column.index, before + value);
                own_.path.pop_back();
                --own_.used[o];
                own_.taken[p] = taken;
            }
        }
    }

    Value by_option(const Place& place, std::uint32_t option, const SplitColumn& column) const {
        std::int64_t weight = 0;
        std::int64_t volume = 0;
        Cost cost = search_.problem->split_cost + 1;
        for (Mask rest = column.lines; rest != 0; rest &= rest - 1) {
            const std::size_t l = lowest(rest);
            const auto source = static_cast<std::size_t>(search_.line[l]);
            const LineAtLocation& cell = place.view->lines[source];
            const std::int64_t units = units_of(search_, l, digit_of(search_, column.packed, l));
            if (cell.available < units) return {};
            weight += search_.problem->lines[source].weight_g * units;
            volume += search_.problem->lines[source].volume_cm3 * units;
            cost += cell.fixed + cell.per_unit * units;
        }
        Place only = place;
        only.first_option = option;
        only.option_count = 1;
        const Sending sending = search_.send(only, weight, volume);
        if (sending.option == nobody) return {};
        return sending.value + Value{cost, 0};
    }

    void finish() {
        if (own_.path.empty()) return;
        search_.draft.clear();
        for (const Step& step : own_.path)
            draft_split_parcel(search_, step);
        value_draft(search_);
        search_.offer_draft();
    }

    Search& search_;
    Split& own_;
    bool ended_ = false;
};

}  // namespace

bool constrained_split(Search& search) {
    return Tree(search).run();
}

}  // namespace oms::fulfillment::solver
