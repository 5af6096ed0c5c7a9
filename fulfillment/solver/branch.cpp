#include <algorithm>
#include <utility>

#include "fulfillment/solver/search.hpp"

// Branch and bound for 16 to 20 lines. The columns that the facility duals leave are priced again
// by duals over the columns themselves, whose bound knows the steps of the tariffs; what is left
// then is searched depth first, cheapest over its prices first, with a memory of the sets of lines
// left that were met before.
namespace oms::fulfillment::solver {
namespace {

constexpr int adjust_rounds = 6;

// Prices over explicit columns: feasible while no column brings more than it costs.
class ColumnDuals {
public:
    explicit ColumnDuals(Search& search) : search_(search), own_(search.branch) {}

    Cost run() {
        load();
        for (std::size_t l = 0; l < search_.line_count; ++l)
            raise(l);
        for (int round = 0; round < adjust_rounds; ++round) {
            const Cost before = dual_total(search_);
            for (std::size_t l = 0; l < search_.line_count; ++l)
                adjust(l, (round % 3) + 1);
            drop_dear();
            const Cost gap = search_.ceiling() - dual_total(search_);
            if (gap <= 0 || (round >= 2 && dual_total(search_) - before < gap / 64)) break;
        }
        return dual_total(search_);
    }

    // Leaves in Search::touched the sets that a better plan may have.
    void keep_cheap() {
        drop_dear();
        std::sort(own_.sets.begin(), own_.sets.end());
        const auto dear = [&](Mask set) {
            if (std::binary_search(own_.sets.begin(), own_.sets.end(), set)) return false;
            search_.columns[set] = {};
            return true;
        };
        search_.touched.erase(std::remove_if(search_.touched.begin(), search_.touched.end(), dear),
                              search_.touched.end());
    }

private:
    void load() {
        own_.sets.assign(search_.touched.begin(), search_.touched.end());
        own_.slack.resize(own_.sets.size());
        for (std::size_t j = 0; j < own_.sets.size(); ++j) {
            Cost slack = search_.columns[own_.sets[j]].value.cost;
            for (Mask rest = own_.sets[j]; rest != 0; rest &= rest - 1)
                slack -= search_.dual[lowest(rest)];
            own_.slack[j] = slack;
        }
        index();
    }

    void index() {
        own_.line_begin.fill(0);
        for (const Mask set : own_.sets) {
            for (Mask rest = set; rest != 0; rest &= rest - 1)
                ++own_.line_begin[lowest(rest) + 1];
        }
        for (std::size_t l = 1; l < own_.line_begin.size(); ++l)
            own_.line_begin[l] += own_.line_begin[l - 1];
        own_.by_line.resize(own_.line_begin.back());
        auto next = own_.line_begin;
        for (std::size_t j = 0; j < own_.sets.size(); ++j) {
            for (Mask rest = own_.sets[j]; rest != 0; rest &= rest - 1)
                own_.by_line[next[lowest(rest)]++] = static_cast<std::uint32_t>(j);
        }
    }

    // Columns over the gap are in no better plan, and no longer hold a price down.
    void drop_dear() {
        const Cost gap = search_.ceiling() - dual_total(search_);
        std::size_t kept = 0;
        for (std::size_t j = 0; j < own_.sets.size(); ++j) {
            if (own_.slack[j] > gap) continue;
            own_.sets[kept] = own_.sets[j];
            own_.slack[kept++] = own_.slack[j];
        }
        if (kept == own_.sets.size()) return;
        own_.sets.resize(kept);
        own_.slack.resize(kept);
        index();
    }

    void move(std::size_t l, Cost change) {
        search_.dual[l] += change;
        for (std::uint32_t i = own_.line_begin[l]; i < own_.line_begin[l + 1]; ++i)
            own_.slack[own_.by_line[i]] -= change;
        search_.expansions += (own_.line_begin[l + 1] - own_.line_begin[l]) / 8;
    }

    Cost raise(std::size_t l) {
        Cost room = search_.unfilled[l] - search_.dual[l];
        for (std::uint32_t i = own_.line_begin[l]; i < own_.line_begin[l + 1] && room > 0; ++i)
            room = std::min(room, own_.slack[own_.by_line[i]]);
        if (room <= 0) return 0;
        move(l, room);
        return room;
    }

    // Lowers one price and lets the others rise into the room; takes it back unless the sum gains.
    void adjust(std::size_t l, int part) {
        const Cost gap = search_.ceiling() - dual_total(search_);
        const Cost step = gap / (Cost{2} * part);
        if (step <= 0 || search_.over_budget()) return;
        own_.raised.clear();
        move(l, -step);
        Cost gained = -step;
        for (std::size_t i = 1; i <= search_.line_count; ++i) {
            const std::size_t other = (l + i) % search_.line_count;
            const Cost room = raise(other);
            if (room > 0) own_.raised.push_back({static_cast<std::uint32_t>(other), room});
            gained += room;
        }
        if (gained >= 0) return;
        for (const auto& [other, room] : own_.raised)
            move(other, -room);
        move(l, step);
    }

    Search& search_;
    Branch& own_;
};

class Tree {
public:
    explicit Tree(Search& search) : search_(search), own_(search.branch) {
        const std::size_t size = std::size_t{1} << search.line_count;
        if (own_.memo.size() < size) {
            own_.memo.resize(size);
            own_.memo_parcels.resize(size);
        }
        own_.memo_touched.clear();
        own_.path.clear();
        if (own_.path.capacity() < branch_lines) own_.path.reserve(branch_lines);
        bucket_columns(search);
        for (std::size_t l = 0; l < search.line_count; ++l) {
            const auto begin = search.bucket.begin() + search.bucket_begin[l];
            const auto end = search.bucket.begin() + search.bucket_begin[l + 1];
            std::sort(begin, end, [&](Mask a, Mask b) {
                const Cost left = reduced(a);
                const Cost right = reduced(b);
                return left != right ? left < right : a < b;
            });
        }
    }

    ~Tree() {
        for (const Mask mask : own_.memo_touched)
            own_.memo[mask] = {};
    }

    // Returns a bound on what it did not search; the incumbent's ceiling when it searched all.
    Cost run() {
        open_ = infinite;
        visit(search_.all, {0, 0}, dual_total(search_));
        return open_;
    }

    bool broke_capacity() const { return broke_capacity_; }

private:
    Cost reduced(Mask set) const {
        Cost cost = search_.columns[set].value.cost;
        for (Mask rest = set; rest != 0; rest &= rest - 1)
            cost -= search_.dual[lowest(rest)];
        return cost;
    }

    // `left_price`: the prices of the lines left.
    void visit(Mask left, const Value& here, Cost left_price) {
        if (here.cost + left_price > search_.ceiling()) return;
        if (left == 0) return finish();
        if (search_.over_budget()) {
            open_ = std::min(open_, here.cost + left_price);
            return;
        }
        ++search_.expansions;
        if (!own_.path.empty() && met_before(left, here)) return;
        const std::size_t low = lowest(left);
        if (std::cmp_less(own_.path.size(), search_.problem->max_parcels)) {
            for (std::uint32_t i = search_.bucket_begin[low]; i < search_.bucket_begin[low + 1];
                 ++i) {
                const Mask set = search_.bucket[i];
                if ((set & ~left) != 0) continue;
                const Column& column = search_.columns[set];
                const Cost over = reduced(set);
                if (here.cost + left_price + over > search_.ceiling()) break;
                own_.path.push_back({set, column.place, column.option});
                visit(left & ~set, here + column.value, left_price + over - column.value.cost);
                own_.path.pop_back();
            }
        }
        visit(left & (left - 1), here + Value{search_.unfilled[low], 0},
              left_price - search_.dual[low]);
    }

    bool met_before(Mask left, const Value& here) {
        Value& best = own_.memo[left];
        std::int32_t& parcels = own_.memo_parcels[left];
        const auto now = static_cast<std::int32_t>(own_.path.size());
        if (best.cost == infinite) {
            own_.memo_touched.push_back(left);
        } else if (best <= here && parcels <= now) {
            return true;
        } else if (best <= here) {
            return false;
        }
        best = here;
        parcels = now;
        return false;
    }

    void finish() {
        if (own_.path.empty()) return;
        search_.draft.clear();
        for (const Step& step : own_.path)
            draft_parcel(search_, step.set, step.place, step.option);
        value_draft(search_);
        if (!(search_.draft.value < search_.best.value)) return;
        if (respects_limits(search_, search_.draft))
            search_.offer_draft();
        else
            broke_capacity_ = true;
    }

    Search& search_;
    Branch& own_;
    Cost open_ = infinite;
    bool broke_capacity_ = false;
};

}  // namespace

Cost branch_and_bound(Search& search, Cost bound) {
    search.engine = Engine::branch;
    const Cost offset = search.level - search.problem->split_cost;
    ColumnDuals duals(search);
    bound = std::max(bound, duals.run() + offset);
    duals.keep_cheap();
    Tree tree(search);
    const Cost open = tree.run();
    // A cheaper plan than the incumbent broke a capacity: search on with every source.
    if (tree.broke_capacity()) return constrained(search, bound);
    if (open == infinite) return search.best.value.cost;
    return std::min(search.best.value.cost, std::max(bound, open + offset));
}

}  // namespace oms::fulfillment::solver
