#include <doctest/doctest.h>

#include "oms/events/v1/event_service.pb.h"
#include "tests/journeys/f0_shop.hpp"

// Journeys 4, 5, 9 and 10: what customers collect.
namespace oms::e2e::journeys {
namespace {

// On which local times something happened to the pickup.
std::vector<std::string> times_of(const Client& client, const std::string& type) {
    events::v1::ListEventsRequest request;
    request.mutable_filter()->add_types(type);
    const auto reply = get<events::v1::ListEventsResponse>(client, request);
    std::vector<std::string> times;
    for (const auto& event : reply.events())
        times.push_back(paris_time(event.time()));
    return times;
}

void receive_transfer(const F0Shop& shop, const std::string& task, bool nothing) {
    auto request = task_request<fulfillment::ReceiveTransferRequest>(task);
    request.set_partial(nothing);
    get<fulfillment::ReceiveTransferResponse>(shop.client, request);
}

std::string send_from_warehouse(const F0Shop& shop, const std::string& order) {
    shop.wave();
    const std::string task = shop.open_task(order).fulfillment_order_id();
    pack(shop.client, task);
    get<fulfillment::SendTransferResponse>(shop.client,
                                           task_request<fulfillment::SendTransferRequest>(task));
    return task;
}

}  // namespace

TEST_CASE("journey 4: click and collect") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 9);
    shop.at("2026-03-03 10:05");
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    const auto listed = pickups_at(shop.client, "S1");
    REQUIRE(listed.size() == 1);
    const std::string id = listed[0].pickup_id();
    CHECK(listed[0].state() == pickups::PICKUP_STATE_PREPARING);
    CHECK(paris_time(listed[0].promised_by()) == "2026-03-03 12:05");
    const std::string code = code_of(shop.client, id);
    const Answer early = shop.client.call(handover_of(id, code));
    CHECK(early.reason == "ILLEGAL_TRANSITION");
    CHECK(early.facts.at("state") == "preparing");

    const std::string task = shop.open_task(order).fulfillment_order_id();
    shop.at("2026-03-03 10:20");
    accept(shop.client, task);
    shop.at("2026-03-03 11:10");
    start_picking(shop.client, task);
    pick_all(shop.client, task);
    shop.at("2026-03-03 11:15");
    get<fulfillment::MarkReadyResponse>(shop.client,
                                        task_request<fulfillment::MarkReadyRequest>(task));
    CHECK(times_of(shop.client, "pickup.made_ready") ==
          std::vector<std::string>{"2026-03-03 11:15"});
    // Ready pressed twice is one notice.
    CHECK(shop.client.call(task_request<fulfillment::MarkReadyRequest>(task)).reason ==
          "ILLEGAL_TRANSITION");
    shop.at("2026-03-03 17:42");
    const auto given =
        get<pickups::CollectPickupResponse>(shop.client, handover_of(id, code)).pickup();
    CHECK(given.state() == pickups::PICKUP_STATE_COLLECTED);
    CHECK(paris_time(given.handovers(0).time()) == "2026-03-03 17:42");
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 8);
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"capture 20.00"});
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_COMPLETED);

    shop.at("2026-03-03 19:15");
    const std::string evening = shop.collect_at("S1", {
                                                          {"TEE", 1}
    });
    CHECK(paris_time(pickup_of(shop.client, evening).promised_by()) == "2026-03-04 11:15");
    shop.at("2026-03-07 19:30");
    const std::string saturday = shop.collect_at("S1", {
                                                           {"TEE", 1}
    });
    CHECK(paris_time(pickup_of(shop.client, saturday).promised_by()) == "2026-03-09 11:30");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 5: ship to store") {
    const F0Shop shop;
    shop.stock("W1", "JEAN", 3);
    shop.at("2026-03-03 10:30");
    const std::string order = shop.collect_at("S4", {
                                                        {"JEAN", 1}
    });
    CHECK(paris_time(pickup_of(shop.client, order).promised_by()) == "2026-03-04 13:00");
    const std::string transfer = send_from_warehouse(shop, order);
    CHECK(stock_at(shop.client, "JEAN", "W1").on_hand() == 2);
    CHECK(stock_at(shop.client, "JEAN", "S4").in_transit() == 1);
    CHECK(shop.order(order).lines(0).quantities().in_transfer() == 1);
    CHECK(pickup_of(shop.client, order).state() == pickups::PICKUP_STATE_PREPARING);
    CHECK(verify_store(shop.client) == "");

    shop.at("2026-03-04 11:00");
    fulfillment::ListFulfillmentOrdersRequest incoming;
    incoming.set_location_id("S4");
    incoming.set_incoming(true);
    CHECK(get<fulfillment::ListFulfillmentOrdersResponse>(shop.client, incoming)
              .fulfillment_orders_size() == 1);
    receive_transfer(shop, transfer, false);
    CHECK(stock_at(shop.client, "JEAN", "S4").in_transit() == 0);
    CHECK(stock_at(shop.client, "JEAN", "S4").reserved() == 1);
    const auto task = shop.open_task(order);
    CHECK(task.location_id() == "S4");
    CHECK(paris_time(pickup_of(shop.client, order).promised_by()) == "2026-03-04 13:00");
    make_ready(shop.client, task.fulfillment_order_id());
    const auto ready = pickup_of(shop.client, order);
    CHECK(ready.state() == pickups::PICKUP_STATE_READY);
    get<pickups::CollectPickupResponse>(
        shop.client, handover_of(ready.pickup_id(), code_of(shop.client, ready.pickup_id())));
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(stock_at(shop.client, "JEAN", "S4").on_hand() == 0);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 5, exceptions: nothing arrives and it is sourced again; ordered too late") {
    const F0Shop shop;
    shop.stock("W1", "JEAN", 3);
    shop.at("2026-03-03 10:30");
    const std::string order = shop.collect_at("S4", {
                                                        {"JEAN", 1}
    });
    shop.at("2026-03-03 16:30");
    const std::string late = shop.collect_at("S4", {
                                                       {"JEAN", 1}
    });
    CHECK(paris_time(pickup_of(shop.client, late).promised_by()) == "2026-03-05 13:00");

    shop.wave();
    const std::string transfer = shop.open_task(order).fulfillment_order_id();
    pack(shop.client, transfer);
    get<fulfillment::SendTransferResponse>(
        shop.client, task_request<fulfillment::SendTransferRequest>(transfer));
    shop.at("2026-03-04 11:00");
    receive_transfer(shop, transfer, true);
    CHECK(stock_at(shop.client, "JEAN", "S4").in_transit() == 0);
    shop.at("2026-03-04 11:01");
    // The last unit of the warehouse is on its way instead: the customer is told another time.
    CHECK(shop.order(order).lines(0).quantities().allocated() == 1);
    CHECK(paris_time(pickup_of(shop.client, order).promised_by()) == "2026-03-05 13:00");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 9: nobody comes") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 9);
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    const std::string staged = shop.collect_at("S1", {
                                                         {"TEE", 1}
    });
    const std::string longer = shop.collect_at("S1", {
                                                         {"TEE", 1}
    });
    shop.at("2026-03-03 10:15");
    for (const std::string& id : {order, staged, longer})
        accept(shop.client, shop.open_task(id).fulfillment_order_id());
    shop.at("2026-03-03 12:00");
    for (const std::string& id : {order, staged, longer}) {
        const std::string task = shop.open_task(id).fulfillment_order_id();
        start_picking(shop.client, task);
        pick_all(shop.client, task);
        get<fulfillment::MarkReadyResponse>(shop.client,
                                            task_request<fulfillment::MarkReadyRequest>(task));
    }
    CHECK(paris_time(pickup_of(shop.client, order).hold_until()) == "2026-03-10 20:00");
    pickups::ExtendPickupRequest extend;
    extend.set_request_id(next_id());
    extend.set_pickup_id(pickup_of(shop.client, longer).pickup_id());
    extend.set_days(3);
    CHECK(
        paris_time(get<pickups::ExtendPickupResponse>(shop.client, extend).pickup().hold_until()) ==
        "2026-03-13 20:00");
    extend.set_request_id(next_id());
    CHECK(shop.client.call(extend).reason == "ILLEGAL_TRANSITION");

    shop.at("2026-03-10 19:59");
    const auto reminders = times_of(shop.client, "pickup.reminded");
    CHECK(reminders == std::vector<std::string>{"2026-03-05 12:00", "2026-03-05 12:00",
                                                "2026-03-05 12:00", "2026-03-08 12:00",
                                                "2026-03-08 12:00", "2026-03-08 12:00"});
    CHECK(pickup_of(shop.client, order).state() == pickups::PICKUP_STATE_READY);
    shop.at("2026-03-10 20:00");
    CHECK(pickup_of(shop.client, order).state() == pickups::PICKUP_STATE_EXPIRED);
    CHECK(pickup_of(shop.client, longer).state() == pickups::PICKUP_STATE_READY);

    // No unit can be sold again before it is scanned back to its shelf.
    const std::int64_t before = shop.promisable("TEE", "S1");
    get<fulfillment::PutBackResponse>(
        shop.client,
        task_request<fulfillment::PutBackRequest>(shop.open_task(order).fulfillment_order_id()));
    CHECK(shop.promisable("TEE", "S1") == before + 1);
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"void 20.00"});

    shop.at("2026-03-11 10:05");
    const auto late = pickup_of(shop.client, staged);
    CHECK(late.state() == pickups::PICKUP_STATE_EXPIRED);
    const auto given = get<pickups::CollectPickupResponse>(
        shop.client, handover_of(late.pickup_id(), code_of(shop.client, late.pickup_id())));
    CHECK(given.pickup().state() == pickups::PICKUP_STATE_COLLECTED);
    CHECK(times_of(shop.client, "pickup.revived") == std::vector<std::string>{"2026-03-11 10:05"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 10: somebody else collects") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 9);
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    const std::string id = pickup_of(shop.client, order).pickup_id();
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());

    const auto name = [&](const std::string& who) {
        pickups::NameProxyRequest request;
        request.set_request_id(next_id());
        request.set_pickup_id(id);
        request.set_name(who);
        const auto pickup = get<pickups::NameProxyResponse>(shop.client, request).pickup();
        return pickup.holders(pickup.holders_size() - 1).holder_no();
    };
    const std::int32_t first = name("Camille Petit");
    const std::string dead = code_of(shop.client, id, first);
    const std::int32_t second = name("Dominique Roux");
    CHECK(second != first);
    pickups::GetPickupCodeRequest gone;
    gone.set_pickup_id(id);
    gone.set_holder_no(first);
    CHECK(shop.client.call(gone).reason == "PICKUP_NOT_FOUND");
    CHECK(shop.client.call(handover_of(id, dead)).reason == "PICKUP_CODE_WRONG");
    pickups::FindPickupRequest find;
    find.set_location_id("S1");
    find.set_code(dead);
    CHECK(shop.client.call(find).reason == "PICKUP_NOT_FOUND");

    for (int i = 1; i < 5; ++i)
        CHECK(shop.client.call(handover_of(id, "AAAAAAAA")).reason == "PICKUP_CODE_WRONG");
    const std::string right = code_of(shop.client, id, second);
    CHECK(shop.client.call(handover_of(id, right)).reason == "PICKUP_LOCKED");
    CHECK(times_of(shop.client, "pickup.wrong_code_counted").size() == 5);
    shop.at("2026-03-03 10:14");
    CHECK(shop.client.call(handover_of(id, right)).reason == "PICKUP_LOCKED");
    shop.at("2026-03-03 10:15");
    auto handover = handover_of(id, right);
    handover.set_identity_checked(true);
    const auto given = get<pickups::CollectPickupResponse>(shop.client, handover).pickup();
    CHECK(given.handovers(0).holder_no() == second);
    CHECK(given.handovers(0).proof() == pickups::PICKUP_PROOF_CODE);
    CHECK(given.handovers(0).identity_checked());
    CHECK(given.handovers(0).clerk() == "admin");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 10, exception: what is not for children asks for the age") {
    const F0Shop shop;
    catalog::CreateItemRequest item;
    item.set_request_id(next_id());
    item.mutable_item()->set_sku("WINE");
    item.mutable_item()->set_title("A bottle");
    item.mutable_item()->set_weight_g(1'200);
    item.mutable_item()->set_handling_class(catalog::HANDLING_CLASS_AGE_RESTRICTED);
    get<catalog::CreateItemResponse>(shop.client, item);
    shop.stock("S1", "WINE", 5);
    const std::string order = shop.collect_at("S1", {
                                                        {"WINE", 1}
    });
    const auto pickup = pickup_of(shop.client, order);
    CHECK(pickup.age_required());
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    const std::string code = code_of(shop.client, pickup.pickup_id());
    auto handover = handover_of(pickup.pickup_id(), code);
    const Answer refused = shop.client.call(handover);
    CHECK(refused.reason == "PROOF_REQUIRED");
    CHECK(refused.facts.at("age_required") == "true");
    handover.set_request_id(next_id());
    handover.set_age_checked(true);
    CHECK(shop.client.call(handover).ok());
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
