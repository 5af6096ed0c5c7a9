#include "services/routing/plan_wire.hpp"

#include "services/common/common_wire.hpp"

namespace oms::routing {

void encode_parcel(const OrderParcel& parcel, v1::PlannedParcel& out) {
    out.set_location_id(parcel.location_id.str());
    out.set_pickup_location_id(parcel.pickup_location.str());
    out.set_carriage(wire::to_proto<v1::Carriage>(parcel.carriage));
    out.set_service_id(parcel.service_id);
    out.set_ship_date(parcel.ship_date);
    wire::encode(parcel.order_by, *out.mutable_order_by());
    wire::encode(parcel.promised_by, *out.mutable_promised_by());
    for (const ParcelUnits& units : parcel.units) {
        auto& told = *out.add_units();
        told.set_line_no(static_cast<std::int32_t>(units.line_no));
        told.set_quantity(units.quantity);
    }
}

void encode_parcel(const fulfillment::ParcelPromise& parcel, std::optional<std::size_t> pickup_at,
                   const fulfillment::Network& network, v1::PlannedParcel& out) {
    OrderParcel planned;
    planned.location_id = network.location(parcel.location).location_id;
    if (pickup_at) planned.pickup_location = network.location(*pickup_at).location_id;
    planned.carriage = parcel.carriage;
    planned.service_id = parcel.service_id;
    planned.ship_date = fulfillment::date_text(parcel.ship_date);
    planned.order_by = parcel.order_by;
    planned.promised_by = parcel.by;
    for (const fulfillment::PromisedUnits& units : parcel.units)
        planned.units.push_back({units.line_no, units.quantity});
    encode_parcel(planned, out);
    if (parcel.supplied_from) wire::encode(*parcel.supplied_from, *out.mutable_supplied_from());
}

}  // namespace oms::routing
