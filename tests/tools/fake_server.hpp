#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/server.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/sync_stream.h>

#include "google/rpc/error_details.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "oms/admin/v1/admin_service.grpc.pb.h"
#include "oms/catalog/v1/catalog_service.grpc.pb.h"
#include "oms/events/v1/event_service.grpc.pb.h"
#include "oms/fulfillment/v1/fulfillment_service.grpc.pb.h"
#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "oms/orders/v1/order_service.grpc.pb.h"
#include "oms/pickups/v1/pickup_service.grpc.pb.h"
#include "oms/routing/v1/routing_service.grpc.pb.h"

namespace oms::cli::testing {

// A failure as our servers send it: google.rpc.Status with an ErrorInfo and more details.
grpc::Status refusal(grpc::StatusCode code, const std::string& message, const std::string& reason,
                     const std::map<std::string, std::string>& metadata = {},
                     const std::vector<const google::protobuf::Message*>& more = {});

// A handler of one method; without one, the method is UNIMPLEMENTED.
template <class Request, class Response>
using Handler = std::function<grpc::Status(const Request&, Response&)>;

// A server in this process, on a free loopback port. Handlers are set before the calls. What the
// last call sent as metadata can be looked at after it.
class FakeServer {
public:
    FakeServer();
    ~FakeServer();
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    const std::string& address() const { return address_; }
    void stop();

    Handler<orders::v1::PlaceOrderRequest, orders::v1::PlaceOrderResponse> place_order;
    Handler<orders::v1::GetOrderRequest, orders::v1::GetOrderResponse> get_order;
    Handler<orders::v1::CancelOrderRequest, orders::v1::CancelOrderResponse> cancel_order;
    Handler<orders::v1::ChangeAddressRequest, orders::v1::ChangeAddressResponse> change_address;
    Handler<orders::v1::ChangePickupLocationRequest, orders::v1::ChangePickupLocationResponse>
        change_pickup;
    Handler<orders::v1::SearchOrdersRequest, orders::v1::SearchOrdersResponse> search_orders;
    Handler<orders::v1::HoldOrderRequest, orders::v1::HoldOrderResponse> hold_order;
    Handler<orders::v1::ReleaseHoldRequest, orders::v1::ReleaseHoldResponse> release_hold;
    Handler<orders::v1::AddNoteRequest, orders::v1::AddNoteResponse> add_note;
    Handler<orders::v1::UpdateTagsRequest, orders::v1::UpdateTagsResponse> update_tags;
    Handler<catalog::v1::CreateItemRequest, catalog::v1::CreateItemResponse> create_item;
    Handler<catalog::v1::GetItemRequest, catalog::v1::GetItemResponse> get_item;
    Handler<catalog::v1::CreateLocationRequest, catalog::v1::CreateLocationResponse>
        create_location;
    Handler<catalog::v1::CreateChannelRequest, catalog::v1::CreateChannelResponse> create_channel;
    Handler<catalog::v1::GetChannelRequest, catalog::v1::GetChannelResponse> get_channel;
    Handler<catalog::v1::ListItemsRequest, catalog::v1::ListItemsResponse> list_items;
    Handler<catalog::v1::ListLocationsRequest, catalog::v1::ListLocationsResponse> list_locations;
    Handler<catalog::v1::ListChannelsRequest, catalog::v1::ListChannelsResponse> list_channels;
    Handler<catalog::v1::ImportItemsRequest, catalog::v1::ImportItemsResponse> import_items;
    Handler<catalog::v1::ImportLocationsRequest, catalog::v1::ImportLocationsResponse>
        import_locations;
    Handler<catalog::v1::ImportChannelsRequest, catalog::v1::ImportChannelsResponse>
        import_channels;
    Handler<inventory::v1::ImportStockRequest, inventory::v1::ImportStockResponse> import_stock;
    Handler<inventory::v1::PostStockMovementsRequest, inventory::v1::PostStockMovementsResponse>
        post_movements;
    Handler<inventory::v1::RecordStockCountRequest, inventory::v1::RecordStockCountResponse>
        record_count;
    Handler<inventory::v1::PlanReceiptRequest, inventory::v1::PlanReceiptResponse> plan_receipt;
    Handler<inventory::v1::UpdateReceiptRequest, inventory::v1::UpdateReceiptResponse>
        update_receipt;
    Handler<inventory::v1::ReceiveReceiptRequest, inventory::v1::ReceiveReceiptResponse>
        receive_receipt;
    Handler<inventory::v1::GetReceiptRequest, inventory::v1::GetReceiptResponse> get_receipt;
    Handler<inventory::v1::ListReceiptsRequest, inventory::v1::ListReceiptsResponse> list_receipts;
    Handler<inventory::v1::GetStockRequest, inventory::v1::GetStockResponse> get_stock;
    Handler<inventory::v1::GetAvailabilityRequest, inventory::v1::GetAvailabilityResponse>
        get_availability;
    Handler<inventory::v1::PlaceCartHoldRequest, inventory::v1::PlaceCartHoldResponse>
        place_cart_hold;
    Handler<inventory::v1::ReleaseCartHoldRequest, inventory::v1::ReleaseCartHoldResponse>
        release_cart_hold;
    Handler<inventory::v1::GetCartHoldRequest, inventory::v1::GetCartHoldResponse> get_cart_hold;
    std::function<grpc::Status(const orders::v1::WatchOrderRequest&,
                               grpc::ServerWriter<orders::v1::WatchOrderResponse>&)>
        watch_order;
    Handler<routing::v1::CreateRulesRequest, routing::v1::CreateRulesResponse> create_rules;
    Handler<routing::v1::GetRulesRequest, routing::v1::GetRulesResponse> get_rules;
    Handler<routing::v1::ListRulesRequest, routing::v1::ListRulesResponse> list_rules;
    Handler<routing::v1::PublishRulesRequest, routing::v1::PublishRulesResponse> publish_rules;
    Handler<routing::v1::GetRoutingDecisionsRequest, routing::v1::GetRoutingDecisionsResponse>
        get_decisions;
    Handler<routing::v1::RerouteOrderRequest, routing::v1::RerouteOrderResponse> reroute_order;
    Handler<routing::v1::QuoteFulfillmentRequest, routing::v1::QuoteFulfillmentResponse> quote;
    Handler<routing::v1::SimulateRoutingRequest, routing::v1::SimulateRoutingResponse>
        simulate_routing;
    struct Tasks {
        Handler<fulfillment::v1::GetFulfillmentOrderRequest,
                fulfillment::v1::GetFulfillmentOrderResponse>
            get;
        Handler<fulfillment::v1::ListFulfillmentOrdersRequest,
                fulfillment::v1::ListFulfillmentOrdersResponse>
            list;
        Handler<fulfillment::v1::ReleaseWaveRequest, fulfillment::v1::ReleaseWaveResponse>
            release_wave;
        Handler<fulfillment::v1::AcceptFulfillmentOrderRequest,
                fulfillment::v1::AcceptFulfillmentOrderResponse>
            accept;
        Handler<fulfillment::v1::AssignFulfillmentOrderRequest,
                fulfillment::v1::AssignFulfillmentOrderResponse>
            assign;
        Handler<fulfillment::v1::RejectFulfillmentOrderRequest,
                fulfillment::v1::RejectFulfillmentOrderResponse>
            reject;
        Handler<fulfillment::v1::StartPickingRequest, fulfillment::v1::StartPickingResponse>
            start_picking;
        Handler<fulfillment::v1::RecordPicksRequest, fulfillment::v1::RecordPicksResponse>
            record_picks;
        Handler<fulfillment::v1::ReportShortPickRequest, fulfillment::v1::ReportShortPickResponse>
            report_short;
        Handler<fulfillment::v1::PackFulfillmentOrderRequest,
                fulfillment::v1::PackFulfillmentOrderResponse>
            pack;
        Handler<fulfillment::v1::ShipFulfillmentOrderRequest,
                fulfillment::v1::ShipFulfillmentOrderResponse>
            ship;
        Handler<fulfillment::v1::TrackParcelRequest, fulfillment::v1::TrackParcelResponse> track;
        Handler<fulfillment::v1::MarkReadyRequest, fulfillment::v1::MarkReadyResponse> mark_ready;
        Handler<fulfillment::v1::SendTransferRequest, fulfillment::v1::SendTransferResponse> send;
        Handler<fulfillment::v1::ReceiveTransferRequest, fulfillment::v1::ReceiveTransferResponse>
            receive;
        Handler<fulfillment::v1::AnswerCancelRequestRequest,
                fulfillment::v1::AnswerCancelRequestResponse>
            answer_cancel;
        Handler<fulfillment::v1::PutBackRequest, fulfillment::v1::PutBackResponse> put_back;
        Handler<fulfillment::v1::RetryFulfillmentOrderRequest,
                fulfillment::v1::RetryFulfillmentOrderResponse>
            retry;
    } tasks;
    struct Desk {
        Handler<pickups::v1::GetPickupRequest, pickups::v1::GetPickupResponse> get;
        Handler<pickups::v1::ListPickupsRequest, pickups::v1::ListPickupsResponse> list;
        Handler<pickups::v1::FindPickupRequest, pickups::v1::FindPickupResponse> find;
        Handler<pickups::v1::CollectPickupRequest, pickups::v1::CollectPickupResponse> collect;
        Handler<pickups::v1::ExtendPickupRequest, pickups::v1::ExtendPickupResponse> extend;
        Handler<pickups::v1::NameProxyRequest, pickups::v1::NameProxyResponse> name_proxy;
        Handler<pickups::v1::ReissueCodeRequest, pickups::v1::ReissueCodeResponse> reissue_code;
        Handler<pickups::v1::GetPickupCodeRequest, pickups::v1::GetPickupCodeResponse> get_code;
        Handler<pickups::v1::RecordArrivalRequest, pickups::v1::RecordArrivalResponse>
            record_arrival;
    } desk;
    Handler<admin::v1::ListTimersRequest, admin::v1::ListTimersResponse> list_timers;
    Handler<events::v1::ListEventsRequest, events::v1::ListEventsResponse> list_events;
    std::function<grpc::Status(const events::v1::WatchEventsRequest&,
                               grpc::ServerWriter<events::v1::WatchEventsResponse>&)>
        watch_events;
    Handler<admin::v1::GetStatusRequest, admin::v1::GetStatusResponse> get_status;
    Handler<admin::v1::VerifyStoreRequest, admin::v1::VerifyStoreResponse> verify_store;
    Handler<admin::v1::BackupStoreRequest, admin::v1::BackupStoreResponse> backup_store;
    Handler<grpc::health::v1::HealthCheckRequest, grpc::health::v1::HealthCheckResponse>
        check_health;

    std::map<std::string, std::string> metadata;

private:
    struct Services;
    std::unique_ptr<Services> services_;
    std::unique_ptr<grpc::Server> server_;
    std::string address_;
};

}  // namespace oms::cli::testing
