#include <doctest/doctest.h>

#include "tests/journeys/f0_shop.hpp"

// Journey 15: a count finds fewer units than orders have there.
namespace oms::e2e::journeys {
namespace {

std::string deliver(const F0Shop& shop, const std::string& service_level) {
    orders::PlaceOrderRequest request = new_order();
    add_delivery(request, "SHOE", 1);
    request.mutable_lines(0)->mutable_delivery()->set_service_level(service_level);
    return place(shop.client, request).order_id();
}

void count(const F0Shop& shop, std::int64_t counted) {
    inventory::RecordStockCountRequest request;
    request.set_request_id(next_id());
    request.set_sku("SHOE");
    request.set_location_id("S1");
    request.set_counted(counted);
    request.set_reason_code("stock_take");
    get<inventory::RecordStockCountResponse>(shop.client, request);
}

void post(const F0Shop& shop, inventory::MovementKind kind, std::int64_t quantity) {
    inventory::PostStockMovementsRequest request;
    request.set_request_id(next_id());
    auto& movement = *request.add_movements();
    movement.set_sku("SHOE");
    movement.set_location_id("S1");
    movement.set_kind(kind);
    movement.set_quantity(quantity);
    movement.set_reason_code("broken");
    get<inventory::PostStockMovementsResponse>(shop.client, request);
}

// Four demands on five units of S1, the standard delivery placed first.
struct Demands {
    explicit Demands(const F0Shop& shop) {
        shop.stock("S1", "SHOE", 5);
        standard = deliver(shop, "standard");
        express = deliver(shop, "express");
        ready = shop.collect_at("S1", {
                                          {"SHOE", 1}
        });
        pickup = shop.collect_at("S1", {
                                           {"SHOE", 1}
        });
        for (const std::string& id : {standard, express, pickup})
            accept(shop.client, shop.open_task(id).fulfillment_order_id());
        make_ready(shop.client, shop.open_task(ready).fulfillment_order_id());
    }
    std::vector<std::string> all() const { return {standard, express, ready, pickup}; }
    std::string standard;
    std::string express;
    std::string ready;
    std::string pickup;
};

std::string promise(const orders::Order& order) {
    return order.parcels_size() == 1 ? paris_date(order.parcels(0).promised_by()) : "";
}

void check_nothing_is_lost(const F0Shop& shop, const Demands& demands) {
    const auto level = stock_at(shop.client, "SHOE", "S1");
    CHECK(level.on_hand() == 2);
    CHECK(level.reserved() == 2);
    CHECK(level.short_quantity() == 0);
    CHECK(level.available() == 0);
    CHECK(shop.promisable("SHOE", "S1") == 0);
    for (const std::string& id : demands.all()) {
        CHECK(shop.order(id).lines(0).quantities().canceled() == 0);
        CHECK(payments_due(shop.order(id)).empty());
    }
    CHECK(shop.open_task(demands.ready).state() == fulfillment::FULFILLMENT_STATE_READY);
    CHECK(shop.open_task(demands.pickup).state() == fulfillment::FULFILLMENT_STATE_ACCEPTED);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace

TEST_CASE(
    "a correction and damage below what is reserved share out what is left, as a count does") {
    for (const bool is_damage : {true, false}) {
        CAPTURE(is_damage);
        const F0Shop shop;
        const Demands demands(shop);
        shop.stock("W1", "SHOE", 10);
        shop.at("2026-03-03 11:00");
        if (is_damage) {
            post(shop, inventory::MOVEMENT_KIND_DAMAGED, 3);
        } else {
            post(shop, inventory::MOVEMENT_KIND_ADJUSTED, -3);
        }
        CHECK(stock_at(shop.client, "SHOE", "S1").short_quantity() == 2);
        CHECK(stock_at(shop.client, "SHOE", "S1").damaged() == (is_damage ? 3 : 0));
        shop.at("2026-03-03 11:00");  // what is due runs before the clock goes on
        check_nothing_is_lost(shop, demands);
        for (const std::string& id : {demands.express, demands.standard}) {
            const orders::Order order = shop.order(id);
            REQUIRE(order.parcels_size() == 1);
            CHECK(order.parcels(0).location_id() == "W1");
        }
        // More than there is on the shelf cannot be wrong there, and goods that are kept for
        // somebody are not sold over the counter.
        inventory::PostStockMovementsRequest sold;
        sold.set_request_id(next_id());
        auto& movement = *sold.add_movements();
        movement.set_sku("SHOE");
        movement.set_location_id("S1");
        movement.set_kind(inventory::MOVEMENT_KIND_SOLD);
        movement.set_quantity(1);
        CHECK(shop.client.call(sold).reason == "INSUFFICIENT_STOCK");
        sold.set_request_id(next_id());
        movement.set_kind(inventory::MOVEMENT_KIND_DAMAGED);
        movement.set_quantity(3);
        CHECK(shop.client.call(sold).reason == "INSUFFICIENT_STOCK");
        CHECK(stock_at(shop.client, "SHOE", "S1").on_hand() == 2);
        CHECK(verify_store(shop.client) == "");
    }
}

TEST_CASE("journey 15: two keep what was counted, two come from the warehouse as promised") {
    const F0Shop shop;
    const Demands demands(shop);
    const std::string moved = shop.open_task(demands.express).fulfillment_order_id();
    CHECK(promise(shop.order(demands.express)) == "2026-03-04");
    CHECK(promise(shop.order(demands.standard)) == "2026-03-05");
    shop.stock("W1", "SHOE", 10);

    shop.at("2026-03-03 11:00");
    count(shop, 2);
    CHECK(stock_at(shop.client, "SHOE", "S1").short_quantity() == 2);
    CHECK(stock_at(shop.client, "SHOE", "S1").available() == 0);
    shop.at("2026-03-03 11:00");  // what is due runs before the clock goes on
    check_nothing_is_lost(shop, demands);
    for (const std::string& id : {demands.express, demands.standard}) {
        REQUIRE(shop.order(id).parcels_size() == 1);
        CHECK(shop.order(id).parcels(0).location_id() == "W1");
        CHECK(shop.order(id).lines(0).quantities().allocated() == 1);
    }
    CHECK(promise(shop.order(demands.express)) == "2026-03-04");
    CHECK(promise(shop.order(demands.standard)) == "2026-03-05");
    CHECK(stock_at(shop.client, "SHOE", "W1").reserved() == 2);

    // The store is told, and cannot go on with what is not its own any more.
    const auto withdrawn = get_task(shop.client, moved);
    CHECK(withdrawn.state() == fulfillment::FULFILLMENT_STATE_REJECTED);
    CHECK(withdrawn.refusal() == fulfillment::REFUSAL_REASON_MOVED);
    CHECK(shop.client.call(task_request<fulfillment::StartPickingRequest>(moved)).reason ==
          "ILLEGAL_TRANSITION");

    shop.wave();
    for (const std::string& id : {demands.express, demands.standard}) {
        const auto task = shop.open_task(id);
        CHECK(task.attempt() == 1);
        pack(shop.client, task.fulfillment_order_id());
        ship(shop.client, task.fulfillment_order_id());
        CHECK(payments_due(shop.order(id)) == std::vector<std::string>{"capture 10.00"});
    }
    const auto ready = pickup_of(shop.client, demands.ready);
    get<pickups::CollectPickupResponse>(
        shop.client, handover_of(ready.pickup_id(), code_of(shop.client, ready.pickup_id())));
    CHECK(stock_at(shop.client, "SHOE", "S1").on_hand() == 1);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 15, exception: the one unit elsewhere goes to the earlier promise") {
    const F0Shop shop;
    const Demands demands(shop);
    shop.stock("W1", "SHOE", 1);
    shop.at("2026-03-03 11:00");
    count(shop, 2);
    shop.at("2026-03-03 11:00");
    check_nothing_is_lost(shop, demands);
    REQUIRE(shop.order(demands.express).parcels_size() == 1);
    CHECK(shop.order(demands.express).parcels(0).location_id() == "W1");
    CHECK(promise(shop.order(demands.express)) == "2026-03-04");
    CHECK(shop.order(demands.standard).lines(0).quantities().backordered() == 1);
    CHECK(stock_at(shop.client, "SHOE", "W1").reserved() == 1);

    // It waits like any backorder: the next unit is its own.
    shop.stock("W1", "SHOE", 1);
    shop.at("2026-03-03 11:30");
    CHECK(shop.order(demands.standard).lines(0).quantities().allocated() == 1);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 15, exception: after the cut-off the promise is a later one") {
    const F0Shop shop;
    const Demands demands(shop);
    shop.stock("W1", "SHOE", 10);
    shop.at("2026-03-03 16:01");
    count(shop, 2);
    shop.at("2026-03-03 16:01");
    check_nothing_is_lost(shop, demands);
    CHECK(promise(shop.order(demands.express)) == "2026-03-05");
    CHECK(promise(shop.order(demands.standard)) == "2026-03-06");
}

TEST_CASE("journey 15, exception: what is picked stays, also when the count says it is not there") {
    const F0Shop shop;
    const Demands demands(shop);
    shop.stock("W1", "SHOE", 10);
    const std::string express = shop.open_task(demands.express).fulfillment_order_id();
    start_picking(shop.client, express);
    pick_all(shop.client, express);
    shop.at("2026-03-03 11:00");
    count(shop, 1);
    shop.at("2026-03-03 11:00");
    CHECK(shop.open_task(demands.ready).location_id() == "S1");
    CHECK(shop.open_task(demands.express).fulfillment_order_id() == express);
    // The pickup comes over night, the delivery from the warehouse.
    CHECK(shop.order(demands.pickup).parcels(0).location_id() == "W1");
    CHECK(shop.order(demands.pickup).parcels(0).pickup_location_id() == "S1");
    CHECK(shop.order(demands.standard).parcels(0).location_id() == "W1");
    const auto level = stock_at(shop.client, "SHOE", "S1");
    CHECK(level.reserved() == 2);
    CHECK(level.short_quantity() == 1);
    CHECK(level.available() == 0);
    CHECK(verify_store(shop.client) == "");
    count(shop, 2);
    CHECK(stock_at(shop.client, "SHOE", "S1").short_quantity() == 0);
}

}  // namespace oms::e2e::journeys
