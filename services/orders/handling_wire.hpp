#pragma once

#include <oms/orders/v1/order_service.pb.h>

#include "services/orders/annotate_order.hpp"
#include "services/orders/order_holds.hpp"

namespace oms::orders {

// Holds, notes and tags from the wire to the domain, every field checked. Each fails with
// Reason::malformed_request and all field violations at once.
Result<HoldRequest> hold_request(const v1::HoldOrderRequest& request);
Result<ReleaseRequest> release_request(const v1::ReleaseHoldRequest& request);
Result<NoteRequest> note_request(const v1::AddNoteRequest& request);
Result<TagsRequest> tags_request(const v1::UpdateTagsRequest& request);

}  // namespace oms::orders
