#include "tests/e2e/tasks.hpp"

#include <stdexcept>

namespace oms::e2e {

using namespace fulfillment;

std::vector<FulfillmentOrder> tasks_at(const Client& client, const std::string& location_id) {
    ListFulfillmentOrdersRequest request;
    request.set_location_id(location_id);
    const auto reply = get<ListFulfillmentOrdersResponse>(client, request);
    return {reply.fulfillment_orders().begin(), reply.fulfillment_orders().end()};
}

std::vector<FulfillmentOrder> tasks_of(const Client& client, const std::string& order_id) {
    ListFulfillmentOrdersRequest request;
    request.set_order_id(order_id);
    const auto reply = get<ListFulfillmentOrdersResponse>(client, request);
    return {reply.fulfillment_orders().begin(), reply.fulfillment_orders().end()};
}

FulfillmentOrder get_task(const Client& client, const std::string& id) {
    GetFulfillmentOrderRequest request;
    request.set_fulfillment_order_id(id);
    return get<GetFulfillmentOrderResponse>(client, request).fulfillment_order();
}

void accept(const Client& client, const std::string& id) {
    get<AcceptFulfillmentOrderResponse>(client, task_request<AcceptFulfillmentOrderRequest>(id));
}

void start_picking(const Client& client, const std::string& id) {
    get<StartPickingResponse>(client, task_request<StartPickingRequest>(id));
}

void pick_all(const Client& client, const std::string& id) {
    auto request = task_request<RecordPicksRequest>(id);
    const FulfillmentOrder task = get_task(client, id);
    for (const auto& line : task.lines()) {
        if (line.picked() == line.quantity()) continue;
        auto& scan = *request.add_scans();
        scan.set_code(line.sku());
        scan.set_quantity(line.quantity() - line.picked());
    }
    get<RecordPicksResponse>(client, request);
}

FulfillmentOrder pack(const Client& client, const std::string& id) {
    accept(client, id);
    start_picking(client, id);
    pick_all(client, id);
    return get<PackFulfillmentOrderResponse>(client, task_request<PackFulfillmentOrderRequest>(id))
        .fulfillment_order();
}

FulfillmentOrder ship(const Client& client, const std::string& id) {
    return get<ShipFulfillmentOrderResponse>(client, task_request<ShipFulfillmentOrderRequest>(id))
        .fulfillment_order();
}

void deliver(const Client& client, const std::string& id) {
    const FulfillmentOrder task = get_task(client, id);
    for (const auto& parcel : task.parcels()) {
        auto request = task_request<TrackParcelRequest>(id);
        request.set_parcel_id(parcel.parcel_id());
        request.set_event(PARCEL_EVENT_DELIVERED);
        get<TrackParcelResponse>(client, request);
    }
}

void make_ready(const Client& client, const std::string& id) {
    accept(client, id);
    start_picking(client, id);
    pick_all(client, id);
    get<MarkReadyResponse>(client, task_request<MarkReadyRequest>(id));
}

std::vector<pickups::Pickup> pickups_at(const Client& client, const std::string& location_id) {
    pickups::ListPickupsRequest request;
    request.set_location_id(location_id);
    const auto reply = get<pickups::ListPickupsResponse>(client, request);
    return {reply.pickups().begin(), reply.pickups().end()};
}

pickups::Pickup pickup_of(const Client& client, const std::string& order_id) {
    pickups::ListPickupsRequest request;
    request.set_order_id(order_id);
    const auto reply = get<pickups::ListPickupsResponse>(client, request);
    if (reply.pickups_size() != 1) throw std::runtime_error("not one pickup of " + order_id);
    return reply.pickups(0);
}

std::string code_of(const Client& client, const std::string& pickup_id, std::int32_t holder_no) {
    pickups::GetPickupCodeRequest request;
    request.set_pickup_id(pickup_id);
    request.set_holder_no(holder_no);
    return get<pickups::GetPickupCodeResponse>(client, request).code();
}

pickups::CollectPickupRequest handover_of(const std::string& pickup_id, const std::string& code) {
    pickups::CollectPickupRequest request;
    request.set_request_id(next_id());
    request.set_pickup_id(pickup_id);
    request.set_code(code);
    request.set_till("till 1");
    return request;
}

}  // namespace oms::e2e
