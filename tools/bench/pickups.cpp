#include "tools/bench/pickups.hpp"

#include <algorithm>
#include <thread>

#include "oms/pickups/v1/pickup_service.pb.h"

namespace oms::bench {
namespace {

namespace orders = oms::orders::v1;

const std::string place_order = "/oms.orders.v1.OrderService/PlaceOrder";
const std::string get_order = "/oms.orders.v1.OrderService/GetOrder";
const std::string list_pickups = "/oms.pickups.v1.PickupService/ListPickups";

// Every tenth location, from the first on, is a warehouse.
constexpr int locations_of_a_warehouse = 10;
std::string store_name(int store) {
    return location_name(store + store / (locations_of_a_warehouse - 1) + 1);
}

load::Load::Next next_list() {
    return [store = 0](std::string& bytes) mutable {
        oms::pickups::v1::ListPickupsRequest request;
        request.set_location_id(store_name(store++ % stores_with_pickups));
        return request.SerializeToString(&bytes);
    };
}

load::Load::Next next_get(const std::vector<std::string>& order_ids) {
    // A stride that meets them in no order.
    constexpr std::size_t stride = 7'919;
    return [&order_ids, at = std::size_t{0}](std::string& bytes) mutable {
        orders::GetOrderRequest request;
        request.set_order_id(order_ids[at % order_ids.size()]);
        at += stride;
        return request.SerializeToString(&bytes);
    };
}

}  // namespace

void place_pickups(const std::string& address, Network& network) {
    int left = stores_with_pickups * pickups_of_a_store;
    load::send_all(address, place_order, [&](std::string& bytes) {
        if (left-- == 0) return false;
        orders::PlaceOrderRequest order = network.next_order();
        for (orders::OrderLineInput& line : *order.mutable_lines())
            line.mutable_pickup()->set_location_id(store_name(left % stores_with_pickups));
        return order.SerializeToString(&bytes);
    });
}

PickupOutcome list_under_load(const std::string& address, Network& network,
                              const std::vector<std::string>& order_ids, double orders_per_second,
                              std::chrono::milliseconds duration) {
    PickupOutcome outcome;
    std::thread placing([&] {
        outcome.placing = load::Load(address, place_order)
                              .open_loop(orders_per_second, duration, [&](std::string& bytes) {
                                  return network.next_order().SerializeToString(&bytes);
                              });
    });
    std::thread listing([&] {
        outcome.listing = load::Load(address, list_pickups).closed_loop(1, duration, next_list());
    });
    outcome.getting = load::Load(address, get_order).closed_loop(1, duration, next_get(order_ids));
    listing.join();
    placing.join();
    return outcome;
}

}  // namespace oms::bench
