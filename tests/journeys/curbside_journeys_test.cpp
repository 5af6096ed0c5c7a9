#include <doctest/doctest.h>

#include "oms/events/v1/event_service.pb.h"
#include "tests/journeys/f0_shop.hpp"

// Journey 25: same-day delivery, and customers who wait outside; and what a wrong code leads to.
namespace oms::e2e::journeys {
namespace {

std::string same_day(const F0Shop& shop) {
    orders::PlaceOrderRequest request = new_order();
    add_delivery(request, "TEE", 1);
    request.mutable_lines(0)->mutable_delivery()->set_service_level("same_day");
    auto& position = *request.mutable_ship_to()->mutable_position();
    position.set_latitude_microdegrees(48'860'000);
    position.set_longitude_microdegrees(2'340'000);
    return place(shop.client, request).order_id();
}

// By when the order's one parcel is delivered.
std::string delivered_by(const F0Shop& shop, const std::string& order) {
    const orders::Order placed = shop.order(order);
    return placed.parcels_size() == 1 ? paris_time(placed.parcels(0).promised_by()) : "";
}

std::string ready_pickup(const F0Shop& shop, const std::string& sku = "TEE") {
    const std::string order = shop.collect_at("S1", {
                                                        {sku, 1}
    });
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    return pickup_of(shop.client, order).pickup_id();
}

pickups::RecordArrivalRequest arrival(const std::string& pickup, bool arrived) {
    pickups::RecordArrivalRequest request;
    request.set_request_id(next_id());
    request.set_pickup_id(pickup);
    request.set_arrived(arrived);
    if (arrived) request.set_place("bay 4");
    return request;
}

std::vector<std::string> times_of(const Client& client, const std::string& type) {
    events::v1::ListEventsRequest request;
    request.mutable_filter()->add_types(type);
    const auto reply = get<events::v1::ListEventsResponse>(client, request);
    std::vector<std::string> times;
    for (const auto& event : reply.events())
        times.push_back(paris_time(event.time()));
    return times;
}

pickups::Pickup listed(const F0Shop& shop, const std::string& id) {
    for (const auto& pickup : pickups_at(shop.client, "S1")) {
        if (pickup.pickup_id() == id) return pickup;
    }
    return {};
}

pickups::CollectPickupRequest at_till(const std::string& till, const std::string& pickup,
                                      const std::string& code) {
    auto request = handover_of(pickup, code);
    request.set_till(till);
    return request;
}

}  // namespace

TEST_CASE(
    "journey 25: a slot has five places, the sixth comes in the next one, then the next day") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 30);
    for (int i = 0; i < 5; ++i)
        CHECK(delivered_by(shop, same_day(shop)) == "2026-03-03 18:00");
    for (int i = 0; i < 5; ++i)
        CHECK(delivered_by(shop, same_day(shop)) == "2026-03-03 20:00");
    CHECK(delivered_by(shop, same_day(shop)) == "2026-03-04 18:00");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 25: who waits outside is listed, staff are alerted, the handover is recorded") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 9);
    const std::string id = ready_pickup(shop);
    shop.at("2026-03-03 12:20");
    get<pickups::RecordArrivalResponse>(shop.client, arrival(id, true));
    const auto waits = listed(shop, id);
    CHECK(paris_time(waits.arrival_time()) == "2026-03-03 12:20");
    CHECK(waits.arrival_place() == "bay 4");
    CHECK(paris_time(waits.alert_time()) == "2026-03-03 12:23");
    CHECK(paris_time(waits.serve_by()) == "2026-03-03 12:25");
    shop.at("2026-03-03 12:22");
    CHECK(times_of(shop.client, "pickup.alerted").empty());
    shop.at("2026-03-03 12:24");
    CHECK(times_of(shop.client, "pickup.alerted") == std::vector<std::string>{"2026-03-03 12:23"});
    const auto given =
        get<pickups::CollectPickupResponse>(shop.client, handover_of(id, code_of(shop.client, id)))
            .pickup();
    CHECK(paris_time(given.handovers(0).time()) == "2026-03-03 12:24");
    CHECK_FALSE(given.has_arrival_time());
    CHECK_FALSE(given.has_serve_by());
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 25, exception: who leaves is not waited for, and may come again") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 9);
    const std::string id = ready_pickup(shop);
    shop.at("2026-03-03 12:20");
    get<pickups::RecordArrivalResponse>(shop.client, arrival(id, true));
    shop.at("2026-03-03 12:22");
    get<pickups::RecordArrivalResponse>(shop.client, arrival(id, false));
    CHECK(shop.client.call(arrival(id, false)).reason == "ILLEGAL_TRANSITION");
    shop.at("2026-03-03 12:30");
    CHECK(times_of(shop.client, "pickup.alerted").empty());
    CHECK(listed(shop, id).state() == pickups::PICKUP_STATE_READY);
    CHECK_FALSE(listed(shop, id).has_alert_time());
    get<pickups::RecordArrivalResponse>(shop.client, arrival(id, true));
    CHECK(paris_time(listed(shop, id).serve_by()) == "2026-03-03 12:35");
    shop.at("2026-03-03 12:40");
    CHECK(times_of(shop.client, "pickup.alerted") == std::vector<std::string>{"2026-03-03 12:33"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("K2: twenty wrong codes in an hour at one till, and only an ID check helps there") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 9);
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i)
        ids.push_back(ready_pickup(shop));
    for (int i = 0; i < 20; ++i) {
        const std::string& id = ids.at(static_cast<std::size_t>(i / 5));
        CHECK(shop.client.call(at_till("T1", id, "AAAAAAAA")).reason == "PICKUP_CODE_WRONG");
    }
    const std::string& untried = ids.back();
    const std::string right = code_of(shop.client, untried);
    CHECK(shop.client.call(at_till("T1", untried, right)).reason == "PICKUP_LOCKED");
    shop.at("2026-03-03 10:59");
    CHECK(shop.client.call(at_till("T1", untried, right)).reason == "PICKUP_LOCKED");
    // Another till, or an ID and a reason, or an hour: each helps.
    CHECK(shop.client.call(at_till("T2", ids[0], code_of(shop.client, ids[0]))).ok());
    auto known = at_till("T1", ids[1], "");
    known.set_identity_checked(true);
    known.set_reason("passport seen");
    CHECK(shop.client.call(known).ok());
    shop.at("2026-03-03 11:00");
    CHECK(shop.client.call(at_till("T1", untried, right)).ok());
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("goods that are tagged so are handed over to a checked identity only") {
    const F0Shop shop;
    catalog::CreateItemRequest item;
    item.set_request_id(next_id());
    item.mutable_item()->set_sku("PHONE");
    item.mutable_item()->set_title("A telephone");
    item.mutable_item()->set_weight_g(300);
    item.mutable_item()->add_tags("identity-required");
    get<catalog::CreateItemResponse>(shop.client, item);
    shop.stock("S1", "PHONE", 5);
    const std::string id = ready_pickup(shop, "PHONE");
    CHECK(listed(shop, id).identity_required());
    auto handover = handover_of(id, code_of(shop.client, id));
    const Answer refused = shop.client.call(handover);
    CHECK(refused.reason == "PROOF_REQUIRED");
    CHECK(refused.facts.at("identity_required") == "true");
    handover.set_request_id(next_id());
    handover.set_identity_checked(true);
    CHECK(shop.client.call(handover).ok());
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("an order whose channel wants an identity is handed over to nobody without one") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 5);
    for (const bool required : {true, false}) {
        CAPTURE(required);
        orders::PlaceOrderRequest request = pickup_at("S1", {
                                                                {"TEE", 1}
        });
        request.set_identity_required(required);
        const std::string order = place(shop.client, request).order_id();
        CHECK(shop.order(order).identity_required() == required);
        make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
        const pickups::Pickup pickup = pickup_of(shop.client, order);
        CHECK(pickup.identity_required() == required);
        auto handover = handover_of(pickup.pickup_id(), code_of(shop.client, pickup.pickup_id()));
        const Answer answer = shop.client.call(handover);
        CHECK(answer.ok() == !required);
        if (!required) continue;
        CHECK(answer.reason == "PROOF_REQUIRED");
        CHECK(answer.facts.at("identity_required") == "true");
        handover.set_request_id(next_id());
        handover.set_identity_checked(true);
        CHECK(shop.client.call(handover).ok());
    }
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
