#pragma once

#include <oms/inventory/v1/inventory_service.pb.h>

#include "domain/feeds.hpp"
#include "domain/queries.hpp"
#include "domain/sourcing.hpp"
#include "services/common/server.hpp"
#include "services/common/submitter.hpp"

namespace oms::inventory {

// oms.inventory.v1.InventoryService: requests into commands and queries, and their answers back.
// All it is given must outlive it, and it the server.
class InventoryGrpc {
public:
    InventoryGrpc(const wire::Submitter& submitter, ReadPool& reads,
                  const StockViewReader& stock_view, const Sourcing& sourcing, const Clock& clock)
        : submitter_(submitter),
          reads_(reads),
          stock_view_(stock_view),
          sourcing_(sourcing),
          clock_(clock) {}
    void add_to(rpc::Server& server);

private:
    Result<void> post_movements(const rpc::Call& call,
                                const v1::PostStockMovementsRequest& request);
    Result<void> record_count(const rpc::Call& call, const v1::RecordStockCountRequest& request);
    Result<void> get_stock(const rpc::Call& call, const v1::GetStockRequest& request);
    // Answers on the calling thread, from memory.
    Result<void> get_availability(const rpc::Call& call, const v1::GetAvailabilityRequest& request);
    Result<void> place_hold(const rpc::Call& call, const v1::PlaceCartHoldRequest& request);
    Result<void> extend_hold(const rpc::Call& call, const v1::ExtendCartHoldRequest& request);
    Result<void> release_hold(const rpc::Call& call, const v1::ReleaseCartHoldRequest& request);
    Result<void> get_hold(const rpc::Call& call, const v1::GetCartHoldRequest& request);
    Result<void> list_stock(const rpc::Call& call, const v1::ListStockRequest& request);
    Result<void> import_stock(const rpc::Call& call, const v1::ImportStockRequest& request);
    // Of supply to come, in receipts_grpc.cpp.
    void add_receipts_to(rpc::Server& server);
    Result<void> plan_receipt(const rpc::Call& call, const v1::PlanReceiptRequest& request);
    Result<void> update_receipt(const rpc::Call& call, const v1::UpdateReceiptRequest& request);
    Result<void> receive_receipt(const rpc::Call& call, const v1::ReceiveReceiptRequest& request);
    Result<void> get_receipt(const rpc::Call& call, const v1::GetReceiptRequest& request);
    Result<void> list_receipts(const rpc::Call& call, const v1::ListReceiptsRequest& request);

    const wire::Submitter& submitter_;
    ReadPool& reads_;
    const StockViewReader& stock_view_;
    const Sourcing& sourcing_;
    const Clock& clock_;
};

}  // namespace oms::inventory
