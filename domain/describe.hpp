#pragma once

// The stored shape of each domain type: one list of fields serves rows, events and their folding.
// An archive offers `field(name, value)` and `optional_field(name, value)`; the latter may leave
// out a value that equals its default. Names are public API once released: events carry them.

#include "domain/cart_hold.hpp"
#include "domain/catalog.hpp"
#include "domain/events.hpp"
#include "domain/order.hpp"
#include "domain/personal.hpp"
#include "domain/receipt.hpp"
#include "domain/reservation.hpp"
#include "domain/return_policy.hpp"
#include "domain/routing_record.hpp"
#include "domain/stock.hpp"

namespace oms {

template <class A>
void describe(A& a, GeoPosition& v) {
    a.field("latitude_microdegrees", v.latitude_microdegrees);
    a.field("longitude_microdegrees", v.longitude_microdegrees);
}
template <class A>
void describe(A& a, Address& v) {
    a.optional_field("recipient", v.recipient);
    a.optional_field("lines", v.lines);
    a.optional_field("locality", v.locality);
    a.optional_field("administrative_area", v.administrative_area);
    a.optional_field("postal_code", v.postal_code);
    a.optional_field("country_code", v.country_code);
    a.optional_field("position", v.position);
}
template <class A>
void describe(A& a, Contact& v) {
    a.optional_field("name", v.name);
    a.optional_field("email", v.email);
    a.optional_field("phone", v.phone);
    a.optional_field("language", v.language);
}
template <class A>
void describe(A& a, Item& v) {
    a.field("sku", v.sku);
    a.field("title", v.title);
    a.optional_field("gtin", v.gtin);
    a.optional_field("weight_g", v.weight_g);
    a.optional_field("length_mm", v.length_mm);
    a.optional_field("width_mm", v.width_mm);
    a.optional_field("height_mm", v.height_mm);
    a.field("handling_class", v.handling_class);
    a.optional_field("backorder_limit", v.backorder_limit);
    a.optional_field("tags", v.tags);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}
template <class A>
void describe(A& a, OpeningHours& v) {
    a.field("weekday", v.weekday);
    a.field("opens_minute", v.opens_minute);
    a.field("closes_minute", v.closes_minute);
}
template <class A>
void describe(A& a, HoursException& v) {
    a.field("date", v.date);
    a.optional_field("closed", v.closed);
    a.optional_field("opens_minute", v.opens_minute);
    a.optional_field("closes_minute", v.closes_minute);
    a.optional_field("label", v.label);
}
template <class A>
void describe(A& a, FulfillmentSettings& v) {
    a.optional_field("release", v.release);
    a.optional_field("acceptance_minutes", v.acceptance_minutes);
    a.field("pickup_hold_days", v.pickup_hold_days);
}
template <class A>
void describe(A& a, Closure& v) {
    a.field("from", v.from);
    a.field("until", v.until);
    a.optional_field("reason", v.reason);
}
template <class A>
void describe(A& a, Location& v) {
    a.field("location_id", v.location_id);
    a.field("name", v.name);
    a.field("type", v.type);
    a.optional_field("gln", v.gln);
    a.field("address", v.address);
    a.field("time_zone", v.time_zone);
    a.optional_field("weekly_hours", v.weekly_hours);
    a.optional_field("hours_exceptions", v.hours_exceptions);
    a.optional_field("capabilities", v.capabilities);
    a.optional_field("fulfillment", v.fulfillment);
    a.optional_field("closure", v.closure);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}
template <class A>
void describe(A& a, Channel& v) {
    a.field("channel_id", v.channel_id);
    a.field("name", v.name);
    a.field("type", v.type);
    a.field("brand", v.brand);
    a.optional_field("grace_window_s", v.grace_window_s);
    a.optional_field("duplicate_window_s", v.duplicate_window_s);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}
template <class A>
void describe(A& a, Discount& v) {
    a.field("promotion_id", v.promotion_id);
    a.field("scope", v.scope);
    a.field("on_return", v.on_return);
    a.field("amount", v.amount);
}
template <class A>
void describe(A& a, Charge& v) {
    a.field("type", v.type);
    a.field("amount", v.amount);
    a.field("tax", v.tax);
}
template <class A>
void describe(A& a, Tender& v) {
    a.field("type", v.type);
    a.field("amount", v.amount);
    a.optional_field("reference", v.reference);
}
template <class A>
void describe(A& a, LineTotals& v) {
    a.field("goods", v.goods);
    a.optional_field("line_discounts", v.line_discounts);
    a.optional_field("order_discounts", v.order_discounts);
    a.optional_field("charges", v.charges);
    a.optional_field("tax", v.tax);
}
template <class A>
void describe(A& a, OrderTotals& v) {
    a.field("goods", v.goods);
    a.optional_field("discounts", v.discounts);
    a.optional_field("charges", v.charges);
    a.optional_field("tax", v.tax);
    a.field("total", v.total);
}
// Everything of a line that only an edit changes after placement; its quantities are columns of
// their own.
template <class A>
void describe_terms(A& a, OrderLine& v) {
    a.field("line_no", v.line_no);
    a.field("sku", v.sku);
    a.field("unit_price", v.unit_price);
    a.optional_field("discounts", v.discounts);
    a.optional_field("tax", v.tax);
    a.optional_field("tax_code", v.tax_code);
    a.field("method", v.method);
    a.optional_field("service_level", v.service_level);
    a.optional_field("pickup_location", v.pickup_location);
    a.optional_field("carried_out", v.carried_out);
    a.optional_field("promised_by", v.promised_by);
    a.field("totals", v.totals);
}
template <class A>
void describe(A& a, OrderLine& v) {
    describe_terms(a, v);
    a.field("quantities", v.quantities);
}
template <class A>
void describe(A& a, Reservation& v) {
    a.field("line_no", v.line_no);
    a.field("sku", v.sku);
    a.field("location_id", v.location_id);
    a.field("quantity", v.quantity);
    a.optional_field("open", v.open);
    a.optional_field("consumed", v.consumed);
    a.optional_field("freed", v.freed);
    a.optional_field("expired", v.expired);
}
// Everything of an order but its lines' quantities, reservations, head and update time, and what
// has columns of its own.
template <class A>
void describe_terms(A& a, Order& v) {
    a.optional_field("customer_reference", v.customer_reference);
    a.optional_field("charges", v.charges);
    a.optional_field("discounts", v.discounts);
    a.optional_field("tenders", v.tenders);
    a.optional_field("tax_included", v.tax_included);
    a.optional_field("gift", v.gift);
    a.optional_field("keep_together", v.keep_together);
    a.optional_field("identity_required", v.identity_required);
    a.field("on_shortage", v.on_shortage);
    a.field("totals", v.totals);
}
template <class A>
void describe(A& a, OrderHold& v) {
    a.field("hold_id", v.hold_id);
    a.field("type", v.type);
    a.optional_field("owner", v.owner);
    a.optional_field("line_nos", v.line_nos);
    a.optional_field("reason_id", v.reason_id);
    a.optional_field("about", v.about);
    a.field("create_time", v.create_time);
    a.optional_field("expire_time", v.expire_time);
    a.field("state", v.state);
    a.optional_field("end_time", v.end_time);
    a.optional_field("end_reason_id", v.end_reason_id);
}
template <class A>
void describe(A& a, DailyCapacity& v) {
    a.field("measure", v.measure);
    a.field("limit", v.limit);
}
template <class A>
void describe(A& a, WorkKey& v) {
    a.field("location_id", v.location_id);
    a.field("kind", v.kind);
    a.field("day", v.day);
    a.optional_field("slot", v.slot);
}
template <class A>
void describe(A& a, ParcelUnits& v) {
    a.field("line_no", v.line_no);
    a.field("quantity", v.quantity);
}
template <class A>
void describe(A& a, WorkLimit& v) {
    a.field("key", v.key);
    a.field("capacity", v.capacity);
}
template <class A>
void describe(A& a, ParcelOffer& v) {
    a.field("location_id", v.location_id);
    a.optional_field("service_id", v.service_id);
    a.field("ship_date", v.ship_date);
    a.field("order_by", v.order_by);
    a.field("promised_by", v.promised_by);
    a.optional_field("work", v.work);
}
template <class A>
void describe(A& a, OrderParcel& v) {
    a.field("location_id", v.location_id);
    a.optional_field("pickup_location", v.pickup_location);
    a.field("carriage", v.carriage);
    a.optional_field("service_id", v.service_id);
    a.optional_field("ship_date", v.ship_date);
    a.field("order_by", v.order_by);
    a.field("promised_by", v.promised_by);
    a.field("units", v.units);
    a.optional_field("work", v.work);
    a.optional_field("fulfillment_order_id", v.fulfillment_order_id);
    a.optional_field("arrive_by", v.arrive_by);
    a.optional_field("offers", v.offers);
}
template <class A>
void describe(A& a, Waiting& v) {
    a.field("line_no", v.line_no);
    a.field("units", v.units);
    a.field("receipt_id", v.receipt_id);
    a.field("expected_time", v.expected_time);
    a.field("promised_by", v.promised_by);
}
// What is kept in a column of its own, since it changes apart from everything else.
template <class A>
void describe(A& a, PaymentDue& v) {
    a.field("operation_id", v.operation_id);
    a.field("kind", v.kind);
    a.field("amount", v.amount);
    a.optional_field("fulfillment_order_id", v.fulfillment_order_id);
    a.field("time", v.time);
    a.optional_field("credit_reference", v.credit_reference);
}
template <class A>
void describe(A& a, ChoiceOption& v) {
    a.field("option_no", v.option_no);
    a.field("kind", v.kind);
    a.optional_field("location_id", v.location_id);
    a.optional_field("promised_by", v.promised_by);
    a.field("price", v.price);
}
template <class A>
void describe(A& a, OrderChoice& v) {
    a.field("choice_id", v.choice_id);
    a.field("reason", v.reason);
    a.optional_field("location_id", v.location_id);
    a.optional_field("fulfillment_order_id", v.fulfillment_order_id);
    a.field("units", v.units);
    a.field("options", v.options);
    a.field("state", v.state);
    a.field("issue_no", v.issue_no);
    a.field("create_time", v.create_time);
    a.field("expire_time", v.expire_time);
    a.optional_field("chosen_by", v.chosen_by);
    a.optional_field("chosen_option_no", v.chosen_option_no);
    a.optional_field("end_time", v.end_time);
    a.optional_field("reason_id", v.reason_id);
}
template <class A>
void describe(A& a, RefundRecord& v) {
    a.field("kind", v.kind);
    a.optional_field("return_id", v.return_id);
    a.optional_field("units", v.units);
    a.field("amount", v.amount);
    a.optional_field("fee", v.fee);
    a.field("time", v.time);
}
template <class A>
void describe_handling(A& a, Order& v) {
    a.optional_field("parcels", v.parcels);
    a.optional_field("waiting", v.waiting);
    a.optional_field("holds", v.holds);
    a.optional_field("tags", v.tags);
    a.optional_field("refusals", v.refusals);
    a.optional_field("exclusions", v.exclusions);
    a.optional_field("payments_due", v.payments_due);
    a.optional_field("choices", v.choices);
    a.optional_field("refunds", v.refunds);
}
template <class A>
void describe(A& a, Order& v) {
    a.field("order_id", v.order_id);
    a.field("number", v.number);
    a.field("channel_id", v.channel_id);
    a.field("external_id", v.external_id);
    a.optional_field("cart_id", v.cart_id);
    describe_terms(a, v);
    a.field("lines", v.lines);
    a.optional_field("personal_ids", v.personal_ids);
    a.optional_field("reservations", v.reservations);
    describe_handling(a, v);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}
template <class A>
void describe(A& a, UnitMove& v) {
    a.field("line_no", v.line_no);
    a.field("from", v.from);
    a.field("to", v.to);
    a.field("units", v.units);
    a.optional_field("location_id", v.location_id);
}
template <class A>
void describe(A& a, CartHoldLine& v) {
    a.field("sku", v.sku);
    a.field("quantity", v.quantity);
    a.optional_field("pickup_location", v.pickup_location);
}
template <class A>
void describe(A& a, CartKey& v) {
    a.field("channel_id", v.channel_id);
    a.field("cart_id", v.cart_id);
}
template <class A>
void describe(A& a, CartHold& v) {
    a.field("key", v.key);
    a.field("state", v.state);
    a.field("expire_time", v.expire_time);
    a.optional_field("extended", v.extended);
    a.field("lines", v.lines);
    a.field("reservations", v.reservations);
}
template <class A>
void describe(A& a, StockKey& v) {
    a.field("sku", v.sku);
    a.field("location_id", v.location_id);
}
template <class A>
void describe(A& a, LedgerEntry& v) {
    a.field("key", v.key);
    a.field("kind", v.kind);
    a.optional_field("on_hand_change", v.on_hand_change);
    a.optional_field("reserved_change", v.reserved_change);
    a.optional_field("damaged_change", v.damaged_change);
    a.optional_field("reason_code", v.reason_code);
    a.optional_field("cause_id", v.cause_id);
    a.optional_field("incoming_change", v.incoming_change);
    a.optional_field("in_transit_change", v.in_transit_change);
}
// But for `promised`, which the events of orders tell.
template <class A>
void describe(A& a, Receipt& v) {
    a.field("receipt_id", v.receipt_id);
    a.field("sku", v.key.sku);
    a.field("location_id", v.key.location_id);
    a.field("expected_quantity", v.expected);
    a.optional_field("received_quantity", v.received);
    a.field("expected_time", v.expected_time);
    a.field("state", v.state);
    a.field("create_time", v.create_time);
}

template <class A>
void describe(A& a, RecordedCosts& v) {
    a.optional_field("parcels", v.parcels);
    a.optional_field("carriage", v.carriage);
    a.optional_field("lines", v.lines);
    a.optional_field("splits", v.splits);
    a.optional_field("lateness", v.lateness);
    a.optional_field("unfilled", v.unfilled);
}
template <class A>
void describe(A& a, RecordedParcel& v) {
    a.field("location_id", v.location_id);
    a.optional_field("service_id", v.service_id);
    a.field("promised_by", v.promised_by);
    a.field("units", v.units);
}
template <class A>
void describe(A& a, RecordedPlan& v) {
    a.field("cost", v.cost);
    a.field("costs", v.costs);
    a.optional_field("parcels", v.parcels);
    a.optional_field("unfilled_units", v.unfilled_units);
}
template <class A>
void describe(A& a, RecordedRejection& v) {
    a.field("location_id", v.location_id);
    a.field("reason", v.reason);
    a.optional_field("rule", v.rule);
    a.optional_field("alone_cost", v.alone_cost);
}
template <class A>
void describe(A& a, ReasonCount& v) {
    a.field("reason", v.reason);
    a.field("locations", v.locations);
}
template <class A>
void describe(A& a, RecordedPickup& v) {
    a.field("location_id", v.location_id);
    a.field("cost", v.cost);
}
template <class A>
void describe(A& a, RecordedChoice& v) {
    a.optional_field("pickup_location", v.pickup_location);
    a.optional_field("pickups", v.pickups);
    a.optional_field("service_level", v.service_level);
    a.field("lines", v.lines);
    a.field("profile", v.profile);
    a.field("chosen", v.chosen);
    a.optional_field("runner_up", v.runner_up);
    a.field("bound", v.bound);
    a.optional_field("proven", v.proven);
    a.field("engine", v.engine);
    a.optional_field("expansions", v.expansions);
    a.optional_field("rejections", v.rejections);
    a.optional_field("rejected", v.rejected);
}
// But for what is in columns of its own: the order, the number, the inputs.
template <class A>
void describe(A& a, RoutingRecord& v) {
    a.field("cause", v.cause);
    a.field("time", v.time);
    a.field("rules_version", v.rules_version);
    a.field("position", v.position);
    a.optional_field("command_index", v.command_index);
    a.field("choices", v.choices);
    a.optional_field("duration_us", v.duration_us);
}

template <class A>
void describe(A& a, OrderPlaced& v) {
    a.field("order", v.order);
}
template <class A>
void describe(A& a, OrderUnitsCanceled& v) {
    a.field("reason", v.reason);
    a.optional_field("comment_id", v.comment_id);
    a.field("moves", v.moves);
}
// The fields of its hold.
template <class A>
void describe(A& a, OrderHeld& v) {
    describe(a, v.hold);
}
template <class A>
void describe(A& a, OrderHoldReleased& v) {
    a.field("hold_id", v.hold_id);
    a.field("state", v.state);
    a.optional_field("reason_id", v.reason_id);
}
template <class A>
void describe(A& a, OrderNoted& v) {
    a.field("note_id", v.note_id);
}
template <class A>
void describe(A& a, OrderTagsChanged& v) {
    a.optional_field("added", v.change.added);
    a.optional_field("removed", v.change.removed);
}
template <class A>
void describe(A& a, ReroutedUnits& v) {
    a.field("line_no", v.line_no);
    a.field("from", v.from);
    a.field("to", v.to);
    a.field("units", v.units);
}
template <class A>
void describe(A& a, OrderRerouted& v) {
    a.field("decision_no", v.decision_no);
    a.optional_field("excluded", v.excluded);
    a.optional_field("reason_id", v.reason_id);
    a.field("rerouted", v.rerouted);
    a.optional_field("parcels", v.parcels);
}
template <class A>
void describe(A& a, OrderUnitsAllocated& v) {
    a.field("moves", v.moves);
    a.optional_field("parcels", v.parcels);
}
template <class A>
void describe(A& a, OrderRepromised& v) {
    a.field("waiting", v.waiting);
}
template <class A>
void describe(A& a, OrderUnitsMoved& v) {
    a.optional_field("fulfillment_order_id", v.fulfillment_order_id);
    a.field("moves", v.moves);
}
template <class A>
void describe(A& a, OrderEdited& v) {
    a.optional_field("decision_no", v.decision_no);
    a.optional_field("lines", v.edit.lines);
    a.field("totals", v.edit.totals);
    a.optional_field("reservations", v.edit.reservations);
    a.optional_field("parcels", v.edit.parcels);
    a.optional_field("waiting", v.edit.waiting);
    a.optional_field("tenders", v.edit.tenders);
    a.optional_field("ship_to_id", v.edit.ship_to_id);
}
template <class A>
void describe(A& a, OrderPaymentDue& v) {
    a.field("due", v.due);
}
template <class A>
void describe(A& a, OrderChoiceOpened& v) {
    a.field("choice", v.choice);
}
template <class A>
void describe(A& a, OrderChoiceChanged& v) {
    a.field("choice", v.choice);
}
template <class A>
void describe(A& a, OrderChoiceMade& v) {
    a.field("choice", v.choice);
}
template <class A>
void describe(A& a, OrderPlanChanged& v) {
    a.optional_field("parcels", v.parcels);
    a.optional_field("refusals", v.refusals);
    a.optional_field("exclusions", v.exclusions);
}
template <class A, FulfillmentAction action>
void describe(A& a, FulfillmentOrderTold<action>& v) {
    a.field("fulfillment_order", v.after);
}
template <class A, PickupAction action>
void describe(A& a, PickupTold<action>& v) {
    a.field("pickup", v.after);
}
template <class A>
void describe(A& a, PaymentOpened& v) {
    a.field("payments", v.ledger);
}
template <class A, PaymentAction action>
void describe(A& a, PaymentTold<action>& v) {
    a.field("change", v.delta);
}
template <class A, EffectAction action>
void describe(A& a, EffectTold<action>& v) {
    a.field("effect", v.after);
}
template <class A, ReturnAction action>
void describe(A& a, ReturnTold<action>& v) {
    a.field("return", v.after);
}
template <class A>
void describe(A& a, ReturnedUnits& v) {
    a.field("line_no", v.line_no);
    a.optional_field("expected", v.expected);
    a.optional_field("returned", v.returned);
}
template <class A>
void describe(A& a, OrderReturnsCounted& v) {
    a.field("return_id", v.return_id);
    a.field("counts", v.counts);
}
template <class A>
void describe(A& a, OrderRefunded& v) {
    a.field("refund", v.refund);
}
template <class A>
void describe(A& a, ReturnPolicyPublished& v) {
    a.field("version", v.version);
    a.field("author", v.author);
    a.optional_field("comment", v.comment);
    a.field("policy", v.policy);
}
template <class A>
void describe(A& a, ReceiptPlanned& v) {
    a.field("receipt", v.receipt);
}
template <class A>
void describe(A& a, ReceiptUpdated& v) {
    a.field("expected_quantity", v.expected_quantity);
    a.field("expected_time", v.expected_time);
}
template <class A>
void describe(A& a, ReceiptReceived& v) {
    a.optional_field("quantity", v.quantity);
    a.optional_field("final", v.final);
}
template <class A>
void describe(A& a, CartHoldPlaced& v) {
    a.field("hold", v.hold);
}
template <class A>
void describe(A& a, CartHoldExtended& v) {
    a.field("expire_time", v.expire_time);
}
template <class A>
void describe(A& a, CartHoldEnded& v) {
    a.field("state", v.state);
    a.optional_field("order_id", v.order_id);
}
template <class A>
void describe(A& a, ItemCreated& v) {
    a.field("item", v.item);
}
template <class A>
void describe(A& a, LocationCreated& v) {
    a.field("location", v.location);
}
template <class A>
void describe(A& a, ChannelCreated& v) {
    a.field("channel", v.channel);
}
template <class A>
void describe(A& a, ItemUpdated& v) {
    a.field("item", v.item);
}
template <class A>
void describe(A& a, LocationUpdated& v) {
    a.field("location", v.location);
}
template <class A>
void describe(A& a, ChannelUpdated& v) {
    a.field("channel", v.channel);
}
template <class A>
void describe(A& a, StockShelved& v) {
    a.field("key", v.key);
    a.field("shelf", v.shelf.place);
}
template <class A>
void describe(A& a, StockPosted& v) {
    a.field("entry", v.entry);
}
template <class A>
void describe(A& a, RulesCreated& v) {
    a.field("version", v.version);
    a.field("author", v.author);
    a.optional_field("comment", v.comment);
    a.field("body", v.body);
}
template <class A>
void describe(A& a, RulesPublished& v) {
    a.field("version", v.version);
    a.field("publication", v.publication);
    a.field("version_before", v.version_before);
}

}  // namespace oms
