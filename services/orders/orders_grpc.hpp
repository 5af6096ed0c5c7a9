#pragma once

#include <memory>
#include <utility>

#include <oms/orders/v1/order_service.pb.h>

#include "domain/queries.hpp"
#include "domain/sourcing.hpp"
#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/events/watching.hpp"
#include "services/orders/edit_order.hpp"
#include "services/orders/large_orders.hpp"
#include "services/orders/place_order.hpp"

namespace oms::orders {

// oms.orders.v1.OrderService: requests into commands and queries, and their answers back. All it is
// given must outlive it, and it the server.
class OrdersGrpc {
public:
    OrdersGrpc(const wire::Submitter& submitter, ReadPool& reads, const Sourcing& sourcing,
               const LargeOrders& large_orders, std::shared_ptr<events::Watching> watching)
        : submitter_(submitter),
          reads_(reads),
          sourcing_(sourcing),
          large_orders_(large_orders),
          watching_(std::move(watching)) {}
    void add_to(rpc::Server& server);

private:
    Result<void> place_order(const rpc::Call& call, const v1::PlaceOrderRequest& request);
    Result<void> batch_place_orders(const rpc::Call& call,
                                    const v1::BatchPlaceOrdersRequest& request);
    Result<void> get_order(const rpc::Call& call, const v1::GetOrderRequest& request);
    Result<void> cancel_order(const rpc::Call& call, const v1::CancelOrderRequest& request);
    Result<void> search_orders(const rpc::Call& call, const v1::SearchOrdersRequest& request);
    Result<void> hold_order(const rpc::Call& call, const v1::HoldOrderRequest& request);
    Result<void> release_hold(const rpc::Call& call, const v1::ReleaseHoldRequest& request);
    Result<void> add_note(const rpc::Call& call, const v1::AddNoteRequest& request);
    Result<void> update_tags(const rpc::Call& call, const v1::UpdateTagsRequest& request);
    Result<void> preview_edit(const rpc::Call& call, const v1::PreviewOrderEditRequest& request);
    Result<void> change_address(const rpc::Call& call, const v1::ChangeAddressRequest& request);
    Result<void> change_pickup(const rpc::Call& call,
                               const v1::ChangePickupLocationRequest& request);
    Result<void> confirm_edit(const rpc::Call& call, const v1::ConfirmOrderEditRequest& request);
    // Reads the order, and hands the edit to the executor.
    void edit(const rpc::Call& call, Command::Header header, EditRequest request,
              bool preview) const;
    void watch_order(const rpc::Stream& stream);
    // Places one order and tells `done`, once.
    void place(const rpc::Call& call, const v1::PlaceOrderRequest& request, OrderRequest order,
               Completion done) const;

    const wire::Submitter& submitter_;
    ReadPool& reads_;
    const Sourcing& sourcing_;
    const LargeOrders& large_orders_;
    std::shared_ptr<events::Watching> watching_;
};

}  // namespace oms::orders
