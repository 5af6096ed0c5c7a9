#include "fulfillment/decision_record.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>

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
    std::size_t source = 0;  // its place among the rejections, or after them those left out

    bool operator<(const Ranked& other) const {
        if (cannot != other.cannot) return other.cannot;
        if (distance != other.distance) return distance < other.distance;
        return location < other.location;
    }
};

// From the locations to where the goods go.
class Distances {
public:
    explicit Distances(const Explained& explained)
        : network_(explained.network),
          to_(explained.built.pickup_at ? network_.location(*explained.built.pickup_at).place
                                        : explained.request.destination) {}
    std::int64_t of(std::size_t location) const {
        const PostalPlace& from = network_.location(location).place;
        if (!to_.position || !from.position) return std::numeric_limits<std::int64_t>::max();
        return distance_rank(*to_.position, *from.position);
    }

private:
    const Network& network_;
    const PostalPlace& to_;
};

std::vector<Ranked> rank(const Explained& explained, const std::vector<Rejection>& rejected) {
    const auto location_of = [&](std::int32_t candidate) {
        return explained.built.candidates[static_cast<std::size_t>(candidate)].location;
    };
    const Distances distances(explained);
    std::vector<bool> told(explained.network.size());
    for (const Parcel& parcel : explained.decision.parcels)
        told[location_of(parcel.candidate)] = true;
    std::vector<Ranked> ranked;
    ranked.reserve(explained.network.size());
    for (std::size_t i = 0; i < rejected.size(); ++i) {
        const std::size_t location = location_of(rejected[i].candidate);
        // One that sends already, or stands for a later date.
        if (told[location]) continue;
        told[location] = true;
        ranked.push_back({!rejected[i].alone.has_value(), distances.of(location), location,
                          to_string(rejected[i].reason), i});
    }
    for (std::size_t i = 0; i < explained.built.left_out.size(); ++i) {
        const LeftOut& out = explained.built.left_out[i];
        ranked.push_back({true, distances.of(out.location), out.location, to_string(out.reason),
                          rejected.size() + i});
    }
    return ranked;
}

// Counts of a handful of reasons, by name.
std::vector<ReasonCount> counts_of(const std::vector<Ranked>& ranked) {
    std::map<std::string_view, std::int64_t> counts;
    std::string_view last;
    std::int64_t* count = nullptr;
    for (const Ranked& one : ranked) {
        if (one.reason != last) count = &counts[last = one.reason];
        ++*count;
    }
    std::vector<ReasonCount> told;
    for (const auto& [reason, locations] : counts)
        told.push_back({std::string(reason), locations});
    return told;
}

void tell_rejections(const Explained& explained, RecordedChoice& choice) {
    const std::vector<Rejection> rejected = rejections(explained.problem, explained.decision);
    std::vector<Ranked> ranked = rank(explained, rejected);
    choice.rejected = counts_of(ranked);
    if (ranked.size() > most_rejections) {
        const auto kept = ranked.begin() + static_cast<std::ptrdiff_t>(most_rejections);
        std::nth_element(ranked.begin(), kept, ranked.end());
        ranked.erase(kept, ranked.end());
    }
    std::sort(ranked.begin(), ranked.end());
    choice.rejections.reserve(ranked.size());
    for (const Ranked& one : ranked) {
        RecordedRejection& rejection = choice.rejections.emplace_back();
        rejection.location_id = explained.network.location(one.location).location_id;
        rejection.reason = one.reason;
        if (one.source >= rejected.size()) {
            rejection.rule = explained.built.left_out[one.source - rejected.size()].rule;
        } else if (const auto& alone = rejected[one.source].alone) {
            rejection.alone_cost = minor_units_of(*alone);
        }
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
