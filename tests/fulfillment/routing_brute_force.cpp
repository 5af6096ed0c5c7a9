#include "tests/fulfillment/routing_brute_force.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace oms::fulfillment {
namespace {

struct OpenParcel {
    std::size_t candidate;
    std::size_t option;
    std::vector<std::int64_t> units;  // by line
};

// Gives units of one line after the other to the parcels open so far and to new ones.
class Oracle {
public:
    Oracle(const RoutingProblem& problem, std::span<const std::int32_t> without)
        : problem_(problem), without_(without.begin(), without.end()) {}

    RoutePlan run() {
        place_line(0);
        const auto by_place = [](const PlanParcel& a, const PlanParcel& b) {
            return std::tie(a.candidate, a.option, a.parts.front().line) <
                   std::tie(b.candidate, b.option, b.parts.front().line);
        };
        std::sort(best_.parcels.begin(), best_.parcels.end(), by_place);
        return best_;
    }

private:
    using Tie = std::pair<std::int64_t, std::int64_t>;

    void place_line(std::size_t line) {
        if (line == problem_.lines.size()) return judge();
        place_units(line, 0, problem_.lines[line].quantity, 0);
    }

    // `from`: the first parcel that may still get units of this line.
    void place_units(std::size_t line, std::size_t from, std::int64_t left, std::int64_t given) {
        const ProblemLine& wanted = problem_.lines[line];
        if (left == 0 || wanted.may_split || given == 0) place_line(line + 1);
        if (left == 0) return;
        const std::int64_t least = wanted.may_split ? 1 : wanted.quantity;
        for (std::size_t p = from; p < parcels_.size(); ++p) {
            for (std::int64_t units = least; units <= left; ++units) {
                if (!gives(parcels_[p].candidate, line, units)) continue;
                parcels_[p].units[line] = units;
                place_units(line, p + 1, left - units, given + units);
                parcels_[p].units[line] = 0;
            }
        }
        if (std::cmp_equal(parcels_.size(), problem_.max_parcels)) return;
        for (std::size_t c = 0; c < problem_.candidates.size(); ++c) {
            for (std::size_t o = 0; o < problem_.candidates[c].options.size(); ++o) {
                for (std::int64_t units = least; units <= left; ++units) {
                    if (!gives(c, line, units)) continue;
                    parcels_.push_back({c, o, std::vector<std::int64_t>(problem_.lines.size(), 0)});
                    parcels_.back().units[line] = units;
                    place_units(line, parcels_.size(), left - units, given + units);
                    parcels_.pop_back();
                }
            }
        }
    }

    bool gives(std::size_t candidate, std::size_t line, std::int64_t units) const {
        if (problem_.candidates[candidate].lines[line].available < units) return false;
        return std::none_of(parcels_.begin(), parcels_.end(), [&](const OpenParcel& parcel) {
            return parcel.candidate == candidate && parcel.units[line] > 0;
        });
    }

    void judge() {
        if (!without_.empty()) {
            std::set<std::int32_t> used;
            for (const OpenParcel& parcel : parcels_)
                used.insert(static_cast<std::int32_t>(parcel.candidate));
            if (std::includes(used.begin(), used.end(), without_.begin(), without_.end())) return;
        }
        Cost cost = 0;
        Cost late = 0;
        Tie tie{};
        for (const OpenParcel& parcel : parcels_) {
            tie.first += problem_.candidates[parcel.candidate].options[parcel.option].arrival;
            tie.second += problem_.candidates[parcel.candidate].location_no;
            const ParcelOption& option =
                problem_.candidates[parcel.candidate].options[parcel.option];
            const auto same =
                std::count_if(parcels_.begin(), parcels_.end(), [&](const OpenParcel& other) {
                    return other.candidate == parcel.candidate && other.option == parcel.option;
                });
            if (same > option.capacity_left) return;
            const Cost sent = cost_of(parcel, option);
            if (sent == std::numeric_limits<Cost>::max()) return;
            cost += sent + problem_.split_cost + 1;
            Cost own = 0;
            for (const auto& [deadline, per_day] : problem_.lateness) {
                for (std::int64_t day = deadline; day < option.arrival; day += 24 * 60)
                    own += per_day;
            }
            late = std::max(late, own);
        }
        if (!parcels_.empty()) cost -= problem_.split_cost;
        cost += late + cost_of_lines();
        if (std::tie(cost, tie) < std::tie(best_.cost, best_tie_)) keep(cost, tie);
    }

    void keep(Cost cost, const Tie& tie) {
        best_ = {{}, {}, cost};
        best_tie_ = tie;
        std::vector<std::int64_t> left;
        for (const ProblemLine& line : problem_.lines)
            left.push_back(line.quantity);
        for (const OpenParcel& parcel : parcels_) {
            PlanParcel& sent = best_.parcels.emplace_back();
            sent.candidate = parcel.candidate;
            sent.option = parcel.option;
            for (std::size_t l = 0; l < left.size(); ++l) {
                if (parcel.units[l] > 0) sent.parts.push_back({l, parcel.units[l]});
                left[l] -= parcel.units[l];
            }
        }
        for (std::size_t l = 0; l < left.size(); ++l) {
            if (left[l] > 0) best_.unfilled.push_back({l, left[l]});
        }
    }

    Cost cost_of(const OpenParcel& parcel, const ParcelOption& option) const {
        std::int64_t weight = 0;
        std::int64_t volume = 0;
        for (std::size_t l = 0; l < parcel.units.size(); ++l) {
            weight += parcel.units[l] * problem_.lines[l].weight_g;
            volume += parcel.units[l] * problem_.lines[l].volume_cm3;
        }
        for (const TariffStep& step : option.tariff) {
            if (weight <= step.up_to_weight_g &&
                volume * option.volumetric_g_per_l <= step.up_to_weight_g * 1000)
                return option.fixed + step.cost;
        }
        return std::numeric_limits<Cost>::max();
    }

    Cost cost_of_lines() const {
        Cost cost = 0;
        for (std::size_t l = 0; l < problem_.lines.size(); ++l) {
            std::int64_t left = problem_.lines[l].quantity;
            Cost parts = 0;
            for (const OpenParcel& parcel : parcels_) {
                if (parcel.units[l] == 0) continue;
                const LineAtLocation& cell = problem_.candidates[parcel.candidate].lines[l];
                cost += cell.fixed + cell.per_unit * parcel.units[l];
                left -= parcel.units[l];
                ++parts;
            }
            cost += left * problem_.lines[l].unfilled_cost;
            cost += problem_.line_split_cost * std::max<Cost>(0, parts - 1);
        }
        return cost;
    }

    const RoutingProblem& problem_;
    std::set<std::int32_t> without_;
    std::vector<OpenParcel> parcels_;
    RoutePlan best_{{}, {}, std::numeric_limits<Cost>::max()};
    Tie best_tie_;
};

}  // namespace

RoutePlan cheapest_plan(const RoutingProblem& problem) {
    return Oracle(problem, {}).run();
}

Cost brute_force(const RoutingProblem& problem, std::span<const std::int32_t> without) {
    return Oracle(problem, without).run().cost;
}

}  // namespace oms::fulfillment
