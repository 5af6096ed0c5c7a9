#include <algorithm>
#include <utility>

#include "fulfillment/solver/search.hpp"

// When the cheapest plan uses an option beyond its capacity: the same search, but each set of lines
// is tried from every place and option that can carry it, with a count of what the path uses.
namespace oms::fulfillment::solver {
namespace {

class Tree {
public:
    explicit Tree(Search& search) : search_(search), own_(search.branch) {
        own_.path.clear();
        if (own_.path.capacity() < branch_lines) own_.path.reserve(branch_lines);
        own_.used.assign(search.options.size(), 0);
    }

    // True when the budget allowed all of it.
    bool run() {
        visit(search_.all, {0, 0}, dual_total(search_));
        return !ended_;
    }

private:
    void visit(Mask left, const Value& here, Cost left_price) {
        if (here.cost + left_price > search_.ceiling()) return;
        if (left == 0) return finish();
        if (search_.over_budget()) {
            ended_ = true;
            return;
        }
        ++search_.expansions;
        const std::size_t low = lowest(left);
        if (std::cmp_less(own_.path.size(), search_.problem->max_parcels)) {
            for (std::uint32_t i = search_.bucket_begin[low]; i < search_.bucket_begin[low + 1];
                 ++i) {
                const Mask set = search_.bucket[i];
                if ((set & ~left) == 0) try_sources(set, left, here, left_price);
            }
        }
        visit(left & (left - 1), here + Value{search_.unfilled[low], 0},
              left_price - search_.dual[low]);
    }

    void try_sources(Mask set, Mask left, const Value& here, Cost left_price) {
        Cost price = 0;
        for (Mask rest = set; rest != 0; rest &= rest - 1)
            price += search_.dual[lowest(rest)];
        if (here.cost + left_price - price + search_.columns[set].value.cost > search_.ceiling())
            return;
        for (std::size_t p = 0; p < search_.places.size(); ++p) {
            const Place& place = search_.places[p];
            if ((set & ~place.mask) != 0) continue;
            for (std::uint32_t o = place.first_option; o < place.first_option + place.option_count;
                 ++o) {
                if (own_.used[o] >= search_.options[o].view->capacity_left) continue;
                const Column column = by_option(p, o, set);
                if (column.option == nobody) continue;
                ++own_.used[o];
                own_.path.push_back({set, column.place, column.option});
                visit(left & ~set, here + column.value, left_price - price);
                own_.path.pop_back();
                --own_.used[o];
            }
        }
    }

    Column by_option(std::size_t place, std::uint32_t option, Mask set) const {
        Place only = search_.places[place];
        only.first_option = option;
        only.option_count = 1;
        std::int64_t weight = 0;
        std::int64_t volume = 0;
        Cost lines = 0;
        for (Mask rest = set; rest != 0; rest &= rest - 1) {
            const std::size_t l = lowest(rest);
            weight += search_.weight_g[l];
            volume += search_.volume_cm3[l];
            lines += search_.cost_of(only, l);
        }
        const Sending sending = search_.send(only, weight, volume);
        if (sending.option == nobody) return {};
        Column column{sending.value, static_cast<std::int32_t>(place), sending.option};
        column.value.cost += lines + search_.problem->split_cost + 1;
        return column;
    }

    void finish() {
        if (own_.path.empty()) return;
        search_.draft.clear();
        for (const Step& step : own_.path)
            draft_parcel(search_, step.set, step.place, step.option);
        value_draft(search_);
        search_.offer_draft();
    }

    Search& search_;
    Branch& own_;
    bool ended_ = false;
};

}  // namespace

Cost constrained(Search& search, Cost bound) {
    Tree tree(search);
    const bool all = tree.run();
    return all ? search.best.value.cost : std::min(search.best.value.cost, bound);
}

}  // namespace oms::fulfillment::solver
