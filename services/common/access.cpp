#include "services/common/access.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>

namespace oms::rpc {
namespace {

constexpr std::size_t mib = 1024 * 1024;

constexpr RoleMask admin = bit(Role::admin);
constexpr RoleMask agent = admin | bit(Role::agent);
constexpr RoleMask selling = agent | bit(Role::checkout);
constexpr RoleMask store_work = admin | bit(Role::store);
constexpr RoleMask stock_keeping = admin | bit(Role::store) | bit(Role::inventory);
constexpr RoleMask catalog_keeping = admin | bit(Role::inventory);
constexpr RoleMask event_reading =
    agent | bit(Role::store) | bit(Role::inventory) | bit(Role::reader);
// As sees_rules() in domain/routing_rules.hpp.
constexpr RoleMask rules_reading = agent | bit(Role::inventory) | bit(Role::reader);
constexpr RoleMask everybody = event_reading | bit(Role::checkout);

// clang-format off
constexpr auto rows = std::to_array<AccessRow>({
    // method                                                 roles                                     request  streams anonymous
    {"/oms.orders.v1.OrderService/PlaceOrder",                selling,                                  4 * mib, false,  false},
    {"/oms.orders.v1.OrderService/BatchPlaceOrders",          selling,                                  4 * mib, false,  false},
    {"/oms.orders.v1.OrderService/GetOrder",                  everybody & ~bit(Role::inventory),        mib,     false,  false},
    {"/oms.orders.v1.OrderService/CancelOrder",               selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/SearchOrders",              everybody & ~bit(Role::inventory),        mib,     false,  false},
    {"/oms.orders.v1.OrderService/HoldOrder",                 selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/ReleaseHold",               selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/AddNote",                   selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/UpdateTags",                selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/WatchOrder",                everybody & ~bit(Role::inventory),        mib,     true,   false},
    {"/oms.orders.v1.OrderService/PreviewOrderEdit",          selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/ConfirmOrderEdit",          selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/ChangeAddress",             selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/ChangePickupLocation",      selling,                                  mib,     false,  false},

    {"/oms.orders.v1.OrderService/GetChoice",                 selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/MakeChoice",                selling,                                  mib,     false,  false},
    {"/oms.orders.v1.OrderService/GetChoiceLink",             selling,                                  mib,     false,  false},

    {"/oms.fulfillment.v1.FulfillmentService/GetFulfillmentOrder", everybody & ~bit(Role::inventory), mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/ListFulfillmentOrders", everybody & ~bit(Role::inventory), mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/ReleaseWave", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/AcceptFulfillmentOrder", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/AssignFulfillmentOrder", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/RejectFulfillmentOrder", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/StartPicking", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/RecordPicks", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/ReportShortPick", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/PackFulfillmentOrder", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/ShipFulfillmentOrder", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/TrackParcel", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/MarkReady", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/SendTransfer", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/ReceiveTransfer", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/AnswerCancelRequest", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/PutBack", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/RetryFulfillmentOrder", agent, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/GetPickList", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/GetParcelLabel", store_work, mib, false, false},
    {"/oms.fulfillment.v1.FulfillmentService/GetPackingSlip", store_work, mib, false, false},
    {"/oms.payments.v1.PaymentService/GetPayments", everybody & ~bit(Role::inventory), mib, false, false},
    {"/oms.payments.v1.PaymentService/ListOperations", agent | bit(Role::reader), mib, false, false},
    {"/oms.payments.v1.PaymentService/CapturePayment", agent, mib, false, false},
    {"/oms.payments.v1.PaymentService/RefundPayment", agent, mib, false, false},
    {"/oms.payments.v1.PaymentService/RecordPayment", selling | bit(Role::store), mib, false, false},
    {"/oms.payments.v1.PaymentService/SettleOperation", agent, mib, false, false},
    {"/oms.payments.v1.PaymentService/ReportPaymentEvent", selling, mib, false, false},
    {"/oms.payments.v1.PaymentService/ReportDispute", selling, mib, false, false},
    {"/oms.pickups.v1.PickupService/GetPickup", everybody & ~bit(Role::inventory), mib, false, false},
    {"/oms.pickups.v1.PickupService/ListPickups", everybody & ~bit(Role::inventory), mib, false, false},
    {"/oms.pickups.v1.PickupService/FindPickup", store_work, mib, false, false},
    {"/oms.pickups.v1.PickupService/CollectPickup", store_work, mib, false, false},
    {"/oms.pickups.v1.PickupService/ExtendPickup", selling | bit(Role::store), mib, false, false},
    {"/oms.pickups.v1.PickupService/RecordArrival", selling | bit(Role::store), mib, false, false},
    {"/oms.pickups.v1.PickupService/NameProxy", selling, mib, false, false},
    {"/oms.pickups.v1.PickupService/ReissueCode", selling, mib, false, false},
    {"/oms.pickups.v1.PickupService/GetPickupCode", selling, mib, false, false},
    {"/oms.returns.v1.ReturnService/GetReturnPolicy", everybody, mib, false, false},
    {"/oms.returns.v1.ReturnService/PublishReturnPolicy", admin, mib, false, false},
    {"/oms.returns.v1.ReturnService/CheckReturn", selling | bit(Role::store), mib, false, false},
    {"/oms.returns.v1.ReturnService/RequestReturn", selling | bit(Role::store), mib, false, false},
    {"/oms.returns.v1.ReturnService/ApproveReturn", agent, mib, false, false},
    {"/oms.returns.v1.ReturnService/RejectReturn", agent | bit(Role::store), mib, false, false},
    {"/oms.returns.v1.ReturnService/SendReturn", selling, mib, false, false},
    {"/oms.returns.v1.ReturnService/CancelReturn", selling, mib, false, false},
    {"/oms.returns.v1.ReturnService/ReceiveReturn", store_work, mib, false, false},
    {"/oms.returns.v1.ReturnService/InspectReturn", store_work, mib, false, false},
    {"/oms.returns.v1.ReturnService/RefundReturn", agent | bit(Role::store), mib, false, false},
    {"/oms.returns.v1.ReturnService/GetReturn", everybody & ~bit(Role::inventory), mib, false, false},
    {"/oms.returns.v1.ReturnService/ListReturns", everybody & ~bit(Role::inventory), mib, false, false},
    {"/oms.returns.v1.ReturnService/AdjustPrice", agent, mib, false, false},
    {"/oms.returns.v1.ReturnService/GrantGoodwill", agent, mib, false, false},

    {"/oms.inventory.v1.InventoryService/PostStockMovements", stock_keeping,                            mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/RecordStockCount",   stock_keeping,                            mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/ShelveGoods",        stock_keeping,                            mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/GetStock",           everybody & ~bit(Role::checkout),         mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/GetAvailability",    everybody,                                mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/PlaceCartHold",      selling,                                  mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/ExtendCartHold",     selling,                                  mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/ReleaseCartHold",    selling,                                  mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/GetCartHold",        selling | bit(Role::reader),              mib,     false,  false},

    {"/oms.catalog.v1.CatalogService/CreateItem",             catalog_keeping,                          mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/GetItem",                everybody,                                mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/CreateLocation",         catalog_keeping,                          mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/GetLocation",            everybody,                                mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/CreateChannel",          catalog_keeping,                          mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/GetChannel",             everybody,                                mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/ListItems",              everybody,                                mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/ListLocations",          everybody,                                mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/ListChannels",           everybody,                                mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/ImportItems",            catalog_keeping,                          4 * mib, false,  false},
    {"/oms.catalog.v1.CatalogService/ImportLocations",        catalog_keeping,                          4 * mib, false,  false},
    {"/oms.catalog.v1.CatalogService/ImportChannels",         catalog_keeping,                          4 * mib, false,  false},
    {"/oms.catalog.v1.CatalogService/CloseLocation",          catalog_keeping | bit(Role::store),       mib,     false,  false},
    {"/oms.catalog.v1.CatalogService/ReopenLocation",         catalog_keeping | bit(Role::store),       mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/ListStock",          everybody & ~bit(Role::checkout),         mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/ImportStock",        stock_keeping,                            4 * mib, false,  false},
    {"/oms.inventory.v1.InventoryService/PlanReceipt",        catalog_keeping,                          mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/UpdateReceipt",      catalog_keeping,                          mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/ReceiveReceipt",     catalog_keeping,                          mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/GetReceipt",         everybody & ~bit(Role::checkout),         mib,     false,  false},
    {"/oms.inventory.v1.InventoryService/ListReceipts",       everybody & ~bit(Role::checkout),         mib,     false,  false},

    {"/oms.routing.v1.RoutingService/CreateRules",            admin,                                    mib,     false,  false},
    {"/oms.routing.v1.RoutingService/GetRules",               rules_reading,                            mib,     false,  false},
    {"/oms.routing.v1.RoutingService/ListRules",              rules_reading,                            mib,     false,  false},
    {"/oms.routing.v1.RoutingService/PublishRules",           admin,                                    mib,     false,  false},
    {"/oms.routing.v1.RoutingService/QuoteFulfillment",       everybody,                                mib,     false,  false},
    {"/oms.routing.v1.RoutingService/GetRoutingDecisions",    everybody & ~bit(Role::inventory),        mib,     false,  false},
    {"/oms.routing.v1.RoutingService/RerouteOrder",           agent,                                    mib,     false,  false},
    {"/oms.routing.v1.RoutingService/SimulateRouting",        admin,                                    mib,     false,  false},

    {"/oms.routing.v1.RoutingViewService/WatchView",          admin | bit(Role::replica),               mib,     true,   false},

    {"/oms.events.v1.EventService/ListEvents",                event_reading,                            mib,     false,  false},
    {"/oms.events.v1.EventService/WatchEvents",               event_reading,                            mib,     true,   false},

    {"/oms.admin.v1.AdminService/GetStatus",                  admin,                                    mib,     false,  false},
    {"/oms.admin.v1.AdminService/VerifyStore",                admin,                                    mib,     false,  false},
    {"/oms.admin.v1.AdminService/BackupStore",                admin,                                    mib,     false,  false},
    {"/oms.admin.v1.AdminService/ListTimers",                 admin,                                    mib,     false,  false},
    {"/oms.admin.v1.AdminService/ListEffects",                agent,                                    mib,     false,  false},
    {"/oms.admin.v1.AdminService/RetryEffect",                agent,                                    mib,     false,  false},
    {"/oms.admin.v1.AdminService/CancelEffect",               agent,                                    mib,     false,  false},

    {"/oms.testing.v1.ClockService/Advance",                  admin,                                    mib,     false,  false},
    {"/oms.testing.v1.EchoService/Echo",                      admin,                                    mib,     false,  false},

    {"/grpc.health.v1.Health/Check",                          0,                                        mib,     false,  true },
});
// clang-format on

}  // namespace

std::span<const AccessRow> access_table() {
    return rows;
}

const AccessRow* find_access(std::string_view method) {
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const AccessRow& r) { return r.method == method; });
    return row == rows.end() ? nullptr : &*row;
}

std::vector<std::string> access_table_faults() {
    namespace pb = google::protobuf;
    std::vector<std::string> faults;
    std::vector<std::string> described;
    std::vector<std::string> files;
    pb::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
    for (const auto& name : files) {
        const auto* file = pb::DescriptorPool::generated_pool()->FindFileByName(name);
        if (file == nullptr || !file->package().starts_with("oms.")) continue;
        for (int s = 0; s < file->service_count(); ++s) {
            const auto* service = file->service(s);
            // What a retailer serves, and we only call.
            if (service->name().ends_with("GatewayService")) continue;
            for (int m = 0; m < service->method_count(); ++m) {
                const auto* method = service->method(m);
                described.push_back(fmt::format("/{}/{}", service->full_name(), method->name()));
                const auto* row = find_access(described.back());
                if (row == nullptr) {
                    faults.push_back(described.back() + " has no row");
                } else if (row->streams != method->server_streaming()) {
                    faults.push_back(described.back() +
                                     " streams in one place and not in the other");
                }
                if (method->client_streaming())
                    faults.push_back(described.back() + " streams requests");
            }
        }
    }
    for (const auto& row : rows) {
        if (!row.anonymous &&
            std::find(described.begin(), described.end(), row.method) == described.end()) {
            faults.push_back(fmt::format("{} has a row but no such RPC exists", row.method));
        }
        if (std::count_if(rows.begin(), rows.end(), [&](const AccessRow& other) {
                return other.method == row.method;
            }) != 1) {
            faults.push_back(fmt::format("{} has more than one row", row.method));
        }
    }
    return faults;
}

}  // namespace oms::rpc
