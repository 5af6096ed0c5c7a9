#include "fulfillment/decision_record.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "fulfillment/plan_finder.hpp"
#include "fulfillment/promise.hpp"

namespace oms::fulfillment {
namespace {

RecordedPlan plan_of(const Explained& explained, const Decision& decision) {
    RecordedPlan plan;
    plan.cost = minor_units_of(decision.objective);
    const CostTerms& terms = decision.terms;
    plan.costs = {
        minor_units_of(terms.parcel_fixed), minor_units_of(terms.tariff),
        minor_units_of(terms.lines),        minor_units_of(terms.splits + terms.line_splits),
        minor_units_of(terms.lateness),     minor_units_of(terms.unfilled)};
    for (const Parcel& parcel : decision.parcels) {
        const BuiltCandidate& candidate =
            explained.built.candidates[static_cast<std::size_t>(parcel.candidate)];
        const CarriageOption& option = candidate.options[static_cast<std::size_t>(parcel.option)];
        RecordedParcel& told = plan.parcels.emplace_back();
        told.location_id = explained.network.location(candidate.location).location_id;
        told.service_id = option.service_id;
        told.promised_by = from_epoch_minute(epoch_minute(option.arrives));
        for (const ParcelLine& line : decision.lines_of(parcel))
            told.units += line.units;
    }
    for (const ParcelLine& line : decision.unfilled)
        plan.unfilled_units += line.units;
    return plan;
}

// A rejection and how near the location is to where the goods go.
struct Ranked {
    std::int64_t distance_m;
    RecordedRejection rejection;
};

std::int64_t distance_of(const Explained& explained, const NetworkLocation& location) {
    const PostalPlace& to = explained.built.pickup_at
                                ? explained.network.location(*explained.built.pickup_at).place
                                : explained.request.destination;
    if (!to.position || !location.place.position) return std::numeric_limits<std::int64_t>::max();
    return distance_m(*to.position, *location.place.position);
}

std::vector<Ranked> rejections_of(const Explained& explained) {
    std::vector<Ranked> ranked;
    const auto add = [&](std::size_t index, std::string_view reason, const std::string& rule,
                         std::optional<Cost> alone) {
        const NetworkLocation& location = explained.network.location(index);
        std::optional<std::int64_t> cost;
        if (alone) cost = minor_units_of(*alone);
        ranked.push_back({
            distance_of(explained, location),
            {location.location_id, std::string(reason), rule, cost}
        });
    };
    std::set<std::size_t> sending;
    for (const Parcel& parcel : explained.decision.parcels)
        sending.insert(
            explained.built.candidates[static_cast<std::size_t>(parcel.candidate)].location);
    for (const Rejection& rejection : rejections(explained.problem, explained.decision)) {
        const std::size_t location =
            explained.built.candidates[static_cast<std::size_t>(rejection.candidate)].location;
        // One that sends already, at another date.
        if (!sending.insert(location).second) continue;
        add(location, to_string(rejection.reason), {}, rejection.alone);
    }
    for (const LeftOut& out : explained.built.left_out)
        add(out.location, to_string(out.reason), out.rule, std::nullopt);
    return ranked;
}

void tell_rejections(const Explained& explained, RecordedChoice& choice) {
    std::vector<Ranked> ranked = rejections_of(explained);
    std::map<std::string, std::int64_t> counts;
    for (const Ranked& one : ranked)
        ++counts[one.rejection.reason];
    for (const auto& [reason, locations] : counts)
        choice.rejected.push_back({reason, locations});
    // Those that could have sent it first, then the nearest.
    const auto key = [](const Ranked& one) {
        return std::tuple(!one.rejection.alone_cost.has_value(), one.distance_m,
                          std::cref(one.rejection.location_id));
    };
    const std::size_t kept = std::min(ranked.size(), most_rejections);
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept),
                      ranked.end(), [&](const Ranked& a, const Ranked& b) {
                          const auto left = key(a);
                          const auto right = key(b);
                          if (std::get<0>(left) != std::get<0>(right))
                              return std::get<0>(left) < std::get<0>(right);
                          if (std::get<1>(left) != std::get<1>(right))
                              return std::get<1>(left) < std::get<1>(right);
                          return std::get<2>(left).get() < std::get<2>(right).get();
                      });
    for (std::size_t i = 0; i < kept; ++i)
        choice.rejections.push_back(std::move(ranked[i].rejection));
}

}  // namespace

RecordedChoice explain(const Explained& explained) {
    RecordedChoice choice;
    for (const RoutingLine& line : explained.request.lines)
        choice.lines.push_back({line.line_no, line.quantity});
    choice.chosen = plan_of(explained, explained.decision);
    if (explained.runner_up != nullptr) choice.runner_up = plan_of(explained, *explained.runner_up);
    choice.bound = minor_units_of(explained.decision.bound);
    choice.proven = explained.decision.proven();
    choice.engine = to_string(explained.decision.engine);
    choice.expansions = explained.decision.expansions;
    tell_rejections(explained, choice);
    return choice;
}

}  // namespace oms::fulfillment
