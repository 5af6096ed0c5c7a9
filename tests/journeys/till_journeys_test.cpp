#include <doctest/doctest.h>

#include "tests/journeys/f0_shop.hpp"

// Journey 28: an associate at a till saves a sale.
namespace oms::e2e::journeys {
namespace {

void add_carried(orders::PlaceOrderRequest& order, const std::string& sku, std::int64_t units) {
    add_pickup(order, sku, units, "S1");
    order.mutable_lines(order.lines_size() - 1)->mutable_pickup()->set_carry_out(true);
}

}  // namespace

TEST_CASE("journey 28: one order, one payment, carried away and shipped home") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 1);  // also what the store keeps back
    shop.stock("S2", "SHOE", 3);
    orders::PlaceOrderRequest request = new_order();
    add_delivery(request, "SHOE", 1);
    add_carried(request, "TEE", 1);
    auto& tender = *request.add_tenders();
    tender.set_type("card");
    *tender.mutable_amount() = request.expected_total();
    const std::string order = place(shop.client, request).order_id();

    const orders::Order placed = shop.order(order);
    CHECK(placed.tenders_size() == 1);
    CHECK(placed.lines(0).quantities().allocated() == 1);
    CHECK(placed.lines(1).quantities().collected() == 1);
    CHECK(placed.lines(1).pickup().carry_out());
    CHECK(payments_due(placed) == std::vector<std::string>{"capture 10.00"});
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 0);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() == 0);
    CHECK(pickups_at(shop.client, "S1").empty());
    CHECK(tasks_of(shop.client, order).size() == 2);
    CHECK(verify_store(shop.client) == "");

    const auto task = shop.open_task(order);
    CHECK(task.location_id() == "S2");
    pack(shop.client, task.fulfillment_order_id());
    ship(shop.client, task.fulfillment_order_id());
    deliver(shop.client, task.fulfillment_order_id());
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(payments_due(shop.order(order)) ==
          std::vector<std::string>{"capture 10.00", "capture 10.00"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 28, exceptions: what is not there, what is another's, what may be anywhere") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 3);
    shop.stock("S2", "SHOE", 3);
    const std::string collected = shop.collect_at("S1", {
                                                            {"TEE", 2}
    });
    orders::PlaceOrderRequest two = new_order();
    add_delivery(two, "SHOE", 1);
    add_carried(two, "TEE", 2);
    const Answer refused = shop.client.call(two);
    CHECK(refused.reason == "INSUFFICIENT_STOCK");
    CHECK(stock_at(shop.client, "SHOE", "S2").reserved() == 0);

    orders::PlaceOrderRequest anywhere = new_order();
    add_carried(anywhere, "TEE", 1);
    anywhere.mutable_lines(0)->mutable_pickup()->clear_location_id();
    anywhere.mutable_lines(0)->mutable_pickup()->add_any_of_location_ids("S1");
    CHECK(shop.client.call(anywhere).reason == "MALFORMED_REQUEST");

    // Nothing but what is carried away is an order as well, done at once.
    orders::PlaceOrderRequest sale = new_order();
    add_carried(sale, "TEE", 1);
    const std::string order = place(shop.client, sale).order_id();
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(shop.client.call(cancel_of(order)).reason == "ILLEGAL_TRANSITION");
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 2);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() == 2);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 28: what is still to be sent may be canceled, what was carried away may not") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 2);
    shop.stock("W1", "SHOE", 3);
    orders::PlaceOrderRequest request = new_order();
    add_delivery(request, "SHOE", 1);
    add_carried(request, "TEE", 1);
    const std::string order = place(shop.client, request).order_id();
    get<orders::CancelOrderResponse>(shop.client, cancel_of(order));
    CHECK(shop.order(order).lines(0).quantities().canceled() == 1);
    CHECK(shop.order(order).lines(1).quantities().collected() == 1);
    CHECK(payments_due(shop.order(order)) ==
          std::vector<std::string>{"capture 10.00", "void 10.00"});
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
