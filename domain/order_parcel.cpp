#include "domain/order_parcel.hpp"

#include <algorithm>

namespace oms {

WorkDone work_of(const OrderParcel& parcel) {
    WorkDone work{1, static_cast<std::int64_t>(parcel.units.size()), 0};
    for (const ParcelUnits& units : parcel.units)
        work.units += units.quantity;
    return work;
}

void take_from_parcels(std::vector<OrderParcel>& parcels, const LocationId& location,
                       std::int64_t line_no, std::int64_t quantity) {
    for (auto parcel = parcels.rbegin(); parcel != parcels.rend() && quantity > 0; ++parcel) {
        if (parcel->location_id != location || !parcel->fulfillment_order_id.empty()) continue;
        for (ParcelUnits& units : parcel->units) {
            if (units.line_no != line_no) continue;
            const std::int64_t taken = std::min(quantity, units.quantity);
            units.quantity -= taken;
            quantity -= taken;
        }
        std::erase_if(parcel->units, [](const ParcelUnits& units) { return units.quantity == 0; });
    }
    std::erase_if(parcels, [](const OrderParcel& parcel) { return parcel.units.empty(); });
}

}  // namespace oms
