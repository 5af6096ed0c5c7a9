#pragma once

// The fields of the routing rules, one list for each type, as domain/describe.hpp has them: an
// archive offers `field(name, value)` and `optional_field(name, value)`. What is read by
// optional_field may be left out, and keeps its default then. Names are public API: those of
// oms.routing.v1.RoutingRules.

#include "domain/describe.hpp"
#include "fulfillment/rules_document.hpp"

namespace oms::fulfillment {

template <class A>
void describe(A& a, HandlingCost& v) {
    a.optional_field("per_parcel", v.per_parcel);
    a.optional_field("per_line", v.per_line);
    a.optional_field("per_unit", v.per_unit);
}
template <class A>
void describe(A& a, Departure& v) {
    a.field("weekday", v.weekday);
    a.field("cut_off_minute", v.cut_off_minute);
    a.field("leaves_minute", v.leaves_minute);
}
template <class A>
void describe(A& a, LocationSettings& v) {
    a.field("location_id", v.location_id);
    a.optional_field("groups", v.groups);
    a.optional_field("departures", v.departures);
    a.optional_field("services", v.services);
    a.optional_field("ship_preparation_minutes", v.ship_preparation);
    a.optional_field("pickup_preparation_minutes", v.pickup_preparation);
    a.optional_field("shipping", v.shipping);
    a.optional_field("pickup", v.pickup);
    a.optional_field("transfer", v.transfer);
    a.optional_field("ship_capacity", v.ship_capacity);
    a.optional_field("pickup_capacity", v.pickup_capacity);
}
template <class A>
void describe(A& a, Carbon& v) {
    a.optional_field("g_per_parcel", v.g_per_parcel);
    a.optional_field("g_per_tonne_km", v.g_per_tonne_km);
}
template <class A>
void describe(A& a, Shuttle& v) {
    a.field("shuttle_id", v.shuttle_id);
    a.field("from", v.from);
    a.field("to", v.to);
    a.field("departures", v.departures);
    a.optional_field("arrives_after_days", v.arrives_after_days);
    a.field("arrives_minute", v.arrives_minute);
    a.optional_field("price", v.price);
    a.optional_field("carbon", v.carbon);
}
template <class A>
void describe(A& a, PostalArea& v) {
    a.field("country_code", v.country_code);
    a.optional_field("postal_prefix", v.postal_prefix);
}
template <class A>
void describe(A& a, Region& v) {
    a.field("name", v.name);
    a.field("areas", v.areas);
}
template <class A>
void describe(A& a, ZoneRule& v) {
    a.optional_field("to", v.to);
    a.optional_field("within_region", v.within_region);
    a.optional_field("up_to_m", v.up_to_m);
    a.field("zone", v.zone);
}
template <class A>
void describe(A& a, WeightStep& v) {
    a.field("up_to_weight_g", v.up_to_weight_g);
    a.field("price", v.price);
}
template <class A>
void describe(A& a, ZoneTariff& v) {
    a.field("zone", v.zone);
    a.optional_field("transit_days", v.transit_days);
    a.field("steps", v.steps);
}
template <class A>
void describe(A& a, Surcharge& v) {
    a.field("areas", v.areas);
    a.field("price", v.price);
}
template <class A>
void describe(A& a, CourierSlot& v) {
    a.field("from_minute", v.from_minute);
    a.field("until_minute", v.until_minute);
    a.field("order_by_minute", v.order_by_minute);
    a.field("places", v.places);
}
template <class A>
void describe(A& a, WorkingDays& v) {
    a.optional_field("weekdays", v.weekdays);
    a.optional_field("holidays", v.holidays);
}
template <class A>
void describe(A& a, CarrierService& v) {
    a.field("service_id", v.service_id);
    a.field("level", v.level);
    a.field("zones", v.zones);
    a.field("tariffs", v.tariffs);
    a.optional_field("surcharges", v.surcharges);
    a.optional_field("volumetric_g_per_l", v.volumetric_g_per_l);
    a.optional_field("longest_side_mm", v.longest_side_mm);
    a.optional_field("refused_classes", v.refused_classes);
    a.optional_field("collects", v.collects);
    a.optional_field("delivers", v.delivers);
    a.optional_field("arrives_by_minute", v.arrives_by_minute);
    a.optional_field("slots", v.slots);
    a.optional_field("carbon", v.carbon);
}
template <class A>
void describe(A& a, Oversize& v) {
    a.optional_field("longest_side_mm", v.longest_side_mm);
    a.optional_field("price_per_unit", v.price_per_unit);
}
template <class A>
void describe(A& a, Carriers& v) {
    a.optional_field("regions", v.regions);
    a.optional_field("services", v.services);
    a.optional_field("oversize", v.oversize);
}
template <class A>
void describe(A& a, OrderMatch& v) {
    a.optional_field("channels", v.channels);
    a.optional_field("markets", v.markets);
    a.optional_field("methods", v.methods);
    a.optional_field("tags", v.tags);
}
template <class A>
void describe(A& a, LocationMatch& v) {
    a.optional_field("locations", v.locations);
    a.optional_field("groups", v.groups);
    a.optional_field("types", v.types);
}
template <class A>
void describe(A& a, SourcingFilter& v) {
    a.field("name", v.name);
    a.field("kind", v.kind);
    a.optional_field("locations", v.locations);
    a.optional_field("max_distance_m", v.max_distance_m);
    a.optional_field("from", v.from);
    a.optional_field("until", v.until);
    a.optional_field("penalty", v.penalty);
}
template <class A>
void describe(A& a, StockOutStep& v) {
    a.field("units_left", v.units_left);
    a.field("price", v.price);
}
template <class A>
void describe(A& a, CostRules& v) {
    a.optional_field("split_penalty", v.split_penalty);
    a.optional_field("line_split_penalty", v.line_split_penalty);
    a.optional_field("late_per_day", v.late_per_day);
    a.optional_field("unfilled_per_unit", v.unfilled_per_unit);
    a.optional_field("stock_out", v.stock_out);
    a.optional_field("stock_out_at", v.stock_out_at);
}
template <class A>
void describe(A& a, SplitRules& v) {
    a.optional_field("lines", v.lines);
    a.optional_field("max_parcels", v.max_parcels);
}
template <class A>
void describe(A& a, Profile& v) {
    a.field("name", v.name);
    a.optional_field("match", v.match);
    a.optional_field("filters", v.filters);
    a.optional_field("costs", v.costs);
    a.optional_field("split", v.split);
    a.optional_field("full_location_waits", v.full_location_waits);
    a.optional_field("expansion_budget", v.expansion_budget);
    a.optional_field("offered_stores", v.offered_stores);
}
template <class A>
void describe(A& a, StockRule& v) {
    a.field("name", v.name);
    a.optional_field("channels", v.channels);
    a.optional_field("locations", v.locations);
    a.optional_field("skus", v.skus);
    a.optional_field("item_tags", v.item_tags);
    a.optional_field("safety_stock", v.safety_stock);
    a.optional_field("protected_quantity", v.protected_quantity);
}
template <class A>
void describe(A& a, RulesDocument& v) {
    a.field("currency_code", v.currency_code);
    a.optional_field("settings", v.settings);
    a.optional_field("shuttles", v.shuttles);
    a.optional_field("carriers", v.carriers);
    a.field("profiles", v.profiles);
    a.optional_field("stock", v.stock);
}

}  // namespace oms::fulfillment
