#include "fulfillment/competing.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace oms::fulfillment {
namespace {

// How one candidate would send it.
struct Way {
    Cost cost = 0;
    std::int64_t arrival = 0;
    PlanParcel parcel;

    bool operator<(const Way& other) const {
        return std::tie(cost, arrival, parcel.candidate, parcel.option) <
               std::tie(other.cost, other.arrival, other.parcel.candidate, other.parcel.option);
    }
};

// What the candidate asks for the parts beside the parcel itself; nothing: it has too few units.
std::optional<Cost> cost_of_parts(const CandidateView& candidate,
                                  const std::vector<PlanPart>& parts) {
    Cost cost = 0;
    for (const PlanPart& part : parts) {
        const LineAtLocation& cell = candidate.lines[part.line];
        if (cell.available < part.units) return std::nullopt;
        cost += cell.fixed + cell.per_unit * part.units;
    }
    return cost;
}

std::optional<Way> best_way(const ProblemView& problem, std::size_t index,
                            const std::vector<PlanPart>& parts, std::int64_t arrives_by) {
    const CandidateView& candidate = problem.candidates[index];
    const std::optional<Cost> of_parts = cost_of_parts(candidate, parts);
    if (!of_parts) return std::nullopt;
    std::int64_t weight_g = 0;
    std::int64_t volume_cm3 = 0;
    for (const PlanPart& part : parts) {
        weight_g += problem.lines[part.line].weight_g * part.units;
        volume_cm3 += problem.lines[part.line].volume_cm3 * part.units;
    }
    std::optional<Way> best;
    for (std::size_t i = 0; i < candidate.options.size(); ++i) {
        const OptionView& option = candidate.options[i];
        const Cost tariff = tariff_cost(option, chargeable_weight_g(option, weight_g, volume_cm3));
        if (tariff < 0 || option.capacity_left < 1 || option.arrival > arrives_by) continue;
        Way way{
            option.fixed + tariff + *of_parts, option.arrival, {index, i, parts}
        };
        if (!best || way < *best) best = std::move(way);
    }
    return best;
}

}  // namespace

std::vector<ParcelPromise> competing_parcels(const BuiltProblem& built, const ProblemView& problem,
                                             const RoutePlan& plan, std::size_t parcel,
                                             const Network& network, std::size_t most) {
    const PlanParcel& chosen = plan.parcels.at(parcel);
    const auto is_store = [&](std::size_t candidate) {
        const std::size_t location = built.candidates[candidate].location;
        return network.location(location).type == LocationType::store;
    };
    if (built.pickup_at || !is_store(chosen.candidate)) return {};
    const std::int64_t arrives_by =
        problem.candidates[chosen.candidate].options[chosen.option].arrival;
    std::map<std::size_t, Way> by_location;
    for (std::size_t i = 0; i < built.candidates.size(); ++i) {
        const BuiltCandidate& candidate = built.candidates[i];
        const bool sends_already =
            std::any_of(plan.parcels.begin(), plan.parcels.end(), [&](const PlanParcel& sent) {
                return built.candidates[sent.candidate].location == candidate.location;
            });
        if (sends_already || candidate.supplied_from || !is_store(i)) continue;
        std::optional<Way> way = best_way(problem, i, chosen.parts, arrives_by);
        if (!way) continue;
        const auto [at, is_new] = by_location.try_emplace(candidate.location, *way);
        if (!is_new && *way < at->second) at->second = *std::move(way);
    }
    std::vector<Way> ways;
    for (auto& [location, way] : by_location)
        ways.push_back(std::move(way));
    // Candidates are in the network's order.
    std::sort(ways.begin(), ways.end());
    if (ways.size() > most) ways.resize(most);
    std::vector<ParcelPromise> promises;
    for (Way& way : ways) {
        RoutePlan alone;
        alone.parcels.push_back(std::move(way.parcel));
        alone.cost = way.cost;
        promises.push_back(promise_of(built, alone, network).parcels.front());
    }
    return promises;
}

}  // namespace oms::fulfillment
