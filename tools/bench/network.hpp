#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oms/orders/v1/order_service.pb.h"

namespace oms::bench {

// How large the benchmark's network is.
struct NetworkSize {
    int locations = 100;
    int items = 2000;
    // Units at each location of each item.
    std::int64_t units = 1'000'000;
    // Orders are routed by published rules; else the nearest location is taken.
    bool rules = true;
};

// Items, locations, stock and orders, all from one seed: the same run makes the same requests.
class Network {
public:
    Network(NetworkSize size, std::uint64_t seed) : size_(size), state_(seed) {}

    // Creates channel, items, locations and stock. Throws std::runtime_error on a refusal.
    void create(const std::string& address);

    // An item that is at one location only.
    void create_hot(const std::string& address, const std::string& sku);

    // The next order: 3 lines of different items, popular ones more often.
    oms::orders::v1::PlaceOrderRequest next_order();
    // The next order, of so many different items, no more than there are.
    oms::orders::v1::PlaceOrderRequest large_order(int lines);
    // The next order for one unit of `sku`.
    oms::orders::v1::PlaceOrderRequest next_order_of(const std::string& sku);
    std::string random_sku();
    std::uint64_t random(std::uint64_t below);

private:
    oms::orders::v1::PlaceOrderRequest blank_order();
    static void add_line(oms::orders::v1::PlaceOrderRequest& order, const std::string& sku);
    static void set_total(oms::orders::v1::PlaceOrderRequest& order);
    void create_items(const std::string& address);
    void create_locations(const std::string& address);
    void create_stock(const std::string& address);
    void publish_rules(const std::string& address);

    NetworkSize size_;
    std::uint64_t state_;
    std::int64_t orders_ = 0;
};

// The customers of the orders that Network makes up.
inline constexpr std::uint64_t customers = 1'000'000;
std::string customer_name(std::uint64_t customer);
std::string customer_email(std::uint64_t customer);

// "SKU-000042".
std::string sku_name(std::uint64_t index);

// "L0042".
std::string location_name(int index);

}  // namespace oms::bench
