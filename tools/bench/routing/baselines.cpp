#include "tools/bench/routing/baselines.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace oms::bench {
namespace {

using fulfillment::CandidateView;
using fulfillment::Decision;
using fulfillment::ProblemView;
using Mask = std::uint32_t;

constexpr Cost too_heavy = std::numeric_limits<Cost>::min();
constexpr std::int64_t set_cap = 1'000'000;
constexpr std::int64_t threshold_pence = 5000;
constexpr std::size_t shortlist = 10;

class Chooser {
public:
    explicit Chooser(const BaselineInput& input)
        : input_(input), problem_(*input.problem), taken_(problem_.candidates.size(), 0) {
        for (const CandidateView& candidate : problem_.candidates) {
            Mask mask = 0;
            for (std::size_t l = 0; l < problem_.lines.size(); ++l) {
                if (candidate.lines[l].available >= problem_.lines[l].quantity)
                    mask |= Mask{1} << l;
            }
            holds_.push_back(mask);
        }
        nearest_.resize(holds_.size());
        std::iota(nearest_.begin(), nearest_.end(), std::size_t{0});
        sort_by(nearest_, [&](std::size_t c) { return std::tuple(0, input_.distance[c], c); });
        left_ = static_cast<Mask>((std::uint64_t{1} << problem_.lines.size()) - 1);
    }

    void nearest_first() {
        take_all_from_first(nearest_, [](std::size_t) { return true; });
        take_each_from_nearest();
    }

    void priority_walk() {
        auto order = nearest_;
        sort_by(order, [&](std::size_t c) {
            return is_warehouse(c) ? std::tuple(0, std::int64_t{0}, c)
                                   : std::tuple(1, input_.distance[c], c);
        });
        for (const std::size_t c : order)
            take(c, left_ & holds_[c]);
    }

    void rules_threshold() {
        const auto warehouse = [&](std::size_t c) { return is_warehouse(c); };
        const auto store = [&](std::size_t c) { return !is_warehouse(c); };
        take_all_from_first(nearest_, warehouse);
        take_worthy_parts(warehouse);
        take_all_from_first(nearest_, store);
        take_worthy_parts(store);
        take_each_from_nearest();
    }

    void ranked_rules() {
        while (true) {
            std::size_t best = holds_.size();
            for (const std::size_t c : nearest_) {
                if ((holds_[c] & left_) == 0) continue;
                if (best == holds_.size() || rank(c) < rank(best)) best = c;
            }
            if (best == holds_.size()) return;
            take(best, holds_[best] & left_);
        }
    }

    void fewest_nearest() {
        Mask reachable = 0;
        for (const Mask mask : holds_)
            reachable |= mask;
        wanted_ = reachable;
        for (std::size_t size = 1; size <= problem_.lines.size() && best_set_.empty(); ++size) {
            set_.clear();
            try_sets(0, size, 0, 0);
            if (tried_ > set_cap) break;
        }
        if (best_set_.empty()) return ranked_rules();
        for (const std::size_t c : best_set_)
            take(c, holds_[c] & left_);
    }

    Decision plan() {
        Decision decision;
        for (std::size_t c = 0; c < taken_.size(); ++c)
            ship(decision, c, taken_[c]);
        Mask sent = 0;
        for (const auto& part : decision.parcel_lines)
            sent |= Mask{1} << part.line;
        for (std::size_t l = 0; l < problem_.lines.size(); ++l) {
            if ((sent >> l & 1) == 0)
                decision.unfilled.push_back(
                    {static_cast<std::int32_t>(l), problem_.lines[l].quantity});
        }
        decision.terms = price(problem_, decision);
        decision.objective = decision.terms.sum();
        return decision;
    }

    // The plan of the solver over the nearest few, in terms of the whole problem.
    Decision ten_then_exact(fulfillment::SolverWorkspace& workspace) {
        std::vector<std::size_t> kept(
            nearest_.begin(),
            nearest_.begin() + static_cast<std::ptrdiff_t>(std::min(shortlist, nearest_.size())));
        std::sort(kept.begin(), kept.end());
        std::vector<CandidateView> few;
        for (const std::size_t c : kept)
            few.push_back(problem_.candidates[c]);
        ProblemView view = problem_;
        view.candidates = few;
        Decision decision = workspace.solve(view);
        for (auto& parcel : decision.parcels)
            parcel.candidate =
                static_cast<std::int32_t>(kept[static_cast<std::size_t>(parcel.candidate)]);
        return decision;
    }

private:
    template <class Key>
    static void sort_by(std::vector<std::size_t>& order, Key key) {
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    }

    bool is_warehouse(std::size_t c) const {
        return std::cmp_less(problem_.candidates[c].location_no, input_.warehouses);
    }

    std::tuple<int, int, std::int64_t, std::size_t> rank(std::size_t c) const {
        return {-std::popcount(holds_[c] & left_), is_warehouse(c) ? 0 : 1, input_.distance[c], c};
    }

    void take(std::size_t c, Mask lines) {
        taken_[c] |= lines;
        left_ &= ~lines;
    }

    template <class Allowed>
    void take_all_from_first(const std::vector<std::size_t>& order, Allowed allowed) {
        for (const std::size_t c : order) {
            if (left_ == 0 || !allowed(c) || (left_ & ~holds_[c]) != 0) continue;
            take(c, left_);
        }
    }

    template <class Allowed>
    void take_worthy_parts(Allowed allowed) {
        for (const std::size_t c : nearest_) {
            if (!allowed(c)) continue;
            std::int64_t worth = 0;
            for (Mask rest = left_ & holds_[c]; rest != 0; rest &= rest - 1)
                worth += input_.value[static_cast<std::size_t>(std::countr_zero(rest))];
            if (worth >= threshold_pence) take(c, left_ & holds_[c]);
        }
    }

    void take_each_from_nearest() {
        for (Mask rest = left_; rest != 0; rest &= rest - 1) {
            const Mask line = rest & ~(rest - 1);
            for (const std::size_t c : nearest_) {
                if ((holds_[c] & line) == 0) continue;
                take(c, line);
                break;
            }
        }
    }

    void try_sets(std::size_t from, std::size_t size, Mask covered, std::int64_t distance) {
        if (size == 0) {
            ++tried_;
            if ((wanted_ & ~covered) == 0 && (best_set_.empty() || distance < best_distance_)) {
                best_set_ = set_;
                best_distance_ = distance;
            }
            return;
        }
        for (std::size_t i = from; i < nearest_.size() && tried_ <= set_cap; ++i) {
            const std::size_t c = nearest_[i];
            if ((holds_[c] & wanted_ & ~covered) == 0) {
                ++tried_;
                continue;
            }
            set_.push_back(c);
            try_sets(i + 1, size - 1, covered | holds_[c], distance + input_.distance[c]);
            set_.pop_back();
        }
    }

    // One parcel where it fits, else the heaviest lines wait for the next; each by the cheapest
    // option left.
    void ship(Decision& decision, std::size_t c, Mask lines) {
        while (lines != 0 && std::cmp_less(decision.parcels.size(), problem_.max_parcels)) {
            Mask parcel = lines;
            std::int32_t option = -1;
            while (parcel != 0 && (option = cheapest(decision, c, parcel)) < 0)
                parcel &= ~heaviest(parcel);
            if (parcel == 0) return;
            decision.parcels.push_back({static_cast<std::int32_t>(c), option,
                                        static_cast<std::uint32_t>(decision.parcel_lines.size()),
                                        static_cast<std::uint32_t>(std::popcount(parcel))});
            for (Mask rest = parcel; rest != 0; rest &= rest - 1) {
                const auto l = static_cast<std::size_t>(std::countr_zero(rest));
                decision.parcel_lines.push_back(
                    {static_cast<std::int32_t>(l), problem_.lines[l].quantity});
            }
            lines &= ~parcel;
        }
    }

    Mask heaviest(Mask lines) const {
        Mask found = lines & ~(lines - 1);
        std::int64_t most = -1;
        for (Mask rest = lines; rest != 0; rest &= rest - 1) {
            const auto& line = problem_.lines[static_cast<std::size_t>(std::countr_zero(rest))];
            if (line.weight_g * line.quantity <= most) continue;
            most = line.weight_g * line.quantity;
            found = rest & ~(rest - 1);
        }
        return found;
    }

    std::int32_t cheapest(const Decision& decision, std::size_t c, Mask lines) const {
        std::int64_t weight = 0;
        std::int64_t volume = 0;
        for (Mask rest = lines; rest != 0; rest &= rest - 1) {
            const auto& line = problem_.lines[static_cast<std::size_t>(std::countr_zero(rest))];
            weight += line.weight_g * line.quantity;
            volume += line.volume_cm3 * line.quantity;
        }
        const auto& options = problem_.candidates[c].options;
        std::int32_t best = -1;
        Cost least = std::numeric_limits<Cost>::max();
        for (std::size_t o = 0; o < options.size(); ++o) {
            const auto used = std::count_if(
                decision.parcels.begin(), decision.parcels.end(), [&](const auto& parcel) {
                    return std::cmp_equal(parcel.candidate, c) && std::cmp_equal(parcel.option, o);
                });
            if (used >= options[o].capacity_left) continue;
            const Cost tariff =
                tariff_cost(options[o], chargeable_weight_g(options[o], weight, volume));
            if (tariff == too_heavy) continue;
            const Cost cost =
                options[o].fixed + tariff + lateness_cost(problem_, options[o].arrival);
            if (cost >= least) continue;
            least = cost;
            best = static_cast<std::int32_t>(o);
        }
        return best;
    }

    const BaselineInput& input_;
    const ProblemView& problem_;
    std::vector<Mask> taken_;
    std::vector<Mask> holds_;
    std::vector<std::size_t> nearest_;
    Mask left_ = 0;
    Mask wanted_ = 0;
    std::vector<std::size_t> set_;
    std::vector<std::size_t> best_set_;
    std::int64_t best_distance_ = 0;
    std::int64_t tried_ = 0;
};

}  // namespace

const char* title(Baseline baseline) {
    switch (baseline) {
        case Baseline::nearest_first:
            return "nearest first";
        case Baseline::priority_walk:
            return "priority walk";
        case Baseline::rules_threshold:
            return "rules, threshold split";
        case Baseline::ranked_rules:
            return "ranked rules";
        case Baseline::fewest_nearest:
            return "fewest, then nearest";
        case Baseline::ten_then_exact:
            return "ten nearest, exact";
    }
    return "";
}

Decision decide(Baseline baseline, const BaselineInput& input,
                fulfillment::SolverWorkspace& workspace) {
    Chooser chooser(input);
    switch (baseline) {
        case Baseline::nearest_first:
            chooser.nearest_first();
            break;
        case Baseline::priority_walk:
            chooser.priority_walk();
            break;
        case Baseline::rules_threshold:
            chooser.rules_threshold();
            break;
        case Baseline::ranked_rules:
            chooser.ranked_rules();
            break;
        case Baseline::fewest_nearest:
            chooser.fewest_nearest();
            break;
        case Baseline::ten_then_exact:
            return chooser.ten_then_exact(workspace);
    }
    return chooser.plan();
}

}  // namespace oms::bench
