#include "services/common/access.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "domain/contract.hpp"
#include "services/common/server.hpp"

namespace oms::rpc {
namespace {

bool may(Role role, std::string_view method) {
    const auto* row = find_access(method);
    return row != nullptr && (row->roles & bit(role)) != 0;
}

TEST_CASE("access: every RPC of our services has one row that fits it") {
    for (const auto& fault : access_table_faults())
        FAIL_CHECK(fault);
    CHECK(access_table().size() > 20);
}

TEST_CASE("access: the administrator may call everything, and nothing but health is anonymous") {
    for (const auto& row : access_table()) {
        CHECK_MESSAGE(row.anonymous != ((row.roles & bit(Role::admin)) != 0), row.method);
        CHECK_MESSAGE(row.anonymous == (row.method == "/grpc.health.v1.Health/Check"), row.method);
    }
}

TEST_CASE("access: roles get what they need and not more") {
    CHECK(may(Role::checkout, "/oms.orders.v1.OrderService/PlaceOrder"));
    CHECK(may(Role::checkout, "/oms.inventory.v1.InventoryService/PlaceCartHold"));
    CHECK(may(Role::store, "/oms.inventory.v1.InventoryService/RecordStockCount"));
    CHECK(may(Role::reader, "/oms.events.v1.EventService/WatchEvents"));
    CHECK_FALSE(may(Role::reader, "/oms.orders.v1.OrderService/CancelOrder"));
    CHECK_FALSE(may(Role::store, "/oms.orders.v1.OrderService/PlaceOrder"));
    CHECK_FALSE(may(Role::checkout, "/oms.inventory.v1.InventoryService/PostStockMovements"));
    CHECK_FALSE(may(Role::inventory, "/oms.orders.v1.OrderService/GetOrder"));
    for (const auto& row : access_table()) {
        const bool view = row.method == "/oms.routing.v1.RoutingViewService/WatchView";
        CHECK_MESSAGE(may(Role::replica, row.method) == view, row.method);
    }
    for (const auto role :
         {Role::agent, Role::checkout, Role::store, Role::inventory, Role::reader, Role::replica}) {
        CHECK_FALSE(may(role, "/oms.admin.v1.AdminService/BackupStore"));
        CHECK_FALSE(may(role, "/oms.testing.v1.ClockService/Advance"));
    }
}

TEST_CASE("access: only orders and imports may come in messages of 4 MiB") {
    for (const auto& row : access_table()) {
        const bool large = row.method.ends_with("/PlaceOrder") ||
                           row.method.ends_with("/BatchPlaceOrders") ||
                           row.method.find("/Import") != std::string_view::npos;
        CHECK_MESSAGE(row.longest_request == std::size_t{large ? 4U : 1U} * 1024 * 1024,
                      row.method);
    }
}

TEST_CASE("access: a method without a row, of the wrong kind or given twice cannot be registered") {
    Server server(std::make_shared<Log>(LogLevel::error), std::make_shared<Metrics>());
    CHECK_THROWS_AS(server.add({"/oms.orders.v1.OrderService/Destroy", [](const Call&) {}}),
                    ContractViolation);
    CHECK_THROWS_AS(server.add({"/oms.events.v1.EventService/WatchEvents", [](const Call&) {}}),
                    ContractViolation);
    server.add({"/oms.testing.v1.EchoService/Echo", [](const Call&) {}});
    CHECK_THROWS_AS(server.add({"/oms.testing.v1.EchoService/Echo", [](const Call&) {}}),
                    ContractViolation);
}

}  // namespace
}  // namespace oms::rpc
