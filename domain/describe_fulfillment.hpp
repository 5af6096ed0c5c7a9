#pragma once

// The stored shapes of tasks and pickups; see describe.hpp.

#include "domain/describe.hpp"
#include "domain/fulfillment_order.hpp"
#include "domain/pickup.hpp"

namespace oms {

template <class A>
void describe(A& a, Parcel& v) {
    a.field("parcel_id", v.parcel_id);
    a.field("state", v.state);
    a.optional_field("sscc", v.sscc);
    a.optional_field("weight_g", v.weight_g);
    a.optional_field("tracking_number", v.tracking_number);
    a.optional_field("redirect", v.redirect);
    a.field("units", v.units);
}
template <class A>
void describe(A& a, FulfillmentLine& v) {
    a.field("line_no", v.line_no);
    a.field("sku", v.sku);
    a.optional_field("quantity", v.quantity);
    a.optional_field("picked", v.picked);
    a.optional_field("collected", v.collected);
    a.optional_field("short_quantity", v.short_quantity);
    a.optional_field("missing", v.missing);
}
template <class A>
void describe(A& a, FulfillmentOrder& v) {
    a.field("fulfillment_order_id", v.fulfillment_order_id);
    a.field("order_id", v.order_id);
    a.field("order_number", v.order_number);
    a.field("channel_id", v.channel_id);
    a.field("location_id", v.location_id);
    a.optional_field("pickup_location", v.pickup_location);
    a.field("method", v.method);
    a.field("state", v.state);
    a.optional_field("carriage", v.carriage);
    a.optional_field("service_id", v.service_id);
    a.optional_field("ship_date", v.ship_date);
    a.optional_field("promised_by", v.promised_by);
    a.field("attempt", v.attempt);
    a.field("lines", v.lines);
    a.optional_field("parcels", v.parcels);
    a.optional_field("assignee", v.assignee);
    a.optional_field("lease_until", v.lease_until);
    a.optional_field("accept_by", v.accept_by);
    a.optional_field("cancel_units", v.cancel_units);
    a.optional_field("cancel_by", v.cancel_by);
    a.optional_field("resume_state", v.resume_state);
    a.optional_field("arrive_by", v.arrive_by);
    a.optional_field("late_told", v.late_told);
    a.optional_field("recalled", v.recalled);
    a.optional_field("ship_to_id", v.ship_to_id);
    a.optional_field("redirect_to_id", v.redirect_to_id);
    a.optional_field("refusal", v.refusal);
    a.optional_field("ship_time", v.ship_time);
    a.optional_field("deliver_time", v.deliver_time);
    a.optional_field("offers", v.offers);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}
template <class A>
void describe(A& a, PickupLine& v) {
    a.field("line_no", v.line_no);
    a.field("sku", v.sku);
    a.field("quantity", v.quantity);
    a.optional_field("ready", v.ready);
    a.optional_field("collected", v.collected);
}
template <class A>
void describe(A& a, PickupHolder& v) {
    a.field("holder_no", v.holder_no);
    a.optional_field("personal_id", v.personal_id);
    a.field("issue_no", v.issue_no);
    a.field("active", v.active);
}
template <class A>
void describe(A& a, Handover& v) {
    a.field("time", v.time);
    a.field("clerk", v.clerk);
    a.optional_field("till", v.till);
    a.optional_field("holder_no", v.holder_no);
    a.field("proof", v.proof);
    a.optional_field("identity_checked", v.identity_checked);
    a.optional_field("age_checked", v.age_checked);
    a.optional_field("text_id", v.text_id);
    a.field("units", v.units);
}
template <class A>
void describe(A& a, AttemptLock& v) {
    a.optional_field("wrong", v.wrong);
}
template <class A>
void describe(A& a, Pickup& v) {
    a.field("pickup_id", v.pickup_id);
    a.field("order_id", v.order_id);
    a.field("order_number", v.order_number);
    a.field("channel_id", v.channel_id);
    a.field("location_id", v.location_id);
    a.field("state", v.state);
    a.optional_field("promised_by", v.promised_by);
    a.optional_field("ready_time", v.ready_time);
    a.optional_field("hold_until", v.hold_until);
    a.optional_field("extended", v.extended);
    a.field("lines", v.lines);
    a.field("holders", v.holders);
    a.optional_field("identity_required", v.identity_required);
    a.optional_field("age_required", v.age_required);
    a.optional_field("wrong_attempts", v.attempts.wrong);
    a.optional_field("arrival_time", v.arrival_time);
    a.optional_field("arrival_place", v.arrival_place);
    a.optional_field("handovers", v.handovers);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}

}  // namespace oms
