#include <algorithm>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <grpcpp/support/status_code_enum.h>

#include "tests/e2e/shop.hpp"

namespace oms::e2e {
namespace {

orders::GetOrderRequest by_external_id(const std::string& channel_id, const std::string& id) {
    orders::GetOrderRequest request;
    request.mutable_external()->set_channel_id(channel_id);
    request.mutable_external()->set_external_id(id);
    return request;
}

void check_refusal(const Answer& answer, int code, const std::string& reason) {
    INFO(answer.text());
    CHECK(answer.code == code);
    CHECK(answer.reason == reason);
    CHECK(answer.error_infos == 1);
    CHECK(answer.domain == "oms");
}

}  // namespace

TEST_CASE("an order of goods to send and goods to collect reserves each where it will leave") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    stock_item(shop.client, "JEAN", "S1", 5);
    orders::PlaceOrderRequest request = new_order();
    add_delivery(request, "TEE", 2);
    add_pickup(request, "JEAN", 1, "S1");
    const orders::OrderReceipt receipt = place(shop.client, request);
    CHECK(receipt.status() == orders::ORDER_STATUS_PLACED);
    CHECK(receipt.fulfillment_status() == orders::FULFILLMENT_STATUS_ALLOCATED);
    CHECK(receipt.totals().total().minor_units() == 3 * unit_price);
    REQUIRE(receipt.lines_size() == 2);
    REQUIRE(receipt.lines(0).allocations_size() == 1);
    CHECK(receipt.lines(0).allocations(0).location_id() == "W1");
    CHECK(receipt.lines(0).allocations(0).quantity() == 2);
    REQUIRE(receipt.lines(1).allocations_size() == 1);
    CHECK(receipt.lines(1).allocations(0).location_id() == "S1");
    CHECK(available(shop.client, "TEE") == 3);
    CHECK(available(shop.client, "JEAN") == 4);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a request sent by five connections at once makes one order, and all get one answer") {
    Shop shop;
    stock_item(shop.client, "TEE", "W1", 50);
    for (int round = 0; round < 10; ++round) {
        const orders::PlaceOrderRequest request = delivery_order("TEE");
        std::vector<Client> clients;
        for (int i = 0; i < 5; ++i)
            clients.emplace_back(shop.server.address());
        std::vector<Answer> answers(clients.size());
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < clients.size(); ++i)
            threads.emplace_back([&, i] { answers[i] = clients[i].call(request); });
        for (std::thread& thread : threads)
            thread.join();
        REQUIRE_MESSAGE(answers[0].ok(), answers[0].text());
        for (const Answer& answer : answers)
            CHECK(answer.bytes == answers[0].bytes);
        CHECK(available(shop.client, "TEE") == 49 - round);
    }

    const orders::PlaceOrderRequest request = delivery_order("TEE");
    const Answer before = shop.client.call(request);
    CHECK(shop.server.stop() == 0);
    shop.server.start();
    const Client again(shop.server.address());
    CHECK(again.call(request).bytes == before.bytes);
    CHECK(verify_store(again) == "");
}

TEST_CASE("an order is found by id, by its number, and by channel and the caller's number") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    const orders::PlaceOrderRequest request = delivery_order("TEE");
    const orders::OrderReceipt receipt = place(shop.client, request);
    orders::GetOrderRequest by_id;
    by_id.set_order_id(receipt.order_id());
    orders::GetOrderRequest by_number;
    by_number.set_number(receipt.number());
    const Answer answer = shop.client.call(by_id);
    const auto order = reply_of<orders::GetOrderResponse>(answer).order();
    CHECK(order.order_id() == receipt.order_id());
    CHECK(order.external_id() == request.external_id());
    CHECK(order.etag() == receipt.etag());
    CHECK(shop.client.call(by_number).bytes == answer.bytes);
    CHECK(shop.client.call(by_external_id("web", request.external_id())).bytes == answer.bytes);
    check_refusal(shop.client.call(by_external_id("market", request.external_id())),
                  grpc::StatusCode::NOT_FOUND, "ORDER_NOT_FOUND");
}

TEST_CASE("names, addresses and notes are shown to those who talk to customers and nobody else") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    orders::PlaceOrderRequest request = delivery_order("TEE");
    request.set_gift_message("from your canary");
    const Answer placed = shop.client.call(request);
    const std::string id = reply_of<orders::PlaceOrderResponse>(placed).order().order_id();
    for (const char* const text : {canary_name, canary_email, canary_street, canary_note})
        CHECK(placed.bytes.find(text) == std::string::npos);

    for (const char* const role : {"admin", "agent", "checkout"}) {
        INFO(role);
        const auto order = get_order(Client(shop.server.address(), {"somebody", role}), id);
        CHECK(order.contact().name() == canary_name);
        CHECK(order.contact().email() == canary_email);
        CHECK(order.contact().phone() == canary_phone);
        CHECK(order.ship_to().lines(0) == canary_street);
        CHECK(order.gift_message() == "from your canary");
        REQUIRE(order.notes_size() == 1);
        CHECK(order.notes(0).text() == canary_note);
    }
    for (const char* const role : {"reader", "store"}) {
        INFO(role);
        const auto order = get_order(Client(shop.server.address(), {"somebody", role}), id);
        CHECK(order.order_id() == id);
        CHECK(!order.has_contact());
        CHECK(!order.has_ship_to());
        CHECK(order.gift_message().empty());
        CHECK(order.notes_size() == 0);
    }
}

TEST_CASE("units of an order can be canceled by whoever has seen its last state") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    const orders::OrderReceipt receipt = place(shop.client, delivery_order("TEE", 4));
    orders::CancelOrderRequest cancel = cancel_of(receipt.order_id());
    cancel.set_etag(receipt.etag());
    cancel.add_lines()->set_line_no(1);
    cancel.mutable_lines(0)->set_quantity(3);
    const Answer answer = shop.client.call(cancel);
    const auto after = reply_of<orders::CancelOrderResponse>(answer).order();
    CHECK(after.lines(0).quantities().canceled() == 3);
    CHECK(after.lines(0).quantities().allocated() == 1);
    CHECK(after.status() == orders::ORDER_STATUS_PLACED);
    CHECK(after.etag() != receipt.etag());
    CHECK(available(shop.client, "TEE") == 9);
    CHECK(shop.client.call(cancel).bytes == answer.bytes);

    cancel.set_request_id(next_id());
    cancel.mutable_lines(0)->set_quantity(1);
    check_refusal(shop.client.call(cancel), grpc::StatusCode::ABORTED, "VERSION_MISMATCH");
    cancel.set_etag(after.etag());
    cancel.mutable_lines(0)->set_quantity(2);
    check_refusal(shop.client.call(cancel), grpc::StatusCode::FAILED_PRECONDITION,
                  "ILLEGAL_TRANSITION");
    CHECK(available(shop.client, "TEE") == 9);

    const auto last =
        get<orders::CancelOrderResponse>(shop.client, cancel_of(receipt.order_id())).order();
    CHECK(last.status() == orders::ORDER_STATUS_CANCELED);
    CHECK(available(shop.client, "TEE") == 10);
    check_refusal(shop.client.call(cancel_of(receipt.order_id())),
                  grpc::StatusCode::FAILED_PRECONDITION, "ILLEGAL_TRANSITION");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a dry run tells what would happen and leaves nothing behind") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    orders::PlaceOrderRequest request = delivery_order("TEE", 2);
    request.set_validate_only(true);
    const auto told = get<orders::PlaceOrderResponse>(shop.client, request).order();
    CHECK(told.lines(0).quantities().allocated() == 2);
    CHECK(available(shop.client, "TEE") == 5);
    check_refusal(shop.client.call(by_external_id("web", request.external_id())),
                  grpc::StatusCode::NOT_FOUND, "ORDER_NOT_FOUND");
    request.set_validate_only(false);
    const orders::OrderReceipt receipt = place(shop.client, request);

    orders::CancelOrderRequest cancel = cancel_of(receipt.order_id());
    cancel.set_validate_only(true);
    CHECK(get<orders::CancelOrderResponse>(shop.client, cancel).order().status() ==
          orders::ORDER_STATUS_CANCELED);
    CHECK(get_order(shop.client, receipt.order_id()).status() == orders::ORDER_STATUS_PLACED);
    CHECK(available(shop.client, "TEE") == 3);
}

TEST_CASE("a request id cannot be used for another request, but belongs to one caller only") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    const orders::PlaceOrderRequest first = delivery_order("TEE");
    place(shop.client, first);
    orders::PlaceOrderRequest other = delivery_order("TEE", 2);
    other.set_request_id(first.request_id());
    check_refusal(shop.client.call(other), grpc::StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED");
    CHECK(available(shop.client, "TEE") == 4);
    const Client colleague(shop.server.address(), {"colleague"});
    place(colleague, other);
    CHECK(available(shop.client, "TEE") == 2);
}

TEST_CASE("a cart or a caller's number that has an order already is told which") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    orders::PlaceOrderRequest first = delivery_order("TEE");
    first.set_cart_id("cart-1");
    const orders::OrderReceipt receipt = place(shop.client, first);

    orders::PlaceOrderRequest same_number = delivery_order("TEE");
    same_number.set_external_id(first.external_id());
    Answer answer = shop.client.call(same_number);
    check_refusal(answer, grpc::StatusCode::ALREADY_EXISTS, "ORDER_EXISTS");
    CHECK(answer.facts["order_id"] == receipt.order_id());

    orders::PlaceOrderRequest same_cart = delivery_order("TEE");
    same_cart.set_cart_id("cart-1");
    answer = shop.client.call(same_cart);
    check_refusal(answer, grpc::StatusCode::ALREADY_EXISTS, "ORDER_EXISTS");
    CHECK(answer.facts["order_id"] == receipt.order_id());

    same_cart.set_channel_id("market");
    place(shop.client, same_cart);
    CHECK(available(shop.client, "TEE") == 3);
}

TEST_CASE("an order whose total is wrong is refused with the right figures") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    orders::PlaceOrderRequest request = delivery_order("TEE", 3);
    request.mutable_lines(0)->mutable_tax()->set_currency_code("EUR");
    request.mutable_lines(0)->mutable_tax()->set_minor_units(600);
    orders::Charge& charge = *request.add_charges();
    charge.set_type(orders::CHARGE_TYPE_SHIPPING);
    charge.mutable_amount()->set_currency_code("EUR");
    charge.mutable_amount()->set_minor_units(490);
    orders::Discount& discount = *request.add_discounts();
    discount.set_promotion_id("SPRING");
    discount.set_scope(orders::DISCOUNT_SCOPE_ORDER);
    discount.mutable_amount()->set_currency_code("EUR");
    discount.mutable_amount()->set_minor_units(300);
    Answer answer = shop.client.call(request);
    check_refusal(answer, grpc::StatusCode::FAILED_PRECONDITION, "TOTAL_MISMATCH");
    CHECK(answer.facts["goods"] == "3000");
    CHECK(answer.facts["discounts"] == "300");
    CHECK(answer.facts["charges"] == "490");
    CHECK(answer.facts["tax"] == "600");
    CHECK(answer.facts["total"] == "3790");
    CHECK(answer.facts["currency_code"] == "EUR");
    request.mutable_expected_total()->set_minor_units(3790);
    CHECK(place(shop.client, request).totals().total().minor_units() == 3790);
}

TEST_CASE("an order that cannot be served names every line that is short, and keeps no unit") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    stock_item(shop.client, "JEAN", "W1", 1);
    stock_item(shop.client, "COAT", "W1", 9);
    orders::PlaceOrderRequest request = new_order();
    add_delivery(request, "TEE", 6);
    add_delivery(request, "COAT", 1);
    add_delivery(request, "JEAN", 3);
    add_pickup(request, "COAT", 1, "S1");
    const Answer answer = shop.client.call(request);
    check_refusal(answer, grpc::StatusCode::FAILED_PRECONDITION, "INSUFFICIENT_STOCK");
    std::set<std::string> told;
    for (const Violation& one : answer.preconditions)
        told.insert(one.subject + " " + one.description);
    CHECK(told == std::set<std::string>{"TEE line 1: wanted 6, available 5",
                                        "JEAN line 3: wanted 3, available 1",
                                        "COAT line 4: wanted 1, available 0"});
    CHECK(available(shop.client, "TEE") == 5);
    CHECK(available(shop.client, "COAT") == 9);

    request.set_on_shortage(orders::ON_SHORTAGE_BACKORDER);
    const orders::OrderReceipt receipt = place(shop.client, request);
    CHECK(receipt.lines(0).quantities().allocated() == 5);
    CHECK(receipt.lines(0).quantities().backordered() == 1);
    CHECK(receipt.fulfillment_status() == orders::FULFILLMENT_STATUS_PARTIALLY_ALLOCATED);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("of many orders in one call, each is placed or refused on its own") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    orders::BatchPlaceOrdersRequest batch;
    *batch.add_requests() = delivery_order("TEE", 2);
    *batch.add_requests() = delivery_order("TEE", 4);
    *batch.add_requests() = delivery_order("NO-SUCH-ITEM");
    *batch.add_requests() = delivery_order("TEE", -1);
    *batch.add_requests() = delivery_order("TEE", 3);
    *batch.add_requests() = batch.requests(0);
    const Answer answer = shop.client.call(batch);
    const auto reply = reply_of<orders::BatchPlaceOrdersResponse>(answer);
    REQUIRE(reply.results_size() == 6);
    CHECK(reply.results(0).order().lines(0).quantities().allocated() == 2);
    CHECK(reply.results(1).error().code() == grpc::StatusCode::FAILED_PRECONDITION);
    CHECK(reply.results(1).error().reason() == "INSUFFICIENT_STOCK");
    CHECK(reply.results(2).error().reason() == "ITEM_NOT_FOUND");
    CHECK(reply.results(3).error().reason() == "MALFORMED_REQUEST");
    CHECK(reply.results(4).has_order());
    CHECK(reply.results(5).SerializeAsString() == reply.results(0).SerializeAsString());
    CHECK(available(shop.client, "TEE") == 0);

    // A request id means the same alone as in a batch.
    CHECK(place(shop.client, batch.requests(0)).order_id() == reply.results(0).order().order_id());
    CHECK(shop.client.call(batch).bytes == answer.bytes);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e
