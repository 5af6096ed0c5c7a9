#include "services/inventory/receipts_wire.hpp"

#include "services/common/common_wire.hpp"
#include "services/common/time_page.hpp"
#include "services/inventory/inventory_wire.hpp"

namespace oms::inventory {
namespace {

using wire::FieldCheck;

void encode(const Receipt& receipt, v1::Receipt& out) {
    out.set_receipt_id(receipt.receipt_id.str());
    out.set_sku(receipt.key.sku.str());
    out.set_location_id(receipt.key.location_id.str());
    out.set_expected_quantity(receipt.expected);
    out.set_received_quantity(receipt.received);
    out.set_promised_quantity(receipt.promised);
    wire::encode(receipt.expected_time, *out.mutable_expected_time());
    out.set_state(wire::to_proto<v1::ReceiptState>(receipt.state));
    out.set_etag(wire::etag(receipt.head));
    wire::encode(receipt.create_time, *out.mutable_create_time());
}

template <class Reply>
std::string receipt_reply(const Receipt& receipt) {
    return wire::bytes_of<Reply>([&](auto& reply) { encode(receipt, *reply.mutable_receipt()); });
}

template <class Request, class Change>
void fill_head(FieldCheck& check, const Request& request, Change& change) {
    check.request_id(request.request_id());
    change.receipt_id = check.id<ReceiptId>("receipt_id", request.receipt_id());
    if (!request.etag().empty())
        change.version = wire::version_of_etag(check, "etag", request.etag());
}

}  // namespace

Result<ReceiptPlan> receipt_plan(const v1::PlanReceiptRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    ReceiptPlan plan;
    plan.key = {check.id<Sku>("sku", request.sku()),
                check.id<LocationId>("location_id", request.location_id(), false)};
    plan.quantity = check.number("quantity", request.quantity(), 1, quantity_limit);
    if (check.require(request.has_expected_time(), "expected_time", "required"))
        plan.expected_time = wire::time(check, "expected_time", request.expected_time());
    return checked(check, std::move(plan));
}

Result<ReceiptChange> receipt_change(const v1::UpdateReceiptRequest& request) {
    FieldCheck check;
    ReceiptChange change;
    fill_head(check, request, change);
    const std::int64_t quantity = check.number("quantity", request.quantity(), 0, quantity_limit);
    if (quantity > 0) change.quantity = quantity;
    if (request.has_expected_time())
        change.expected_time = wire::time(check, "expected_time", request.expected_time());
    check.require(request.quantity() != 0 || request.has_expected_time(), "quantity",
                  "a quantity or an expected_time is required");
    return checked(check, std::move(change));
}

Result<ReceivedUnits> received_units(const v1::ReceiveReceiptRequest& request) {
    FieldCheck check;
    ReceivedUnits received;
    fill_head(check, request, received);
    received.final = request.final();
    received.quantity =
        check.number("quantity", request.quantity(), received.final ? 0 : 1, quantity_limit);
    return checked(check, std::move(received));
}

Result<ReceiptId> receipt_id(const v1::GetReceiptRequest& request) {
    FieldCheck check;
    return checked(check, check.id<ReceiptId>("receipt_id", request.receipt_id()));
}

Result<ReceiptQuery> receipt_query(const v1::ListReceiptsRequest& request) {
    FieldCheck check;
    ReceiptQuery query;
    if (!request.sku().empty()) query.sku = check.id<Sku>("sku", request.sku());
    if (!request.location_id().empty())
        query.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    query.open_only = request.open_only();
    wire::fill_time_page<ReceiptId>(check, request, query);
    return checked(check, std::move(query));
}

std::string plan_receipt_reply(const Receipt& receipt) {
    return receipt_reply<v1::PlanReceiptResponse>(receipt);
}

std::string update_receipt_reply(const Receipt& receipt) {
    return receipt_reply<v1::UpdateReceiptResponse>(receipt);
}

std::string receive_receipt_reply(const Receipt& receipt, const StockLevel& level) {
    return wire::bytes_of<v1::ReceiveReceiptResponse>([&](auto& reply) {
        encode(receipt, *reply.mutable_receipt());
        encode_level(StockRow{receipt.key, level}, *reply.mutable_level());
    });
}

std::string get_receipt_reply(const Receipt& receipt) {
    return receipt_reply<v1::GetReceiptResponse>(receipt);
}

std::string list_receipts_reply(std::vector<Receipt> receipts, std::int64_t page_size) {
    return wire::bytes_of<v1::ListReceiptsResponse>([&](auto& reply) {
        if (static_cast<std::int64_t>(receipts.size()) > page_size) {
            receipts.resize(static_cast<std::size_t>(page_size));
            reply.set_next_page_token(
                wire::time_page_token(receipts.back().expected_time, receipts.back().receipt_id));
        }
        for (const Receipt& receipt : receipts)
            encode(receipt, *reply.add_receipts());
    });
}

}  // namespace oms::inventory
