#pragma once

#include <string>
#include <utility>
#include <vector>

#include "oms/routing/v1/routing_service.pb.h"
#include "oms/testing/v1/testing_service.pb.h"
#include "tests/e2e/tasks.hpp"

// The reference network of the journeys on a running server: warehouse W1 near Orleans, stores S1
// Paris, S2 Lyon, S3 Lille and S4 Marseille, euro cents, clocks of Paris. The clock begins at
// Tuesday 2026-03-03 10:00.
namespace oms::e2e::journeys {

namespace routing = oms::routing::v1;

struct F0Shop {
    // `arguments`: of the server, beside those of the clock.
    explicit F0Shop(std::vector<std::string> arguments = {});

    // Lets the clock show that local time: "2026-03-03 10:40".
    void at(const std::string& paris) const;
    void stock(const std::string& location, const std::string& sku, std::int64_t units) const;
    // Places an order of that many units of each SKU, at its price of the journeys: TEE 20.00, JEAN
    // 60.00, COAT 150.00, SHOE 90.00, and 4.90 for the delivery. Returns its id.
    std::string deliver_to(const std::string& postal_code,
                           std::vector<std::pair<std::string, std::int64_t>> lines) const;
    std::string collect_at(const std::string& location,
                           std::vector<std::pair<std::string, std::int64_t>> lines) const;

    orders::Order order(const std::string& id) const { return get_order(client, id); }
    // The order's one task that has not ended.
    fulfillment::FulfillmentOrder open_task(const std::string& order_id) const;
    // Releases what the warehouse has planned.
    void wave() const;
    // What may be promised of the SKU there.
    std::int64_t promisable(const std::string& sku, const std::string& location) const;

    Server server;
    Client client;
};

using Goods = std::vector<std::pair<std::string, std::int64_t>>;
// The orders that the shop places, to be sent by hand.
orders::PlaceOrderRequest delivery_of(const std::string& postal_code, const Goods& goods);
orders::PlaceOrderRequest pickup_at(const std::string& location, const Goods& goods);
// Lets the clock show that local time, to be sent by hand.
testing::v1::AdvanceRequest clock_at(const std::string& paris);

// What the order has made due: "capture 20.00", "void 10.00", "refund 5.00", "credit 5.00", in
// order.
std::vector<std::string> payments_due(const orders::Order& order);

// "2026-03-05 20:00" on the clocks of Paris; "2026-03-05".
std::string paris_time(const google::protobuf::Timestamp& time);
std::string paris_date(const google::protobuf::Timestamp& time);

}  // namespace oms::e2e::journeys
