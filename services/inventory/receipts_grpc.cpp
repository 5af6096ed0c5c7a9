#include <memory>
#include <utility>

#include "services/common/handlers.hpp"
#include "services/inventory/inventory_grpc.hpp"
#include "services/inventory/receipts_wire.hpp"

namespace oms::inventory {

void InventoryGrpc::add_receipts_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.inventory.v1.InventoryService/") + name, std::move(handler)});
    };
    add("PlanReceipt",
        wire::handler<v1::PlanReceiptRequest>(
            [this](const auto& call, const auto& r) { return plan_receipt(call, r); }));
    add("UpdateReceipt",
        wire::handler<v1::UpdateReceiptRequest>(
            [this](const auto& call, const auto& r) { return update_receipt(call, r); }));
    add("ReceiveReceipt",
        wire::handler<v1::ReceiveReceiptRequest>(
            [this](const auto& call, const auto& r) { return receive_receipt(call, r); }));
    add("GetReceipt", wire::handler<v1::GetReceiptRequest>([this](const auto& call, const auto& r) {
            return get_receipt(call, r);
        }));
    add("ListReceipts",
        wire::handler<v1::ListReceiptsRequest>(
            [this](const auto& call, const auto& r) { return list_receipts(call, r); }));
}

Result<void> InventoryGrpc::plan_receipt(const rpc::Call& call,
                                         const v1::PlanReceiptRequest& request) {
    OMS_TRY(ReceiptPlan plan, receipt_plan(request));
    submitter_.submit(std::make_unique<PlanReceipt>(submitter_.header(call, request),
                                                    std::move(plan), plan_receipt_reply),
                      call);
    return {};
}

Result<void> InventoryGrpc::update_receipt(const rpc::Call& call,
                                           const v1::UpdateReceiptRequest& request) {
    OMS_TRY(ReceiptChange change, receipt_change(request));
    submitter_.submit(std::make_unique<UpdateReceipt>(submitter_.header(call, request),
                                                      std::move(change), update_receipt_reply),
                      call);
    return {};
}

Result<void> InventoryGrpc::receive_receipt(const rpc::Call& call,
                                            const v1::ReceiveReceiptRequest& request) {
    OMS_TRY(ReceivedUnits received, received_units(request));
    submitter_.submit(std::make_unique<ReceiveReceipt>(submitter_.header(call, request),
                                                       std::move(received), receive_receipt_reply),
                      call);
    return {};
}

Result<void> InventoryGrpc::get_receipt(const rpc::Call& call,
                                        const v1::GetReceiptRequest& request) {
    OMS_TRY(ReceiptId id, receipt_id(request));
    reads_.submit(wire::answer_with(
        call, [call, id = std::move(id)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const Receipt receipt, session.receipt(id, call.actor()));
            return get_receipt_reply(receipt);
        }));
    return {};
}

Result<void> InventoryGrpc::list_receipts(const rpc::Call& call,
                                          const v1::ListReceiptsRequest& request) {
    OMS_TRY(ReceiptQuery query, receipt_query(request));
    reads_.submit(wire::answer_with(
        call, [call, query = std::move(query)](ReadSession& session) -> Result<std::string> {
            ReceiptQuery one_more = query;
            ++one_more.limit;
            OMS_TRY(std::vector<Receipt> receipts, session.receipts(one_more, call.actor()));
            return list_receipts_reply(std::move(receipts), query.limit);
        }));
    return {};
}

}  // namespace oms::inventory
