#include "tests/tools/fake_server.hpp"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "google/rpc/status.pb.h"

namespace oms::cli::testing {

grpc::Status refusal(grpc::StatusCode code, const std::string& message, const std::string& reason,
                     const std::map<std::string, std::string>& metadata,
                     const std::vector<const google::protobuf::Message*>& more) {
    google::rpc::ErrorInfo error_info;
    error_info.set_reason(reason);
    error_info.set_domain("oms");
    error_info.mutable_metadata()->insert(metadata.begin(), metadata.end());
    google::rpc::Status details;
    details.set_code(code);
    details.set_message(message);
    details.add_details()->PackFrom(error_info);
    for (const auto* detail : more)
        details.add_details()->PackFrom(*detail);
    return {code, message, details.SerializeAsString()};
}

namespace {

template <class Request, class Response>
grpc::Status answer(FakeServer& server, const grpc::ServerContext& context,
                    const Handler<Request, Response>& handler, const Request& request,
                    Response& response) {
    server.metadata.clear();
    for (const auto& [key, value] : context.client_metadata()) {
        server.metadata.emplace(std::string(key.data(), key.size()),
                                std::string(value.data(), value.size()));
    }
    if (!handler) return {grpc::StatusCode::UNIMPLEMENTED, "not in this test"};
    return handler(request, response);
}

}  // namespace

// One method of a service, answered by the handler of that name.
#define OMS_FAKE_METHOD(Name, handler, package)                                            \
    grpc::Status Name(grpc::ServerContext* context, const package::Name##Request* request, \
                      package::Name##Response* response) override {                        \
        return answer(server, *context, server.handler, *request, *response);              \
    }

struct FakeServer::Services {
    struct Orders : orders::v1::OrderService::Service {
        explicit Orders(FakeServer& owner) : server(owner) {}
        OMS_FAKE_METHOD(PlaceOrder, place_order, orders::v1)
        OMS_FAKE_METHOD(GetOrder, get_order, orders::v1)
        OMS_FAKE_METHOD(CancelOrder, cancel_order, orders::v1)
        OMS_FAKE_METHOD(ChangeAddress, change_address, orders::v1)
        OMS_FAKE_METHOD(ChangePickupLocation, change_pickup, orders::v1)
        OMS_FAKE_METHOD(SearchOrders, search_orders, orders::v1)
        OMS_FAKE_METHOD(HoldOrder, hold_order, orders::v1)
        OMS_FAKE_METHOD(ReleaseHold, release_hold, orders::v1)
        OMS_FAKE_METHOD(AddNote, add_note, orders::v1)
        OMS_FAKE_METHOD(UpdateTags, update_tags, orders::v1)
        grpc::Status WatchOrder(
            grpc::ServerContext*, const orders::v1::WatchOrderRequest* request,
            grpc::ServerWriter<orders::v1::WatchOrderResponse>* writer) override {
            if (!server.watch_order) return {grpc::StatusCode::UNIMPLEMENTED, "not in this test"};
            return server.watch_order(*request, *writer);
        }
        FakeServer& server;
    };
    struct Catalog : catalog::v1::CatalogService::Service {
        explicit Catalog(FakeServer& owner) : server(owner) {}
        OMS_FAKE_METHOD(CreateItem, create_item, catalog::v1)
        OMS_FAKE_METHOD(GetItem, get_item, catalog::v1)
        OMS_FAKE_METHOD(CreateLocation, create_location, catalog::v1)
        OMS_FAKE_METHOD(CreateChannel, create_channel, catalog::v1)
        OMS_FAKE_METHOD(GetChannel, get_channel, catalog::v1)
        OMS_FAKE_METHOD(ListItems, list_items, catalog::v1)
        OMS_FAKE_METHOD(ListLocations, list_locations, catalog::v1)
        OMS_FAKE_METHOD(ListChannels, list_channels, catalog::v1)
        OMS_FAKE_METHOD(ImportItems, import_items, catalog::v1)
        OMS_FAKE_METHOD(ImportLocations, import_locations, catalog::v1)
        OMS_FAKE_METHOD(ImportChannels, import_channels, catalog::v1)
        FakeServer& server;
    };
    struct Inventory : inventory::v1::InventoryService::Service {
        explicit Inventory(FakeServer& owner) : server(owner) {}
        OMS_FAKE_METHOD(PostStockMovements, post_movements, inventory::v1)
        OMS_FAKE_METHOD(RecordStockCount, record_count, inventory::v1)
        OMS_FAKE_METHOD(GetStock, get_stock, inventory::v1)
        OMS_FAKE_METHOD(GetAvailability, get_availability, inventory::v1)
        OMS_FAKE_METHOD(ImportStock, import_stock, inventory::v1)
        OMS_FAKE_METHOD(PlaceCartHold, place_cart_hold, inventory::v1)
        OMS_FAKE_METHOD(ReleaseCartHold, release_cart_hold, inventory::v1)
        OMS_FAKE_METHOD(GetCartHold, get_cart_hold, inventory::v1)
        OMS_FAKE_METHOD(PlanReceipt, plan_receipt, inventory::v1)
        OMS_FAKE_METHOD(UpdateReceipt, update_receipt, inventory::v1)
        OMS_FAKE_METHOD(ReceiveReceipt, receive_receipt, inventory::v1)
        OMS_FAKE_METHOD(GetReceipt, get_receipt, inventory::v1)
        OMS_FAKE_METHOD(ListReceipts, list_receipts, inventory::v1)
        FakeServer& server;
    };
    struct Fulfillment : fulfillment::v1::FulfillmentService::Service {
        explicit Fulfillment(FakeServer& owner) : server(owner) {}
        OMS_FAKE_METHOD(GetFulfillmentOrder, tasks.get, fulfillment::v1)
        OMS_FAKE_METHOD(ListFulfillmentOrders, tasks.list, fulfillment::v1)
        OMS_FAKE_METHOD(ReleaseWave, tasks.release_wave, fulfillment::v1)
        OMS_FAKE_METHOD(AcceptFulfillmentOrder, tasks.accept, fulfillment::v1)
        OMS_FAKE_METHOD(AssignFulfillmentOrder, tasks.assign, fulfillment::v1)
        OMS_FAKE_METHOD(RejectFulfillmentOrder, tasks.reject, fulfillment::v1)
        OMS_FAKE_METHOD(StartPicking, tasks.start_picking, fulfillment::v1)
        OMS_FAKE_METHOD(RecordPicks, tasks.record_picks, fulfillment::v1)
        OMS_FAKE_METHOD(ReportShortPick, tasks.report_short, fulfillment::v1)
        OMS_FAKE_METHOD(PackFulfillmentOrder, tasks.pack, fulfillment::v1)
        OMS_FAKE_METHOD(ShipFulfillmentOrder, tasks.ship, fulfillment::v1)
        OMS_FAKE_METHOD(TrackParcel, tasks.track, fulfillment::v1)
        OMS_FAKE_METHOD(MarkReady, tasks.mark_ready, fulfillment::v1)
        OMS_FAKE_METHOD(SendTransfer, tasks.send, fulfillment::v1)
        OMS_FAKE_METHOD(ReceiveTransfer, tasks.receive, fulfillment::v1)
        OMS_FAKE_METHOD(AnswerCancelRequest, tasks.answer_cancel, fulfillment::v1)
        OMS_FAKE_METHOD(PutBack, tasks.put_back, fulfillment::v1)
        OMS_FAKE_METHOD(RetryFulfillmentOrder, tasks.retry, fulfillment::v1)
        FakeServer& server;
    };
    struct Pickups : pickups::v1::PickupService::Service {
        explicit Pickups(FakeServer& owner) : server(owner) {}
        OMS_FAKE_METHOD(GetPickup, desk.get, pickups::v1)
        OMS_FAKE_METHOD(ListPickups, desk.list, pickups::v1)
        OMS_FAKE_METHOD(FindPickup, desk.find, pickups::v1)
        OMS_FAKE_METHOD(CollectPickup, desk.collect, pickups::v1)
        OMS_FAKE_METHOD(ExtendPickup, desk.extend, pickups::v1)
        OMS_FAKE_METHOD(NameProxy, desk.name_proxy, pickups::v1)
        OMS_FAKE_METHOD(ReissueCode, desk.reissue_code, pickups::v1)
        OMS_FAKE_METHOD(GetPickupCode, desk.get_code, pickups::v1)
        OMS_FAKE_METHOD(RecordArrival, desk.record_arrival, pickups::v1)
        FakeServer& server;
    };
    struct Routing : routing::v1::RoutingService::Service {
        explicit Routing(FakeServer& owner) : server(owner) {}
        OMS_FAKE_METHOD(CreateRules, create_rules, routing::v1)
        OMS_FAKE_METHOD(GetRules, get_rules, routing::v1)
        OMS_FAKE_METHOD(ListRules, list_rules, routing::v1)
        OMS_FAKE_METHOD(PublishRules, publish_rules, routing::v1)
        OMS_FAKE_METHOD(GetRoutingDecisions, get_decisions, routing::v1)
        OMS_FAKE_METHOD(RerouteOrder, reroute_order, routing::v1)
        OMS_FAKE_METHOD(QuoteFulfillment, quote, routing::v1)
        OMS_FAKE_METHOD(SimulateRouting, simulate_routing, routing::v1)
        FakeServer& server;
    };
    struct Events : events::v1::EventService::Service {
        explicit Events(FakeServer& owner) : server(owner) {}
        OMS_FAKE_METHOD(ListEvents, list_events, events::v1)
        grpc::Status WatchEvents(
            grpc::ServerContext*, const events::v1::WatchEventsRequest* request,
            grpc::ServerWriter<events::v1::WatchEventsResponse>* writer) override {
            if (!server.watch_events) return {grpc::StatusCode::UNIMPLEMENTED, "not in this test"};
            return server.watch_events(*request, *writer);
        }
        FakeServer& server;
    };
    struct Admin : admin::v1::AdminService::Service {
        explicit Admin(FakeServer& owner) : server(owner) {}
        OMS_FAKE_METHOD(GetStatus, get_status, admin::v1)
        OMS_FAKE_METHOD(VerifyStore, verify_store, admin::v1)
        OMS_FAKE_METHOD(BackupStore, backup_store, admin::v1)
        OMS_FAKE_METHOD(ListTimers, list_timers, admin::v1)
        FakeServer& server;
    };
    struct Health : grpc::health::v1::Health::Service {
        explicit Health(FakeServer& owner) : server(owner) {}
        grpc::Status Check(grpc::ServerContext* context,
                           const grpc::health::v1::HealthCheckRequest* request,
                           grpc::health::v1::HealthCheckResponse* response) override {
            return answer(server, *context, server.check_health, *request, *response);
        }
        FakeServer& server;
    };

    explicit Services(FakeServer& owner)
        : orders(owner),
          catalog(owner),
          inventory(owner),
          fulfillment(owner),
          pickups(owner),
          routing(owner),
          events(owner),
          admin(owner),
          health(owner) {}
    Orders orders;
    Catalog catalog;
    Inventory inventory;
    Fulfillment fulfillment;
    Pickups pickups;
    Routing routing;
    Events events;
    Admin admin;
    Health health;
};

#undef OMS_FAKE_METHOD

FakeServer::FakeServer() : services_(std::make_unique<Services>(*this)) {
    grpc::EnableDefaultHealthCheckService(false);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&services_->orders);
    builder.RegisterService(&services_->catalog);
    builder.RegisterService(&services_->inventory);
    builder.RegisterService(&services_->fulfillment);
    builder.RegisterService(&services_->pickups);
    builder.RegisterService(&services_->routing);
    builder.RegisterService(&services_->events);
    builder.RegisterService(&services_->admin);
    builder.RegisterService(&services_->health);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
}

FakeServer::~FakeServer() {
    stop();
}

void FakeServer::stop() {
    if (!server_) return;
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
    server_.reset();
}

}  // namespace oms::cli::testing
