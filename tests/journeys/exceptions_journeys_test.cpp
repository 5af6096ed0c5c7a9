#include <doctest/doctest.h>

#include "tests/journeys/f0_shop.hpp"

// More of the journeys 4 to 11: their exceptions, one sentence each.
namespace oms::e2e::journeys {
namespace {

using namespace fulfillment;

void reject(const F0Shop& shop, const std::string& order, RefusalReason reason) {
    auto request =
        task_request<RejectFulfillmentOrderRequest>(shop.open_task(order).fulfillment_order_id());
    request.set_reason(reason);
    get<RejectFulfillmentOrderResponse>(shop.client, request);
}

std::string place_on(const F0Shop& shop, const char* channel, orders::PlaceOrderRequest request) {
    request.set_channel_id(channel);
    return place(shop.client, request).order_id();
}

}  // namespace

TEST_CASE("journey 4: the handover takes one of three from the shelf, and the money for it") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 3);
    shop.at("2026-03-03 10:05");
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    CHECK(shop.promisable("TEE", "S1") == 1);
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 3);
    CHECK(payments_due(shop.order(order)).empty());
    const std::string id = pickup_of(shop.client, order).pickup_id();
    const std::string code = code_of(shop.client, id);
    get<pickups::CollectPickupResponse>(shop.client, handover_of(id, code));
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 2);
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"capture 20.00"});
    // A code opens a pickup once.
    CHECK_FALSE(shop.client.call(handover_of(id, code)).ok());
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 2);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 6: who has refused is not asked again, though the goods are there") {
    const F0Shop shop;
    shop.stock("W1", "TEE", 5);
    for (const char* const store : {"S1", "S2"}) {
        shop.stock(store, "TEE", 4);
        shop.stock(store, "JEAN", 4);
    }
    const std::string order = shop.deliver_to("69003", {
                                                           {"TEE",  1},
                                                           {"JEAN", 1}
    });
    REQUIRE(shop.open_task(order).location_id() == "S2");
    reject(shop, order, REFUSAL_REASON_TOO_BUSY);
    shop.at("2026-03-03 10:01");
    REQUIRE(shop.open_task(order).location_id() == "S1");
    reject(shop, order, REFUSAL_REASON_TOO_BUSY);
    shop.at("2026-03-03 10:02");
    CHECK(shop.promisable("JEAN", "S1") == 3);
    CHECK(shop.promisable("JEAN", "S2") == 3);
    CHECK(shop.order(order).lines(1).quantities().backordered() == 1);
    // The customer does not wait: the line is canceled, and the rest comes from the warehouse.
    auto cancel = cancel_of(order);
    cancel.add_lines()->set_line_no(2);
    cancel.mutable_lines(0)->set_quantity(1);
    get<orders::CancelOrderResponse>(shop.client, cancel);
    shop.wave();
    const std::string rest = shop.open_task(order).fulfillment_order_id();
    CHECK(get_task(shop.client, rest).location_id() == "W1");
    pack(shop.client, rest);
    ship(shop.client, rest);
    deliver(shop.client, rest);
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(payments_due(shop.order(order)) ==
          std::vector<std::string>{"void 60.00", "capture 24.90"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 8, exception: nobody has the unit that was missing") {
    const F0Shop shop;
    shop.stock("S2", "TEE", 4);
    const std::string order = shop.deliver_to("69003", {
                                                           {"TEE", 3}
    });
    const std::string task = shop.open_task(order).fulfillment_order_id();
    accept(shop.client, task);
    start_picking(shop.client, task);
    auto missing = task_request<ReportShortPickRequest>(task);
    missing.set_line_no(1);
    missing.set_quantity(1);
    missing.set_reason(REFUSAL_REASON_DAMAGED);
    get<ReportShortPickResponse>(shop.client, missing);
    pick_all(shop.client, task);
    get<PackFulfillmentOrderResponse>(shop.client, task_request<PackFulfillmentOrderRequest>(task));
    ship(shop.client, task);
    deliver(shop.client, task);
    shop.at("2026-03-03 10:01");
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"capture 44.90"});
    CHECK(stock_at(shop.client, "TEE", "S2").damaged() == 1);
    // It waits; given up, its share is released and never captured.
    CHECK(shop.order(order).lines(0).quantities().backordered() == 1);
    get<orders::CancelOrderResponse>(shop.client, cancel_of(order));
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(payments_due(shop.order(order)) ==
          std::vector<std::string>{"capture 44.90", "void 20.00"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 10, exception: who has neither code nor identity gets nothing") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 4);
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    const std::string id = pickup_of(shop.client, order).pickup_id();
    CHECK(shop.client.call(handover_of(id, "")).reason == "PROOF_REQUIRED");
    CHECK(pickup_of(shop.client, order).state() == pickups::PICKUP_STATE_READY);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 4);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 11 (a): within the grace of 15 minutes a cancellation is at once") {
    const F0Shop shop;
    create_channel(shop.client, "graceful", 900);
    shop.stock("S1", "TEE", 4);
    const std::string early = place_on(shop, "graceful",
                                       delivery_of("75001", {
                                                                {"TEE", 1}
    }));
    const std::string late = place_on(shop, "graceful",
                                      delivery_of("75001", {
                                                               {"TEE", 1}
    }));
    CHECK(tasks_at(shop.client, "S1").empty());
    CHECK(shop.promisable("TEE", "S1") == 1);
    shop.at("2026-03-03 10:14");
    CHECK(get<orders::CancelOrderResponse>(shop.client, cancel_of(early)).asked_size() == 0);
    CHECK(shop.order(early).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(payments_due(shop.order(early)) == std::vector<std::string>{"void 24.90"});
    CHECK(shop.promisable("TEE", "S1") == 2);
    CHECK(tasks_at(shop.client, "S1").empty());
    // Afterwards the location has it.
    shop.at("2026-03-03 10:15");
    CHECK(shop.open_task(late).state() == FULFILLMENT_STATE_RELEASED);
    CHECK(get<orders::CancelOrderResponse>(shop.client, cancel_of(late)).asked_size() == 1);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 11 (c): the parcel of what is given back is void, its unit on the shelf") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 4);
    const std::string order = shop.deliver_to("75001", {
                                                           {"TEE", 1}
    });
    const std::string task = shop.open_task(order).fulfillment_order_id();
    pack(shop.client, task);
    CHECK(get<orders::CancelOrderResponse>(shop.client, cancel_of(order)).asked_size() == 1);
    CHECK(payments_due(shop.order(order)).empty());
    CHECK(shop.promisable("TEE", "S1") == 2);
    auto answer = task_request<AnswerCancelRequestRequest>(task);
    answer.set_granted(true);
    get<AnswerCancelRequestResponse>(shop.client, answer);
    const FulfillmentOrder ended = get_task(shop.client, task);
    REQUIRE(ended.parcels_size() == 1);
    CHECK(ended.parcels(0).state() == PARCEL_STATE_VOIDED);
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"void 24.90"});
    CHECK(shop.promisable("TEE", "S1") == 3);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 11 (e): one line of three is canceled, the others come") {
    const F0Shop shop;
    for (const char* const sku : {"TEE", "JEAN", "COAT"})
        shop.stock("W1", sku, 4);
    const std::string order = shop.deliver_to("75001", {
                                                           {"TEE",  1},
                                                           {"JEAN", 1},
                                                           {"COAT", 1}
    });
    auto cancel = cancel_of(order);
    cancel.add_lines()->set_line_no(2);
    cancel.mutable_lines(0)->set_quantity(1);
    get<orders::CancelOrderResponse>(shop.client, cancel);
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"void 60.00"});
    CHECK(stock_at(shop.client, "JEAN", "W1").reserved() == 0);
    shop.wave();
    const auto task = shop.open_task(order);
    CHECK(task.lines_size() == 2);
    pack(shop.client, task.fulfillment_order_id());
    ship(shop.client, task.fulfillment_order_id());
    deliver(shop.client, task.fulfillment_order_id());
    CHECK(payments_due(shop.order(order)) ==
          std::vector<std::string>{"void 60.00", "capture 174.90"});
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
