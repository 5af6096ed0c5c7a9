#include "services/fulfillment/fulfillment_wire.hpp"

#include "domain/text.hpp"
#include "services/common/time_page.hpp"
#include "services/fulfillment/waves.hpp"

namespace oms::fulfilling {
namespace {

using wire::FieldCheck;

constexpr int most_lines = 2'000;
constexpr std::int64_t most_units = 1'000'000;

template <class Units>
std::vector<ParcelUnits> line_units(FieldCheck& check, std::string_view field, const Units& given) {
    std::vector<ParcelUnits> units;
    if (!check.count(field, given.size(), 0, most_lines)) return units;
    for (int i = 0; i < given.size(); ++i) {
        const auto at = check.inside(field, i);
        units.push_back({check.number("line_no", given[i].line_no(), 1, most_lines),
                         check.number("quantity", given[i].quantity(), 1, most_units)});
    }
    return units;
}

template <class Units>
void encode_units(const std::vector<ParcelUnits>& units, Units add) {
    for (const ParcelUnits& some : units) {
        auto* out = add();
        out->set_line_no(static_cast<std::int32_t>(some.line_no));
        out->set_quantity(some.quantity);
    }
}

// What a reader saw is a bar code when it can be one, else a SKU.
void read_code(FieldCheck& check, const std::string& code, Scan& scan) {
    const bool digits = code.size() >= 8 && code.size() <= 14 &&
                        code.find_first_not_of("0123456789") == std::string::npos;
    if (digits && has_gs1_check_digit(code)) {
        scan.gtin = code;
    } else {
        scan.sku = check.id<Sku>("code", code);
    }
}

void encode(const FulfillmentLine& line, v1::FulfillmentLine& out) {
    out.set_line_no(static_cast<std::int32_t>(line.line_no));
    out.set_sku(line.sku.str());
    out.set_quantity(line.quantity);
    out.set_picked(line.picked);
    out.set_collected(line.collected);
    out.set_short_quantity(line.short_quantity);
    out.set_missing(line.missing);
}

void encode(const Parcel& parcel, v1::Parcel& out) {
    out.set_parcel_id(parcel.parcel_id.str());
    out.set_state(wire::to_proto<v1::ParcelState>(parcel.state));
    out.set_sscc(parcel.sscc);
    out.set_weight_g(parcel.weight_g);
    out.set_tracking_number(parcel.tracking_number);
    out.set_redirect(wire::to_proto<v1::RedirectState>(parcel.redirect));
    encode_units(parcel.units, [&] { return out.add_units(); });
}

}  // namespace

Result<FulfillmentOrderId> task_id(const v1::GetFulfillmentOrderRequest& request) {
    FieldCheck check;
    return checked(check, check.id<FulfillmentOrderId>("fulfillment_order_id",
                                                       request.fulfillment_order_id()));
}

Result<TaskQuery> task_query(const v1::ListFulfillmentOrdersRequest& request) {
    FieldCheck check;
    TaskQuery query;
    check.require(request.order_id().empty() != request.location_id().empty(), "location_id",
                  "either order_id or location_id is required");
    if (!request.order_id().empty()) {
        query.order_id = check.id<OrderId>("order_id", request.order_id());
    } else if (!request.location_id().empty()) {
        query.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    }
    query.incoming = request.incoming();
    query.ended = request.ended();
    for (int i = 0; i < request.states_size(); ++i) {
        const auto at = check.inside("states", i);
        query.states.push_back(wire::enumeration<FulfillmentState>(check, "", request.states(i)));
    }
    if (request.has_due_before())
        query.due_before = wire::time(check, "due_before", request.due_before());
    wire::fill_time_page<FulfillmentOrderId>(check, request, query);
    return checked(check, std::move(query));
}

Result<WaveRequest> wave_request(const v1::ReleaseWaveRequest& request) {
    FieldCheck check;
    WaveRequest wave;
    check.request_id(request.request_id());
    wave.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    wave.limit = check.number("limit", request.limit(), 0, most_orders_of_a_wave);
    if (wave.limit == 0) wave.limit = 100;
    return checked(check, std::move(wave));
}

void check_cascade(FieldCheck& check, RefusalReason reason, bool cascade) {
    check.require(!cascade || reason == RefusalReason::not_found, "cascade",
                  "only with the reason not_found");
}

Refusal refusal(FieldCheck& check, const v1::RejectFulfillmentOrderRequest& request) {
    Refusal refusal;
    refusal.reason = wire::enumeration<RefusalReason>(check, "reason", request.reason());
    refusal.cascade = request.cascade();
    check_cascade(check, refusal.reason, refusal.cascade);
    if (!check.count("line_nos", request.line_nos_size(), 0, most_lines)) return refusal;
    for (int i = 0; i < request.line_nos_size(); ++i) {
        const auto at = check.inside("line_nos", i);
        refusal.line_nos.push_back(check.number("", request.line_nos(i), 1, most_lines));
    }
    return refusal;
}

std::vector<Scan> scans(FieldCheck& check, const v1::RecordPicksRequest& request) {
    std::vector<Scan> list;
    if (!check.count("scans", request.scans_size(), 1, 500)) return list;
    for (int i = 0; i < request.scans_size(); ++i) {
        const auto at = check.inside("scans", i);
        Scan scan;
        read_code(check, request.scans(i).code(), scan);
        scan.quantity = check.number("quantity", request.scans(i).quantity(), 0, most_units);
        if (scan.quantity == 0) scan.quantity = 1;
        list.push_back(std::move(scan));
    }
    return list;
}

ParcelUnits short_units(FieldCheck& check, const v1::ReportShortPickRequest& request) {
    return {check.number("line_no", request.line_no(), 1, most_lines),
            check.number("quantity", request.quantity(), 1, most_units)};
}

std::vector<PackedParcel> parcels(FieldCheck& check,
                                  const v1::PackFulfillmentOrderRequest& request) {
    std::vector<PackedParcel> list;
    if (!check.count("parcels", request.parcels_size(), 0, 50)) return list;
    for (int i = 0; i < request.parcels_size(); ++i) {
        const auto at = check.inside("parcels", i);
        PackedParcel parcel;
        parcel.weight_g = check.number("weight_g", request.parcels(i).weight_g(), 0, most_units);
        parcel.units = line_units(check, "units", request.parcels(i).units());
        check.require(!parcel.units.empty(), "units", "at least one is required");
        list.push_back(std::move(parcel));
    }
    return list;
}

std::vector<TrackingNumber> trackings(FieldCheck& check,
                                      const v1::ShipFulfillmentOrderRequest& request) {
    std::vector<TrackingNumber> list;
    if (!check.count("trackings", request.trackings_size(), 0, 50)) return list;
    for (int i = 0; i < request.trackings_size(); ++i) {
        const auto at = check.inside("trackings", i);
        list.push_back(
            {check.id<ParcelId>("parcel_id", request.trackings(i).parcel_id()),
             check.reference("tracking_number", request.trackings(i).tracking_number(), 1, 64)});
    }
    return list;
}

ParcelAction parcel_action(FieldCheck& check, const v1::TrackParcelRequest& request) {
    switch (request.event()) {
        case v1::PARCEL_EVENT_DELIVERED:
            return ParcelAction::deliver;
        case v1::PARCEL_EVENT_LOST:
            return ParcelAction::lose;
        case v1::PARCEL_EVENT_FOUND:
            return ParcelAction::find;
        case v1::PARCEL_EVENT_REDIRECTED:
            return ParcelAction::redirect;
        case v1::PARCEL_EVENT_REDIRECT_REFUSED:
            return ParcelAction::refuse_redirect;
        default:
            check.refuse("event", "one of the values of its type");
            return ParcelAction::deliver;
    }
}

std::vector<ParcelUnits> arrived_units(FieldCheck& check,
                                       const v1::ReceiveTransferRequest& request) {
    check.require(request.partial() || request.arrived_size() == 0, "arrived", "only with partial");
    return line_units(check, "arrived", request.arrived());
}

void encode(const FulfillmentOrder& task, v1::FulfillmentOrder& out) {
    out.set_fulfillment_order_id(task.fulfillment_order_id.str());
    out.set_order_id(task.order_id.str());
    out.set_order_number(task.order_number.str());
    out.set_channel_id(task.channel_id.str());
    out.set_location_id(task.location_id.str());
    out.set_pickup_location_id(task.pickup_location.str());
    out.set_method(wire::to_proto<v1::FulfillmentMethod>(task.method));
    out.set_state(wire::to_proto<v1::FulfillmentState>(task.state));
    for (const FulfillmentAction action : allowed_actions(task))
        out.add_allowed_actions(wire::to_proto<v1::FulfillmentAction>(action));
    out.set_service_id(task.service_id);
    out.set_ship_date(task.ship_date);
    if (task.promised_by) wire::encode(*task.promised_by, *out.mutable_promised_by());
    out.set_attempt(static_cast<std::int32_t>(task.attempt));
    for (const FulfillmentLine& line : task.lines)
        encode(line, *out.add_lines());
    for (const Parcel& parcel : task.parcels)
        encode(parcel, *out.add_parcels());
    out.set_assignee(task.assignee);
    if (task.lease_until) wire::encode(*task.lease_until, *out.mutable_lease_until());
    if (task.accept_by) wire::encode(*task.accept_by, *out.mutable_accept_by());
    encode_units(task.cancel_units, [&] { return out.add_cancel_units(); });
    if (task.cancel_by) wire::encode(*task.cancel_by, *out.mutable_cancel_by());
    out.set_recalled(task.recalled);
    if (task.arrive_by) wire::encode(*task.arrive_by, *out.mutable_arrive_by());
    if (task.refusal) out.set_refusal(wire::to_proto<v1::RefusalReason>(*task.refusal));
    wire::encode(task.create_time, *out.mutable_create_time());
    wire::encode(task.update_time, *out.mutable_update_time());
    out.set_etag(wire::etag(task.head));
    if (!is_offered(task)) return;
    for (const ParcelOffer& offer : task.offers)
        out.add_offered_to(offer.location_id.str());
}

std::string task_list_reply(std::vector<FulfillmentOrder> tasks, const TaskQuery& query) {
    return wire::bytes_of<v1::ListFulfillmentOrdersResponse>([&](auto& reply) {
        if (static_cast<std::int64_t>(tasks.size()) > query.limit) {
            tasks.resize(static_cast<std::size_t>(query.limit));
            const FulfillmentOrder& last = tasks.back();
            reply.set_next_page_token(
                wire::time_page_token(due_of(last), last.fulfillment_order_id));
        }
        for (const FulfillmentOrder& task : tasks)
            encode(task, *reply.add_fulfillment_orders());
    });
}

std::string wave_reply(const std::vector<FulfillmentOrder>& tasks) {
    return wire::bytes_of<v1::ReleaseWaveResponse>([&](auto& reply) {
        for (const FulfillmentOrder& task : tasks)
            encode(task, *reply.add_fulfillment_orders());
    });
}

}  // namespace oms::fulfilling
