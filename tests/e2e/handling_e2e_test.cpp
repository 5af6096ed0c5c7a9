#include <chrono>

#include <doctest/doctest.h>

#include "oms/events/v1/event_service.pb.h"
#include "oms/testing/v1/testing_service.pb.h"
#include "tests/e2e/shop.hpp"

// Holds, notes and tags on the real server with a settable clock.
namespace oms::e2e {
namespace {

namespace events = oms::events::v1;

constexpr const char* ten_o_clock = "2026-03-02T10:00:00Z";
constexpr std::int64_t ten_seconds = 1'772'445'600;  // the same, since 1970
constexpr std::int64_t minute = 60;

// Moves the clock to so many seconds after ten; tells how many timers ran.
std::int64_t advance(const Client& client, std::int64_t seconds) {
    oms::testing::v1::AdvanceRequest request;
    request.mutable_to()->set_seconds(ten_seconds + seconds);
    return get<oms::testing::v1::AdvanceResponse>(client, request).timers_run();
}

orders::HoldOrderRequest hold_order_of(const std::string& order_id) {
    orders::HoldOrderRequest request;
    request.set_request_id(next_id());
    request.set_order_id(order_id);
    request.set_type(orders::HOLD_TYPE_FRAUD_REVIEW);
    return request;
}

orders::ReleaseHoldRequest release_of(const std::string& order_id, const std::string& hold_id) {
    orders::ReleaseHoldRequest request;
    request.set_request_id(next_id());
    request.set_order_id(order_id);
    request.set_hold_id(hold_id);
    return request;
}

std::vector<std::string> event_types(const Client& client, const std::string& order_id) {
    events::ListEventsRequest request;
    request.mutable_filter()->set_aggregate_type("order");
    request.mutable_filter()->set_aggregate_id(order_id);
    std::vector<std::string> types;
    const auto page = get<events::ListEventsResponse>(client, request);
    for (const auto& event : page.events())
        types.push_back(event.type());
    return types;
}

using Types = std::vector<std::string>;

}  // namespace

TEST_CASE("a hold ends at its time, once, also when the server was down then") {
    Shop shop({"--clock-start", ten_o_clock});
    stock_item(shop.client, "TEE", "W1", 5);
    const std::string id = place(shop.client, delivery_order("TEE", 2)).order_id();
    orders::HoldOrderRequest request = hold_order_of(id);
    request.mutable_expire_time()->set_seconds(ten_seconds + 30 * minute);
    const auto held = get<orders::HoldOrderResponse>(shop.client, request);
    request.set_request_id(next_id());
    request.mutable_expire_time()->set_seconds(ten_seconds + 60 * minute);
    const auto longer = get<orders::HoldOrderResponse>(shop.client, request);

    CHECK(advance(shop.client, 30 * minute - 1) == 0);
    CHECK(get_order(shop.client, id).holds(0).state() == orders::HOLD_STATE_ACTIVE);
    CHECK(advance(shop.client, 30 * minute) == 1);
    orders::Order order = get_order(shop.client, id);
    CHECK(order.holds(0).hold_id() == held.hold_id());
    CHECK(order.holds(0).state() == orders::HOLD_STATE_EXPIRED);
    CHECK(order.holds(0).end_time().seconds() == ten_seconds + 30 * minute);
    CHECK(order.holds(1).state() == orders::HOLD_STATE_ACTIVE);
    CHECK(order.lines(0).quantities().allocated() == 2);
    const Answer again = shop.client.call(release_of(id, held.hold_id()));
    CHECK(again.reason == "ILLEGAL_TRANSITION");

    shop.server.kill();
    shop.server.start({"--clock-start", "2026-03-02T12:00:00Z"});
    const Client client(shop.server.address());
    CHECK(advance(client, 121 * minute) == 1);
    CHECK(advance(client, 122 * minute) == 0);
    order = get_order(client, id);
    CHECK(order.holds(1).hold_id() == longer.hold_id());
    CHECK(order.holds(1).state() == orders::HOLD_STATE_EXPIRED);
    CHECK(event_types(client, id) == Types{"order.placed", "order.held", "order.held",
                                           "order.hold_released", "order.hold_released"});
    CHECK(verify_store(client) == "");
}

TEST_CASE("who may see people reads why an order is held and the notes; nobody else does") {
    const Shop shop({"--clock-start", ten_o_clock});
    stock_item(shop.client, "TEE", "W1", 5);
    const std::string id = place(shop.client, delivery_order("TEE")).order_id();
    orders::HoldOrderRequest request = hold_order_of(id);
    request.set_reason("Canaria wrote twice");
    request.add_line_nos(1);
    const Answer answer = shop.client.call(request);
    const std::string hold_id = reply_of<orders::HoldOrderResponse>(answer).hold_id();
    orders::AddNoteRequest note;
    note.set_request_id(next_id());
    note.set_order_id(id);
    note.set_text("Canaria rang");
    advance(shop.client, 1);  // notes come by time
    const Answer noted = shop.client.call(note);
    orders::ReleaseHoldRequest release = release_of(id, hold_id);
    release.set_reason("Canaria is known");
    const Answer released = shop.client.call(release);
    for (const Answer* one : {&answer, &noted, &released}) {
        REQUIRE(one->ok());
        CHECK(one->bytes.find("Canaria") == std::string::npos);
    }
    // A repeat is answered like the first time, and does nothing.
    CHECK(shop.client.call(request).bytes == answer.bytes);
    CHECK(shop.client.call(release).bytes == released.bytes);

    const Client agent(shop.server.address(), {"ann", "agent", "web", ""});
    const orders::Order seen = get_order(agent, id);
    REQUIRE(seen.holds_size() == 1);
    CHECK(seen.holds(0).reason() == "Canaria wrote twice");
    CHECK(seen.holds(0).end_reason() == "Canaria is known");
    CHECK(seen.holds(0).owner() == "admin");
    CHECK(seen.holds(0).line_nos(0) == 1);
    REQUIRE(seen.notes_size() == 2);
    CHECK(seen.notes(1).text() == "Canaria rang");
    const Client reader(shop.server.address(), {"rob", "reader", "web", ""});
    const orders::Order shown = get_order(reader, id);
    CHECK(shown.holds(0).state() == orders::HOLD_STATE_RELEASED);
    CHECK(shown.holds(0).reason().empty());
    CHECK(shown.holds(0).end_reason().empty());
    CHECK(shown.notes_size() == 0);
    const auto told = shop.client.call(events::ListEventsRequest());
    CHECK(told.bytes.find("Canaria ") == std::string::npos);
    CHECK(shop.server.log().find("Canaria ") == std::string::npos);
}

TEST_CASE("tags come and go, under the version the caller saw") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 5);
    const orders::OrderReceipt placed = place(shop.client, delivery_order("TEE"));
    orders::UpdateTagsRequest request;
    request.set_request_id(next_id());
    request.set_order_id(placed.order_id());
    request.set_etag(placed.etag());
    request.add_add("vip");
    request.add_add("call-back");
    request.set_validate_only(true);
    CHECK(get<orders::UpdateTagsResponse>(shop.client, request).order().tags_size() == 2);
    CHECK(get_order(shop.client, placed.order_id()).tags_size() == 0);
    request.set_validate_only(false);
    const auto tagged = get<orders::UpdateTagsResponse>(shop.client, request).order();
    CHECK(tagged.tags(0) == "call-back");
    CHECK(tagged.tags(1) == "vip");
    request.set_request_id(next_id());
    CHECK(shop.client.call(request).reason == "VERSION_MISMATCH");
    request.set_etag(tagged.etag());
    request.clear_add();
    request.add_remove("vip");
    CHECK(get<orders::UpdateTagsResponse>(shop.client, request).order().tags_size() == 1);
    CHECK(get_order(shop.client, placed.order_id()).tags(0) == "call-back");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("an order of a channel with a grace window waits, and is free when it has passed") {
    const Shop shop({"--clock-start", ten_o_clock});
    create_channel(shop.client, "calm", 15 * minute);
    stock_item(shop.client, "TEE", "W1", 5);
    orders::PlaceOrderRequest order = delivery_order("TEE");
    order.set_channel_id("calm");
    const orders::OrderReceipt receipt = place(shop.client, order);
    REQUIRE(receipt.holds_size() == 1);
    CHECK(receipt.holds(0).type() == orders::HOLD_TYPE_GRACE);
    CHECK(receipt.holds(0).expire_time().seconds() == ten_seconds + 15 * minute);
    CHECK(receipt.fulfillment_status() == orders::FULFILLMENT_STATUS_ALLOCATED);
    CHECK(place(shop.client, delivery_order("TEE")).holds_size() == 0);
    CHECK(advance(shop.client, 15 * minute) == 1);
    CHECK(get_order(shop.client, receipt.order_id()).holds(0).state() ==
          orders::HOLD_STATE_EXPIRED);
    orders::PlaceOrderRequest second = delivery_order("TEE");
    second.set_channel_id("calm");
    const std::string canceled = place(shop.client, second).order_id();
    REQUIRE(shop.client.call(cancel_of(canceled)).ok());
    CHECK(get_order(shop.client, canceled).holds(0).state() == orders::HOLD_STATE_RELEASED);
    CHECK(advance(shop.client, 60 * minute) == 0);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 12: a checkout sent again and again is one order, another cart is suspected") {
    Shop shop({"--clock-start", ten_o_clock});
    stock_item(shop.client, "TEE", "W1", 20);
    orders::PlaceOrderRequest order = delivery_order("TEE", 2);
    order.set_cart_id("cart-1");
    order.set_customer_reference("customer-7");
    const Answer first = shop.client.call(order);
    const std::string id = reply_of<orders::PlaceOrderResponse>(first).order().order_id();
    for (int retry = 0; retry < 5; ++retry)
        CHECK(shop.client.call(order).bytes == first.bytes);
    CHECK(available(shop.client, "TEE") == 18);
    orders::PlaceOrderRequest changed = order;
    changed.set_gift(true);
    CHECK(shop.client.call(changed).reason == "REQUEST_ID_REUSED");
    orders::PlaceOrderRequest same_cart = order;
    same_cart.set_request_id(next_id());
    same_cart.set_external_id(next_id("W"));
    const Answer refused = shop.client.call(same_cart);
    CHECK(refused.reason == "ORDER_EXISTS");
    CHECK(refused.facts.at("order_id") == id);

    const auto other_cart = [&] {
        orders::PlaceOrderRequest twin = delivery_order("TEE", 2);
        twin.set_cart_id(next_id("cart"));
        twin.set_customer_reference("customer-7");
        return twin;
    };
    shop.server.kill();
    shop.server.start({"--clock-start", "2026-03-02T10:09:59Z"});
    const Client client(shop.server.address());
    CHECK(client.call(order).bytes == first.bytes);
    const orders::OrderReceipt suspect = place(client, other_cart());
    REQUIRE(suspect.holds_size() == 1);
    CHECK(suspect.holds(0).type() == orders::HOLD_TYPE_DUPLICATE_SUSPECT);
    CHECK(suspect.holds(0).about() == id);
    // Staff who see an order only where it is handled learn nothing of the customer's other one.
    const Client staff(shop.server.address(), {"W1-staff", "store", "", "W1"});
    REQUIRE(get_order(staff, suspect.order_id()).holds_size() == 1);
    CHECK(get_order(staff, suspect.order_id()).holds(0).about() == "");
    CHECK(get_order(client, suspect.order_id()).holds(0).about() == id);
    events::ListEventsRequest told;
    told.mutable_filter()->add_types("order.held");
    const auto of_staff = get<events::ListEventsResponse>(staff, told);
    REQUIRE(of_staff.events_size() == 1);
    CHECK(of_staff.events(0).data_json().find(id) == std::string::npos);
    CHECK(get<events::ListEventsResponse>(client, told).events(0).data_json().find(id) !=
          std::string::npos);
    CHECK(available(client, "TEE") == 16);
    REQUIRE(client.call(release_of(suspect.order_id(), suspect.holds(0).hold_id())).ok());
    // Ten minutes after the newest one, it is a wish of its own.
    advance(client, 20 * minute);
    CHECK(place(client, other_cart()).holds_size() == 0);
    CHECK(verify_store(client) == "");
}

}  // namespace oms::e2e
