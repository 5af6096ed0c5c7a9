#include "tests/support/brute_force.hpp"

#include <algorithm>
#include <tuple>

namespace oms::testing {

using namespace oms::fulfillment;

namespace {

class Search {
public:
    explicit Search(const RoutingProblem& problem) : problem_(problem) {
        units_.assign(problem.candidates.size(),
                      std::vector<std::int64_t>(problem.lines.size(), 0));
    }

    RoutePlan run() {
        hand_out(0, 0, problem_.lines.empty() ? 0 : problem_.lines[0].quantity);
        return best_;
    }

private:
    // Units `left` of `line` are still to be given to candidates from `candidate` on.
    void hand_out(std::size_t line, std::size_t candidate, std::int64_t left) {
        if (line == problem_.lines.size()) return choose_options(0, {});
        if (candidate == problem_.candidates.size()) {
            const ProblemLine& given = problem_.lines[line];
            if (!given.may_split && left != 0 && left != given.quantity) return;
            unfilled_.push_back(left);
            const std::size_t next = line + 1;
            hand_out(next, 0, next < problem_.lines.size() ? problem_.lines[next].quantity : 0);
            unfilled_.pop_back();
            return;
        }
        const std::int64_t most =
            std::min(left, problem_.candidates[candidate].lines[line].available);
        for (std::int64_t units = 0; units <= most; ++units) {
            units_[candidate][line] = units;
            hand_out(line, candidate + 1, left - units);
        }
        units_[candidate][line] = 0;
    }

    void choose_options(std::size_t candidate, std::vector<PlanParcel> parcels) {
        if (candidate == problem_.candidates.size()) return settle(parcels);
        PlanParcel parcel{candidate, 0, {}};
        for (std::size_t line = 0; line < problem_.lines.size(); ++line) {
            if (units_[candidate][line] > 0)
                parcel.parts.push_back({line, units_[candidate][line]});
        }
        if (parcel.parts.empty()) return choose_options(candidate + 1, std::move(parcels));
        for (std::size_t o = 0; o < problem_.candidates[candidate].options.size(); ++o) {
            if (problem_.candidates[candidate].options[o].capacity_left < 1) continue;
            parcel.option = o;
            parcels.push_back(parcel);
            choose_options(candidate + 1, parcels);
            parcels.pop_back();
        }
    }

    // The tariff of a parcel; nothing when it is too heavy.
    std::optional<Cost> tariff(const PlanParcel& parcel, const ParcelOption& option) const {
        std::int64_t weight = 0;
        std::int64_t volume = 0;
        for (const PlanPart& part : parcel.parts) {
            weight += part.units * problem_.lines[part.line].weight_g;
            volume += part.units * problem_.lines[part.line].volume_cm3;
        }
        weight = std::max(weight, (volume * option.volumetric_g_per_l + 999) / 1000);
        for (const TariffStep& step : option.tariff) {
            if (weight <= step.up_to_weight_g) return step.cost;
        }
        return std::nullopt;
    }

    void settle(const std::vector<PlanParcel>& parcels) {
        const auto count = static_cast<std::int64_t>(parcels.size());
        if (count > problem_.max_parcels) return;
        Cost cost = count + std::max<std::int64_t>(0, count - 1) * problem_.split_cost;
        std::int64_t arrival = 0;
        std::vector<std::int64_t> parts(problem_.lines.size());
        for (const PlanParcel& parcel : parcels) {
            const Candidate& candidate = problem_.candidates[parcel.candidate];
            const ParcelOption& option = candidate.options[parcel.option];
            const auto price = tariff(parcel, option);
            if (!price) return;
            cost += option.fixed + *price;
            arrival = std::max(arrival, option.arrival);
            for (const PlanPart& part : parcel.parts) {
                const LineAtLocation& at = candidate.lines[part.line];
                cost += at.fixed + at.per_unit * part.units;
                if (++parts[part.line] > 1) cost += problem_.line_split_cost;
            }
        }
        for (const auto& [deadline, per_day] : problem_.lateness)
            cost += std::max<std::int64_t>(0, (arrival - deadline + 1439) / 1440) * per_day;
        RoutePlan plan{parcels, {}, cost};
        for (std::size_t line = 0; line < unfilled_.size(); ++line) {
            if (unfilled_[line] == 0) continue;
            plan.unfilled.push_back({line, unfilled_[line]});
            plan.cost += unfilled_[line] * problem_.lines[line].unfilled_cost;
        }
        if (found_ && std::tie(best_.cost, best_arrival_) <= std::tie(plan.cost, arrival)) return;
        found_ = true;
        best_ = std::move(plan);
        best_arrival_ = arrival;
    }

    const RoutingProblem& problem_;
    std::vector<std::vector<std::int64_t>> units_;  // by candidate and line
    std::vector<std::int64_t> unfilled_;
    bool found_ = false;
    RoutePlan best_;
    std::int64_t best_arrival_ = 0;
};

}  // namespace

RoutePlan brute_force(const RoutingProblem& problem) {
    return Search(problem).run();
}

}  // namespace oms::testing
