#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "oms/catalog/v1/catalog_service.pb.h"
#include "oms/inventory/v1/inventory_service.pb.h"
#include "oms/orders/v1/order_service.pb.h"
#include "tests/e2e/client.hpp"
#include "tests/e2e/server.hpp"

// A small retailer to test with, and the requests of its everyday life.
namespace oms::e2e {

namespace catalog = oms::catalog::v1;
namespace inventory = oms::inventory::v1;
namespace orders = oms::orders::v1;

// What everything costs, in cents.
constexpr std::int64_t unit_price = 1000;

// Text that stands for a person; nowhere but in an order's personal fields may it be seen.
constexpr const char* canary_name = "Canaria Secreta";
constexpr const char* canary_email = "canaria@secreta.example";
constexpr const char* canary_phone = "+33612345678";
constexpr const char* canary_street = "77 rue du Canari";
constexpr const char* canary_note = "ring at the canary's door";

// "req-1", "req-2", ...: never the same twice in one process.
std::string next_id(const std::string& prefix = "req");

// Channels web and market, warehouse W1, stores S1 and S2 (pickup offered) in Paris and Lyon. No
// location works on orders before a wave is released there; see release_at_once.
void create_network(const Client& client);
void create_channel(const Client& client, const std::string& channel_id,
                    std::int32_t grace_window_s = 0);
void create_location(const Client& client, const std::string& location_id, bool store);
// From now on the location's tasks are released with their orders, or in waves.
void release_at_once(const Client& client, const std::string& location_id, bool at_once = true);
void create_item(const Client& client, const std::string& sku);
// Goods arrive.
void receive(const Client& client, const std::string& sku, const std::string& location_id,
             std::int64_t quantity);
// Creates the item and receives `quantity` at `location_id`.
void stock_item(const Client& client, const std::string& sku, const std::string& location_id,
                std::int64_t quantity);

// An order of channel web without lines, with the canary's contact and address.
orders::PlaceOrderRequest new_order();
// Adds a line; the total to pay follows.
void add_delivery(orders::PlaceOrderRequest& order, const std::string& sku, std::int64_t quantity);
void add_pickup(orders::PlaceOrderRequest& order, const std::string& sku, std::int64_t quantity,
                const std::string& location_id);
orders::PlaceOrderRequest delivery_order(const std::string& sku, std::int64_t quantity = 1);
orders::OrderReceipt place(const Client& client, const orders::PlaceOrderRequest& order);
orders::Order get_order(const Client& client, const std::string& order_id);
orders::CancelOrderRequest cancel_of(const std::string& order_id);

inventory::PlaceCartHoldRequest hold_of(const std::string& cart_id, const std::string& sku,
                                        std::int64_t quantity);
inventory::StockLevel stock_at(const Client& client, const std::string& sku,
                               const std::string& location_id);
// What may be promised of `sku` in all.
std::int64_t available(const Client& client, const std::string& sku);
// A server with that network, and a connection of its administrator.
struct Shop {
    explicit Shop(std::vector<std::string> arguments = {})
        : server(std::move(arguments)), client(server.address()) {
        create_network(client);
    }
    Server server;
    Client client;
};

// What AdminService.VerifyStore found, one line each; empty: nothing.
std::string verify_store(const Client& client);

}  // namespace oms::e2e
