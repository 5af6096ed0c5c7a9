#include "fulfillment/decision_record.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

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

// A location that sends nothing. Those that could have sent everything come first, then the
// nearest.
struct Ranked {
    bool cannot = true;
    std::int64_t distance = 0;  // by distance_rank
    std::size_t location = 0;   // in the network: ascending ids
    std::string_view reason;
    const std::string* rule = nullptr;
    Cost alone = 0;

    bool operator<(const Ranked& other) const {
        return std::tie(cannot, distance, location) <
               std::tie(other.cannot, other.distance, other.location);
    }
};

std::int64_t distance_of(const Explained& explained, std::size_t location) {
    const PostalPlace& to = explained.built.pickup_at
                                ? explained.network.location(*explained.built.pickup_at).place
                                : explained.request.destination;
    const PostalPlace& from = explained.network.location(location).place;
    if (!to.position || !from.position) return std::numeric_limits<std::int64_t>::max();
    return distance_rank(*to.position, *from.position);
}

std::vector<Ranked> rejections_of(const Explained& explained) {
    const auto location_of = [&](std::int32_t candidate) {
        return explained.built.candidates[static_cast<std::size_t>(candidate)].location;
    };
    std::vector<bool> told(explained.network.size());
    for (const Parcel& parcel : explained.decision.parcels)
        told[location_of(parcel.candidate)] = true;
    std::vector<Ranked> ranked;
    ranked.reserve(explained.network.size());
    for (const Rejection& rejection : rejections(explained.problem, explained.decision)) {
        const std::size_t location = location_of(rejection.candidate);
        // One that sends already, or stands for a later date.
        if (told[location]) continue;
        told[location] = true;
        ranked.push_back({!rejection.alone.has_value(), distance_of(explained, location), location,
                          to_string(rejection.reason), nullptr, rejection.alone.value_or(0)});
    }
    for (const LeftOut& out : explained.built.left_out) {
        ranked.push_back({true, distance_of(explained, out.location), out.location,
                          to_string(out.reason), &out.rule});
    }
    return ranked;
}

// Counts of a handful of reasons, by name.
std::vector<ReasonCount> counts_of(const std::vector<Ranked>& ranked) {
    std::map<std::string_view, std::int64_t> counts;
    for (const Ranked& one : ranked)
        ++counts[one.reason];
    std::vector<ReasonCount> told;
    for (const auto& [reason, locations] : counts)
        told.push_back({std::string(reason), locations});
    return told;
}

void tell_rejections(const Explained& explained, RecordedChoice& choice) {
    std::vector<Ranked> ranked = rejections_of(explained);
    choice.rejected = counts_of(ranked);
    const std::size_t kept = std::min(ranked.size(), most_rejections);
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept),
                      ranked.end());
    choice.rejections.reserve(kept);
    for (std::size_t i = 0; i < kept; ++i) {
        const Ranked& one = ranked[i];
        RecordedRejection& rejection = choice.rejections.emplace_back();
        rejection.location_id = explained.network.location(one.location).location_id;
        rejection.reason = one.reason;
        if (one.rule != nullptr) rejection.rule = *one.rule;
        if (!one.cannot) rejection.alone_cost = minor_units_of(one.alone);
    }
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
