#include "tools/replay/handing_over.hpp"

#include <functional>
#include <vector>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "oms/pickups/v1/pickup_service.grpc.pb.h"

namespace oms::replay {
namespace {

namespace orders = oms::orders::v1;
namespace pickups = oms::pickups::v1;
using PickupStub = pickups::PickupService::Stub;

constexpr int reads_in_flight = 32;
constexpr std::chrono::hours as_long_as_it_takes{24};

// What of the order waits for stock, as a cancellation; without lines: nothing.
orders::CancelOrderRequest cancellation_of(const orders::Order& order) {
    orders::CancelOrderRequest request;
    request.set_order_id(order.order_id());
    request.set_reason(orders::CANCEL_REASON_OUT_OF_STOCK);
    std::int64_t units = 0;
    for (const orders::OrderLine& line : order.lines()) {
        const std::int64_t waiting =
            line.quantities().backordered() + line.quantities().unallocated();
        if (waiting == 0) continue;
        units += waiting;
        request.add_lines()->set_line_no(line.line_no());
        request.mutable_lines(request.lines_size() - 1)->set_quantity(waiting);
    }
    request.set_request_id(fmt::format("replay:cancel:{}:{}", units, order.order_id()));
    return request;
}

// Every order, as it is now.
void read_all(Session& session, const OrderIndex& index,
              const std::function<void(const orders::Order&)>& read) {
    auto next = index.begin();
    load::Load(session.address(), "/oms.orders.v1.OrderService/GetOrder", principal)
        .closed_loop(
            reads_in_flight, as_long_as_it_takes,
            [&](std::string& bytes) {
                if (next == index.end()) return false;
                orders::GetOrderRequest request;
                request.set_order_id(next++->first);
                return request.SerializeToString(&bytes);
            },
            [&](const grpc::ByteBuffer& reply) {
                read(load::parse<orders::GetOrderResponse>(reply).order());
            });
}

}  // namespace

std::int64_t release_suspects(Session& session, Caller& caller, const OrderIndex& index) {
    std::vector<orders::ReleaseHoldRequest> releases;
    read_all(session, index, [&](const orders::Order& order) {
        for (const orders::OrderHold& hold : order.holds()) {
            if (hold.state() != orders::HOLD_STATE_ACTIVE) continue;
            if (hold.type() != orders::HOLD_TYPE_DUPLICATE_SUSPECT)
                throw std::runtime_error("an order is held that nobody suspects");
            orders::ReleaseHoldRequest& request = releases.emplace_back();
            request.set_request_id("replay:release:" + hold.hold_id());
            request.set_order_id(order.order_id());
            request.set_hold_id(hold.hold_id());
            request.set_reason("another invoice of the source");
        }
    });
    for (const orders::ReleaseHoldRequest& request : releases)
        caller.get<orders::ReleaseHoldResponse>(&orders::OrderService::Stub::ReleaseHold, request);
    return static_cast<std::int64_t>(releases.size());
}

std::int64_t cancel_waiting(Session& session, Caller& caller, const OrderIndex& index) {
    std::vector<orders::CancelOrderRequest> cancellations;
    read_all(session, index, [&](const orders::Order& order) {
        auto request = cancellation_of(order);
        if (request.lines_size() > 0) cancellations.push_back(std::move(request));
    });
    for (const orders::CancelOrderRequest& request : cancellations) {
        const auto answer = caller.get<orders::CancelOrderResponse>(
            &orders::OrderService::Stub::CancelOrder, request);
        if (answer.asked_size() > 0)
            throw std::runtime_error("a location was asked for units that wait for stock");
    }
    return static_cast<std::int64_t>(cancellations.size());
}

std::int64_t hand_over(Caller& caller, const Site& site) {
    pickups::ListPickupsRequest request;
    request.set_location_id(site.location_id);
    request.add_states(pickups::PICKUP_STATE_READY);
    std::int64_t count = 0;
    while (true) {
        const auto page =
            caller.get<pickups::ListPickupsResponse>(&PickupStub::ListPickups, request);
        if (page.pickups().empty()) return count;
        for (const pickups::Pickup& pickup : page.pickups()) {
            pickups::GetPickupCodeRequest ask;
            ask.set_pickup_id(pickup.pickup_id());
            pickups::CollectPickupRequest handover;
            handover.set_request_id("replay:collect:" + pickup.pickup_id());
            handover.set_pickup_id(pickup.pickup_id());
            handover.set_code(
                caller.get<pickups::GetPickupCodeResponse>(&PickupStub::GetPickupCode, ask).code());
            handover.set_till("till 1");
            caller.get<pickups::CollectPickupResponse>(&PickupStub::CollectPickup, handover);
            ++count;
        }
    }
}

}  // namespace oms::replay
