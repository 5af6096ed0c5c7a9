#pragma once

#include <string>
#include <vector>

#include <oms/inventory/v1/inventory_service.pb.h>

#include "domain/queries.hpp"
#include "domain/result.hpp"
#include "services/inventory/receipts.hpp"

namespace oms::inventory {

// From the wire to the domain, every field checked. Each fails with Reason::malformed_request and
// all field violations at once.
Result<ReceiptPlan> receipt_plan(const v1::PlanReceiptRequest& request);
Result<ReceiptChange> receipt_change(const v1::UpdateReceiptRequest& request);
Result<ReceivedUnits> received_units(const v1::ReceiveReceiptRequest& request);
Result<ReceiptId> receipt_id(const v1::GetReceiptRequest& request);
Result<ReceiptQuery> receipt_query(const v1::ListReceiptsRequest& request);

// From the domain to the wire, as the bytes that are sent.
std::string plan_receipt_reply(const Receipt& receipt);
std::string update_receipt_reply(const Receipt& receipt);
std::string receive_receipt_reply(const Receipt& receipt, const StockLevel& level);
std::string get_receipt_reply(const Receipt& receipt);
// `receipts`: one more than the page holds, if there is one.
std::string list_receipts_reply(std::vector<Receipt> receipts, std::int64_t page_size);

}  // namespace oms::inventory
