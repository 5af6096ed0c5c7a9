#pragma once

#include <string>
#include <vector>

#include "oms/fulfillment/v1/fulfillment_service.pb.h"
#include "oms/pickups/v1/pickup_service.pb.h"
#include "tests/e2e/shop.hpp"

// What the staff of locations do, as calls of one line each.
namespace oms::e2e {

namespace fulfillment = oms::fulfillment::v1;
namespace pickups = oms::pickups::v1;

// Open tasks of a location, or all of an order.
std::vector<fulfillment::FulfillmentOrder> tasks_at(const Client& client,
                                                    const std::string& location_id);
std::vector<fulfillment::FulfillmentOrder> tasks_of(const Client& client,
                                                    const std::string& order_id);
fulfillment::FulfillmentOrder get_task(const Client& client, const std::string& id);

// A mutation of a task with its id and a fresh request id.
template <class Request>
Request task_request(const std::string& id) {
    Request request;
    request.set_request_id(next_id());
    request.set_fulfillment_order_id(id);
    return request;
}

void accept(const Client& client, const std::string& id);
void start_picking(const Client& client, const std::string& id);
// Scans everything that is not picked yet.
void pick_all(const Client& client, const std::string& id);
// Accepted, picked and packed in one parcel; returns the task.
fulfillment::FulfillmentOrder pack(const Client& client, const std::string& id);
fulfillment::FulfillmentOrder ship(const Client& client, const std::string& id);
void deliver(const Client& client, const std::string& id);
// Accepted, picked, and on the pickup shelf.
void make_ready(const Client& client, const std::string& id);

std::vector<pickups::Pickup> pickups_at(const Client& client, const std::string& location_id);
// The one pickup of the order.
pickups::Pickup pickup_of(const Client& client, const std::string& order_id);
std::string code_of(const Client& client, const std::string& pickup_id, std::int32_t holder_no = 0);
pickups::CollectPickupRequest handover_of(const std::string& pickup_id, const std::string& code);

}  // namespace oms::e2e
