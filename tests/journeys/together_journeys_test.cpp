#include <doctest/doctest.h>

#include "tests/journeys/f0_shop.hpp"

// Journey 6: what a refusal means for the other tasks of its location, and of its order.
namespace oms::e2e::journeys {
namespace {

fulfillment::RejectFulfillmentOrderRequest refusal_of(const std::string& task, bool cascade) {
    auto request = task_request<fulfillment::RejectFulfillmentOrderRequest>(task);
    request.set_reason(fulfillment::REFUSAL_REASON_NOT_FOUND);
    request.set_cascade(cascade);
    return request;
}

std::string order_of_tee(const F0Shop& shop, std::int64_t units = 1) {
    return shop.deliver_to("69003", {
                                        {"TEE", units}
    });
}

// Three orders of S2: one to be refused, one that waits, one that is packed.
struct Three {
    explicit Three(const F0Shop& shop) {
        shop.stock("S2", "TEE", 7);
        refused = order_of_tee(shop);
        waits = order_of_tee(shop, 2);
        packed = order_of_tee(shop);
        pack(shop.client, shop.open_task(packed).fulfillment_order_id());
        shop.stock("W1", "TEE", 9);
    }
    std::string refused;
    std::string waits;
    std::string packed;
};

}  // namespace

TEST_CASE("a refusal may spread: nobody else looks for what is not there") {
    const F0Shop shop;
    const Three orders(shop);
    const std::string task = shop.open_task(orders.refused).fulfillment_order_id();
    auto wrong = refusal_of(task, true);
    wrong.set_reason(fulfillment::REFUSAL_REASON_DAMAGED);
    CHECK(shop.client.call(wrong).reason == "MALFORMED_REQUEST");
    get<fulfillment::RejectFulfillmentOrderResponse>(shop.client, refusal_of(task, true));
    shop.at("2026-03-03 10:00");  // what is due runs before the clock goes on
    for (const std::string& id : {orders.refused, orders.waits}) {
        REQUIRE(shop.order(id).parcels_size() == 1);
        CHECK(shop.order(id).parcels(0).location_id() == "W1");
    }
    CHECK(shop.open_task(orders.packed).state() == fulfillment::FULFILLMENT_STATE_PACKED);
    const auto level = stock_at(shop.client, "TEE", "S2");
    CHECK(level.on_hand() == 1);
    CHECK(level.reserved() == 1);
    CHECK(verify_store(shop.client) == "");
    ship(shop.client, shop.open_task(orders.packed).fulfillment_order_id());
    CHECK(stock_at(shop.client, "TEE", "S2").on_hand() == 0);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a refusal without that leaves the tasks of others alone") {
    const F0Shop shop;
    const Three orders(shop);
    get<fulfillment::RejectFulfillmentOrderResponse>(
        shop.client, refusal_of(shop.open_task(orders.refused).fulfillment_order_id(), false));
    shop.at("2026-03-03 10:00");
    CHECK(shop.order(orders.refused).parcels(0).location_id() == "W1");
    CHECK(shop.open_task(orders.waits).location_id() == "S2");
    CHECK(stock_at(shop.client, "TEE", "S2").on_hand() == 3);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a short pick may spread: what was picked goes on") {
    const F0Shop shop;
    const Three orders(shop);
    const std::string task = shop.open_task(orders.waits).fulfillment_order_id();
    accept(shop.client, task);
    start_picking(shop.client, task);
    auto scan = task_request<fulfillment::RecordPicksRequest>(task);
    scan.add_scans()->set_code("TEE");
    get<fulfillment::RecordPicksResponse>(shop.client, scan);
    auto missing = task_request<fulfillment::ReportShortPickRequest>(task);
    missing.set_line_no(1);
    missing.set_quantity(1);
    missing.set_reason(fulfillment::REFUSAL_REASON_NOT_FOUND);
    missing.set_cascade(true);
    get<fulfillment::ReportShortPickResponse>(shop.client, missing);
    shop.at("2026-03-03 10:00");
    CHECK(get_task(shop.client, task).lines(0).quantity() == 1);
    CHECK(shop.order(orders.refused).parcels(0).location_id() == "W1");
    CHECK(stock_at(shop.client, "TEE", "S2").on_hand() == 2);
    CHECK(stock_at(shop.client, "TEE", "S2").reserved() == 2);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 6: the whole order moves on, also what another location was to send") {
    for (const bool begun : {false, true}) {
        const F0Shop shop;
        shop.stock("S3", "TEE", 3);
        shop.stock("S2", "JEAN", 2);
        const std::string order = shop.deliver_to("69003", {
                                                               {"TEE",  1},
                                                               {"JEAN", 1}
        });
        const auto tasks = tasks_of(shop.client, order);
        REQUIRE(tasks.size() == 2);
        const auto& tee = tasks[tasks[0].location_id() == "S3" ? 0 : 1];
        const auto& jean = tasks[tasks[0].location_id() == "S3" ? 1 : 0];
        REQUIRE(tee.location_id() == "S3");
        REQUIRE(jean.location_id() == "S2");
        accept(shop.client, tee.fulfillment_order_id());
        if (begun) start_picking(shop.client, tee.fulfillment_order_id());
        shop.stock("S1", "TEE", 4);
        shop.stock("S1", "JEAN", 4);
        get<fulfillment::RejectFulfillmentOrderResponse>(
            shop.client, refusal_of(jean.fulfillment_order_id(), false));
        shop.at("2026-03-03 10:00");
        CHECK(verify_store(shop.client) == "");
        const auto other = get_task(shop.client, tee.fulfillment_order_id());
        if (begun) {
            CHECK(other.state() == fulfillment::FULFILLMENT_STATE_PICKING);
            CHECK(shop.order(order).parcels_size() == 2);
            continue;
        }
        CHECK(other.state() == fulfillment::FULFILLMENT_STATE_REJECTED);
        CHECK(other.refusal() == fulfillment::REFUSAL_REASON_MOVED);
        const auto whole = shop.open_task(order);
        CHECK(whole.location_id() == "S1");
        CHECK(whole.lines_size() == 2);
        CHECK(whole.attempt() == 2);
        CHECK(shop.order(order).parcels_size() == 1);
        CHECK(paris_date(shop.order(order).parcels(0).promised_by()) == "2026-03-05");
        CHECK(stock_at(shop.client, "TEE", "S3").reserved() == 0);
        CHECK(stock_at(shop.client, "TEE", "S3").on_hand() == 3);
    }
}

TEST_CASE("journey 6: what is not released yet comes along too") {
    const F0Shop shop;
    shop.stock("W1", "TEE", 5);
    shop.stock("S2", "JEAN", 2);
    const std::string order = shop.deliver_to("69003", {
                                                           {"TEE",  1},
                                                           {"JEAN", 1}
    });
    REQUIRE(stock_at(shop.client, "TEE", "W1").reserved() == 1);
    shop.stock("W1", "JEAN", 4);
    get<fulfillment::RejectFulfillmentOrderResponse>(
        shop.client, refusal_of(shop.open_task(order).fulfillment_order_id(), false));
    shop.at("2026-03-03 10:00");
    // One parcel of the warehouse instead of two.
    REQUIRE(shop.order(order).parcels_size() == 1);
    CHECK(shop.order(order).parcels(0).units_size() == 2);
    CHECK(stock_at(shop.client, "TEE", "W1").reserved() == 1);
    CHECK(stock_at(shop.client, "JEAN", "W1").reserved() == 1);
    shop.wave();
    CHECK(shop.open_task(order).lines_size() == 2);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
