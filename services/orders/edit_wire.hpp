#pragma once

#include <cstdint>

#include <oms/orders/v1/order_service.pb.h>

#include "services/orders/change_address.hpp"
#include "services/orders/change_pickup.hpp"
#include "services/orders/edit_order.hpp"

namespace oms::orders {

// A new address farther from the one before, or in another country, is looked at by a person first.
inline constexpr std::int64_t review_distance_m = 100'000;
// By the distance only where both positions are known.
bool needs_review(const Address& before, const Address& after);

// Edits from the wire to the domain, every field checked. Each fails with Reason::malformed_request
// and all field violations at once, and with Reason::currency_mismatch when no field is refused.
Result<EditRequest> preview_request(const v1::PreviewOrderEditRequest& request);
Result<AddressRequest> address_request(const v1::ChangeAddressRequest& request);
Result<PickupChangeRequest> pickup_change_request(const v1::ChangePickupLocationRequest& request);
Result<EditRequest> confirm_request(const v1::ConfirmOrderEditRequest& request);

}  // namespace oms::orders
