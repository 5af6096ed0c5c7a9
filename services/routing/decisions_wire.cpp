#include "services/routing/decisions_wire.hpp"

#include <algorithm>

#include "services/common/common_wire.hpp"
#include "services/routing/plan_wire.hpp"

namespace oms::routing {
namespace {

using wire::FieldCheck;

constexpr std::size_t most_decisions = 50;
constexpr int most_excluded = 50;
constexpr wire::TextRule reason_rule{.longest = 500, .multiline = true};

void encode(const RecordedPlan& plan, v1::WeighedPlan& out) {
    out.set_cost(plan.cost);
    auto& costs = *out.mutable_costs();
    costs.set_parcels(plan.costs.parcels);
    costs.set_carriage(plan.costs.carriage);
    costs.set_lines(plan.costs.lines);
    costs.set_splits(plan.costs.splits);
    costs.set_lateness(plan.costs.lateness);
    costs.set_unfilled(plan.costs.unfilled);
    for (const RecordedParcel& parcel : plan.parcels) {
        auto& told = *out.add_parcels();
        told.set_location_id(parcel.location_id.str());
        told.set_service_id(parcel.service_id);
        wire::encode(parcel.promised_by, *told.mutable_promised_by());
        told.set_units(parcel.units);
    }
    out.set_unfilled_units(plan.unfilled_units);
}

void encode_rejections(const RecordedChoice& choice, v1::DecisionChoice& out) {
    for (const RecordedRejection& rejection : choice.rejections) {
        auto& told = *out.add_rejections();
        told.set_location_id(rejection.location_id.str());
        told.set_reason(rejection.reason);
        told.set_rule(rejection.rule);
        if (rejection.alone_cost) told.set_alone_cost(*rejection.alone_cost);
    }
    for (const ReasonCount& count : choice.rejected) {
        auto& told = *out.add_rejected();
        told.set_reason(count.reason);
        told.set_locations(count.locations);
    }
}

void encode(const RecordedChoice& choice, v1::DecisionChoice& out) {
    out.set_pickup_location_id(choice.pickup_location.str());
    out.set_service_level(choice.service_level);
    for (const RecordedPickup& pickup : choice.pickups) {
        auto& told = *out.add_pickup_choices();
        told.set_location_id(pickup.location_id.str());
        told.set_cost(pickup.cost);
    }
    for (const ParcelUnits& line : choice.lines) {
        auto& told = *out.add_lines();
        told.set_line_no(static_cast<std::int32_t>(line.line_no));
        told.set_quantity(line.quantity);
    }
    out.set_profile(choice.profile);
    encode(choice.chosen, *out.mutable_chosen());
    if (choice.runner_up) encode(*choice.runner_up, *out.mutable_runner_up());
    out.set_bound(choice.bound);
    out.set_proven(choice.proven);
    out.set_engine(choice.engine);
    out.set_expansions(choice.expansions);
    encode_rejections(choice, out);
}

void encode(const RoutingRecord& record, bool with_inputs, v1::RoutingDecision& out) {
    out.set_decision_no(record.decision_no);
    out.set_cause(wire::to_proto<v1::DecisionCause>(record.cause));
    wire::encode(record.time, *out.mutable_time());
    out.set_rules_version(record.rules_version);
    out.set_position(record.position);
    out.set_command_index(record.command_index);
    for (const RecordedChoice& choice : record.choices)
        encode(choice, *out.add_choices());
    out.set_duration_us(record.duration_us);
    if (with_inputs) out.set_inputs(record.inputs);
}

}  // namespace

Result<OrderId> decided_order(const v1::GetRoutingDecisionsRequest& request) {
    FieldCheck check;
    return wire::checked(check, check.id<OrderId>("order_id", request.order_id()));
}

Result<RerouteRequest> reroute_request(const v1::RerouteOrderRequest& request) {
    FieldCheck check;
    RerouteRequest reroute;
    check.request_id(request.request_id());
    reroute.order_id = check.id<OrderId>("order_id", request.order_id());
    if (!request.etag().empty())
        reroute.version = wire::version_of_etag(check, "etag", request.etag());
    const int excluded = request.excluded_location_ids_size();
    if (check.count("excluded_location_ids", excluded, 0, most_excluded)) {
        for (int i = 0; i < excluded; ++i) {
            const auto at = check.inside("excluded_location_ids", i);
            reroute.excluded.push_back(
                check.id<LocationId>("", request.excluded_location_ids(i), false));
        }
    }
    std::sort(reroute.excluded.begin(), reroute.excluded.end());
    reroute.excluded.erase(std::unique(reroute.excluded.begin(), reroute.excluded.end()),
                           reroute.excluded.end());
    reroute.reason = check.text("reason", request.reason(), reason_rule);
    return wire::checked(check, std::move(reroute));
}

std::string decisions_reply(const Order& order, const std::vector<RoutingRecord>& decisions,
                            bool with_inputs, const CurrencyOf& currency_of) {
    return wire::bytes_of<v1::GetRoutingDecisionsResponse>([&](auto& reply) {
        reply.set_order_id(order.order_id.str());
        const std::size_t told = std::min(decisions.size(), most_decisions);
        for (std::size_t i = decisions.size() - told; i < decisions.size(); ++i) {
            auto& decision = *reply.add_decisions();
            encode(decisions[i], with_inputs, decision);
            decision.set_currency_code(currency_of(decisions[i].rules_version));
        }
        reply.set_decision_count(static_cast<std::int64_t>(decisions.size()));
        for (const OrderParcel& parcel : order.parcels)
            encode_parcel(parcel, *reply.add_parcels());
    });
}

std::string reroute_reply(const RerouteOutcome& outcome) {
    return wire::bytes_of<v1::RerouteOrderResponse>([&](auto& reply) {
        const Order& order = outcome.order;
        reply.set_order_id(order.order_id.str());
        reply.set_number(order.number.str());
        reply.set_etag(wire::etag(order.head));
        for (const ReroutedUnits& move : outcome.moves) {
            auto& told = *reply.add_moves();
            told.set_line_no(static_cast<std::int32_t>(move.line_no));
            const auto line =
                std::find_if(order.lines.begin(), order.lines.end(),
                             [&](const OrderLine& l) { return l.line_no == move.line_no; });
            if (line != order.lines.end()) told.set_sku(line->sku.str());
            told.set_from_location_id(move.from.str());
            told.set_to_location_id(move.to.str());
            told.set_quantity(move.units);
        }
        for (const OrderParcel& parcel : order.parcels)
            encode_parcel(parcel, *reply.add_parcels());
    });
}

}  // namespace oms::routing
