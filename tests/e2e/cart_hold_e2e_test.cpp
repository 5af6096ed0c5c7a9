#include <chrono>

#include <doctest/doctest.h>
#include <grpcpp/support/status_code_enum.h>

#include "oms/testing/v1/testing_service.pb.h"
#include "tests/e2e/shop.hpp"

// A day in March on the settable clock.
namespace oms::e2e {
namespace {

constexpr const char* ten_o_clock = "2026-03-02T10:00:00Z";
constexpr std::int64_t ten_seconds = 1'772'445'600;  // the same, since 1970

Answer advance(const Client& client, std::int64_t hour, std::int64_t minute, std::int64_t second) {
    oms::testing::v1::AdvanceRequest request;
    request.mutable_to()->set_seconds(ten_seconds + (hour - 10) * 3600 + minute * 60 + second);
    return client.call(request);
}

std::int64_t timers_run(const Answer& answer) {
    return reply_of<oms::testing::v1::AdvanceResponse>(answer).timers_run();
}

inventory::CartHold hold_now(const Client& client, const std::string& cart_id) {
    inventory::GetCartHoldRequest request;
    request.set_channel_id("web");
    request.set_cart_id(cart_id);
    return get<inventory::GetCartHoldResponse>(client, request).cart_hold();
}

Answer extend(const Client& client, const std::string& cart_id) {
    inventory::ExtendCartHoldRequest request;
    request.set_request_id(next_id());
    request.set_channel_id("web");
    request.set_cart_id(cart_id);
    return client.call(request);
}

Answer release(const Client& client, const std::string& cart_id) {
    inventory::ReleaseCartHoldRequest request;
    request.set_request_id(next_id());
    request.set_channel_id("web");
    request.set_cart_id(cart_id);
    return client.call(request);
}

}  // namespace

TEST_CASE("a cart keeps its units for 15 minutes and 5 more, and at 10:20 they are free again") {
    const Shop shop({"--clock-start", ten_o_clock});
    stock_item(shop.client, "SHOE", "S1", 2);
    const auto held =
        get<inventory::PlaceCartHoldResponse>(shop.client, hold_of("cart-1", "SHOE", 2))
            .cart_hold();
    CHECK(held.expire_time().seconds() == ten_seconds + 15 * 60);
    CHECK(available(shop.client, "SHOE") == 0);
    CHECK(shop.client.call(delivery_order("SHOE")).reason == "INSUFFICIENT_STOCK");

    CHECK(timers_run(advance(shop.client, 10, 14, 59)) == 0);
    const auto extended =
        reply_of<inventory::ExtendCartHoldResponse>(extend(shop.client, "cart-1")).cart_hold();
    CHECK(extended.expire_time().seconds() == ten_seconds + 20 * 60);
    CHECK(extend(shop.client, "cart-1").reason == "CART_HOLD_EXTENDED");

    CHECK(timers_run(advance(shop.client, 10, 19, 59)) == 0);
    CHECK(hold_now(shop.client, "cart-1").state() == inventory::CART_HOLD_STATE_HELD);
    CHECK(available(shop.client, "SHOE") == 0);

    CHECK(timers_run(advance(shop.client, 10, 20, 1)) == 1);
    const auto expired = hold_now(shop.client, "cart-1");
    CHECK(expired.state() == inventory::CART_HOLD_STATE_EXPIRED);
    CHECK(expired.held_size() == 0);
    CHECK(available(shop.client, "SHOE") == 2);
    CHECK(extend(shop.client, "cart-1").reason == "CART_HOLD_EXPIRED");
    CHECK(release(shop.client, "cart-1").reason == "CART_HOLD_EXPIRED");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("who pays a minute after the hold has ended gets the units if nobody else did") {
    const Shop shop({"--clock-start", ten_o_clock});
    for (const bool taken : {false, true}) {
        INFO("taken: " << taken);
        const std::string sku = next_id("SHOE");
        const std::string cart = next_id("cart");
        stock_item(shop.client, sku, "S1", 2);
        const std::int64_t hour = taken ? 12 : 10;
        REQUIRE(advance(shop.client, hour, 0, 0).ok());
        REQUIRE(shop.client.call(hold_of(cart, sku, 2)).ok());
        REQUIRE(extend(shop.client, cart).ok());
        REQUIRE(timers_run(advance(shop.client, hour, 20, 1)) == 1);
        if (taken) place(shop.client, delivery_order(sku));
        REQUIRE(advance(shop.client, hour, 21, 0).ok());
        orders::PlaceOrderRequest order = delivery_order(sku, 2);
        order.set_cart_id(cart);
        const Answer answer = shop.client.call(order);
        if (taken) {
            CHECK(answer.reason == "INSUFFICIENT_STOCK");
            REQUIRE(answer.preconditions.size() == 1);
            CHECK(answer.preconditions[0].description == "line 1: wanted 2, available 1");
        } else {
            CHECK(answer.ok());
            CHECK(available(shop.client, sku) == 0);
        }
    }
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a clock that goes back does not bring an expired hold to life") {
    Shop shop({"--clock-start", ten_o_clock});
    stock_item(shop.client, "SHOE", "S1", 2);
    REQUIRE(shop.client.call(hold_of("cart-1", "SHOE", 2)).ok());
    REQUIRE(timers_run(advance(shop.client, 10, 20, 1)) == 1);
    const Answer back = advance(shop.client, 9, 20, 1);
    CHECK(back.code == grpc::StatusCode::FAILED_PRECONDITION);
    CHECK(back.reason == "CLOCK_BACKWARDS");

    // The machine's clock was set back by an hour while the server was down.
    CHECK(shop.server.stop() == 0);
    shop.server.start({"--clock-start", "2026-03-02T09:20:01Z"});
    const Client client(shop.server.address());
    CHECK(hold_now(client, "cart-1").state() == inventory::CART_HOLD_STATE_EXPIRED);
    CHECK(extend(client, "cart-1").reason == "CART_HOLD_EXPIRED");
    CHECK(available(client, "SHOE") == 2);
    // What happens now does not happen before what was written last, the expiry at 10:15.
    const auto held =
        get<inventory::PlaceCartHoldResponse>(client, hold_of("cart-2", "SHOE", 1)).cart_hold();
    CHECK(held.expire_time().seconds() == ten_seconds + 15 * 60 + 15 * 60);
    CHECK(verify_store(client) == "");
}

TEST_CASE("an order takes over what its cart holds, and another cart's units stay with it") {
    const Shop shop({"--clock-start", ten_o_clock});
    stock_item(shop.client, "SHOE", "S1", 3);
    REQUIRE(shop.client.call(hold_of("cart-1", "SHOE", 2)).ok());
    REQUIRE(shop.client.call(hold_of("cart-2", "SHOE", 1)).ok());
    CHECK(shop.client.call(hold_of("cart-1", "SHOE", 1)).reason == "CART_HOLD_EXISTS");
    orders::PlaceOrderRequest order = delivery_order("SHOE", 2);
    order.set_cart_id("cart-1");
    const orders::OrderReceipt receipt = place(shop.client, order);
    CHECK(receipt.lines(0).quantities().allocated() == 2);
    CHECK(hold_now(shop.client, "cart-1").state() == inventory::CART_HOLD_STATE_CONSUMED);
    CHECK(hold_now(shop.client, "cart-2").state() == inventory::CART_HOLD_STATE_HELD);
    Answer again = shop.client.call(hold_of("cart-1", "SHOE", 1));
    CHECK(again.reason == "ORDER_EXISTS");
    CHECK(again.facts["order_id"] == receipt.order_id());
    CHECK(available(shop.client, "SHOE") == 0);
    REQUIRE(release(shop.client, "cart-2").ok());
    CHECK(hold_now(shop.client, "cart-2").state() == inventory::CART_HOLD_STATE_RELEASED);
    CHECK(available(shop.client, "SHOE") == 1);
    CHECK(timers_run(advance(shop.client, 11, 0, 0)) == 0);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("holds that ended while the server was down are ended when it is back") {
    Shop shop({"--clock-start", ten_o_clock});
    stock_item(shop.client, "SHOE", "S1", 3);
    REQUIRE(shop.client.call(hold_of("cart-1", "SHOE", 2)).ok());
    shop.server.kill();
    shop.server.start({"--clock-start", "2026-03-02T10:30:00Z"});
    const Client client(shop.server.address());
    // Its time is over, whether or not somebody has noticed.
    CHECK(extend(client, "cart-1").reason == "CART_HOLD_EXPIRED");
    CHECK(timers_run(advance(client, 10, 30, 1)) == 1);
    CHECK(hold_now(client, "cart-1").state() == inventory::CART_HOLD_STATE_EXPIRED);
    CHECK(available(client, "SHOE") == 3);
    CHECK(verify_store(client) == "");
}

}  // namespace oms::e2e
