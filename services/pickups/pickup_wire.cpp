#include "services/pickups/pickup_wire.hpp"

#include "services/common/time_page.hpp"

namespace oms::pickups {
namespace {

using wire::FieldCheck;

constexpr int most_lines = 2'000;

void encode(const Handover& handover, v1::Handover& out) {
    wire::encode(handover.time, *out.mutable_time());
    out.set_clerk(handover.clerk);
    out.set_till(handover.till);
    out.set_holder_no(static_cast<std::int32_t>(handover.holder_no));
    out.set_proof(wire::to_proto<v1::PickupProof>(handover.proof));
    out.set_identity_checked(handover.identity_checked);
    out.set_age_checked(handover.age_checked);
    for (const ParcelUnits& units : handover.units) {
        v1::PickupUnits& given = *out.add_units();
        given.set_line_no(static_cast<std::int32_t>(units.line_no));
        given.set_quantity(units.quantity);
    }
}

}  // namespace

Result<PickupId> pickup_id(const v1::GetPickupRequest& request) {
    FieldCheck check;
    return checked(check, check.id<PickupId>("pickup_id", request.pickup_id()));
}

Result<PickupQuery> pickup_query(const v1::ListPickupsRequest& request) {
    FieldCheck check;
    PickupQuery query;
    check.require(request.order_id().empty() != request.location_id().empty(), "location_id",
                  "either order_id or location_id is required");
    if (!request.order_id().empty()) {
        query.order_id = check.id<OrderId>("order_id", request.order_id());
    } else if (!request.location_id().empty()) {
        query.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    }
    query.ended = request.ended();
    for (int i = 0; i < request.states_size(); ++i) {
        const auto at = check.inside("states", i);
        query.states.push_back(wire::enumeration<PickupState>(check, "", request.states(i)));
    }
    wire::fill_time_page<PickupId>(check, request, query);
    return checked(check, std::move(query));
}

Result<CodeQuestion> code_question(const v1::FindPickupRequest& request) {
    FieldCheck check;
    CodeQuestion question;
    question.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    question.code = check.reference("code", request.code(), 1, 64);
    return checked(check, std::move(question));
}

Result<HolderQuestion> holder_question(const v1::GetPickupCodeRequest& request) {
    FieldCheck check;
    HolderQuestion question;
    question.pickup_id = check.id<PickupId>("pickup_id", request.pickup_id());
    question.holder_no = check.number("holder_no", request.holder_no(), 0, 1'000);
    if (question.holder_no == 0) question.holder_no = 1;
    return checked(check, std::move(question));
}

HandoverRequest handover_request(FieldCheck& check, const v1::CollectPickupRequest& request) {
    HandoverRequest handover;
    handover.code = check.reference("code", request.code(), 0, 64);
    // Nothing is kept of a dry run, so no wrong code would be counted.
    check.require(!request.validate_only() || request.code().empty(), "validate_only",
                  "a code is never only tried; leave it out");
    handover.identity_checked = request.identity_checked();
    handover.age_checked = request.age_checked();
    handover.reason = check.text("reason", request.reason(), {.longest = 500, .multiline = true});
    handover.till = check.reference("till", request.till(), 0, 64);
    handover.clerk = check.reference("clerk", request.clerk(), 0, 64);
    if (!check.count("units", request.units_size(), 0, most_lines)) return handover;
    for (int i = 0; i < request.units_size(); ++i) {
        const auto at = check.inside("units", i);
        handover.units.push_back(
            {check.number("line_no", request.units(i).line_no(), 1, most_lines),
             check.number("quantity", request.units(i).quantity(), 1, 1'000'000)});
    }
    return handover;
}

void encode(const Pickup& pickup, v1::Pickup& out) {
    out.set_pickup_id(pickup.pickup_id.str());
    out.set_order_id(pickup.order_id.str());
    out.set_order_number(pickup.order_number.str());
    out.set_channel_id(pickup.channel_id.str());
    out.set_location_id(pickup.location_id.str());
    out.set_state(wire::to_proto<v1::PickupState>(pickup.state));
    for (const PickupAction action : allowed_actions(pickup))
        out.add_allowed_actions(wire::to_proto<v1::PickupAction>(action));
    if (pickup.promised_by) wire::encode(*pickup.promised_by, *out.mutable_promised_by());
    if (pickup.ready_time) wire::encode(*pickup.ready_time, *out.mutable_ready_time());
    if (pickup.hold_until) wire::encode(*pickup.hold_until, *out.mutable_hold_until());
    out.set_extended(pickup.extended);
    for (const PickupLine& line : pickup.lines) {
        v1::PickupLine& told = *out.add_lines();
        told.set_line_no(static_cast<std::int32_t>(line.line_no));
        told.set_sku(line.sku.str());
        told.set_quantity(line.quantity);
        told.set_ready(line.ready);
        told.set_collected(line.collected);
    }
    for (const PickupHolder& holder : pickup.holders) {
        v1::PickupHolder& told = *out.add_holders();
        told.set_holder_no(static_cast<std::int32_t>(holder.holder_no));
        told.set_issue_no(static_cast<std::int32_t>(holder.issue_no));
        told.set_active(holder.active);
    }
    out.set_identity_required(pickup.identity_required);
    out.set_age_required(pickup.age_required);
    if (pickup.arrival_time) {
        wire::encode(*pickup.arrival_time, *out.mutable_arrival_time());
        wire::encode(*pickup.arrival_time + arrival_alert_time, *out.mutable_alert_time());
        wire::encode(*pickup.arrival_time + arrival_service_time, *out.mutable_serve_by());
    }
    out.set_arrival_place(pickup.arrival_place);
    for (const Handover& handover : pickup.handovers)
        encode(handover, *out.add_handovers());
    wire::encode(pickup.create_time, *out.mutable_create_time());
    wire::encode(pickup.update_time, *out.mutable_update_time());
    out.set_etag(wire::etag(pickup.head));
}

std::string pickup_list_reply(std::vector<Pickup> pickups, const PickupQuery& query) {
    return wire::bytes_of<v1::ListPickupsResponse>([&](auto& reply) {
        if (static_cast<std::int64_t>(pickups.size()) > query.limit) {
            pickups.resize(static_cast<std::size_t>(query.limit));
            reply.set_next_page_token(
                wire::time_page_token(due_of(pickups.back()), pickups.back().pickup_id));
        }
        for (const Pickup& pickup : pickups)
            encode(pickup, *reply.add_pickups());
    });
}

}  // namespace oms::pickups
