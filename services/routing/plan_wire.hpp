#pragma once

#include <optional>

#include <oms/routing/v1/routing_plan.pb.h>

#include "domain/order_parcel.hpp"
#include "fulfillment/network.hpp"
#include "fulfillment/promise.hpp"

namespace oms::routing {

void encode_parcel(const OrderParcel& parcel, v1::PlannedParcel& out);
// `pickup_at`: where it is collected, in the network; nothing: delivered.
void encode_parcel(const fulfillment::ParcelPromise& parcel, std::optional<std::size_t> pickup_at,
                   const fulfillment::Network& network, v1::PlannedParcel& out);

}  // namespace oms::routing
