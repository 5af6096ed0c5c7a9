#include <set>

#include <doctest/doctest.h>

#include "oms/testing/v1/testing_service.pb.h"
#include "tests/e2e/tasks.hpp"

// From the plan to the doorstep and the counter, without routing rules.
namespace oms::e2e {
namespace {

// A Tuesday morning in Paris; the shop's stores have no hours: they are always open, and
// days end at midnight.
constexpr const char* start = "2026-03-03T09:00:00Z";
constexpr std::int64_t start_seconds = 1'772'528'400;
constexpr std::int64_t minute = 60;
constexpr std::int64_t day = 86'400;

void advance(const Client& client, std::int64_t seconds) {
    oms::testing::v1::AdvanceRequest request;
    request.mutable_to()->set_seconds(start_seconds + seconds);
    get<oms::testing::v1::AdvanceResponse>(client, request);
}

struct WorkShop : Shop {
    WorkShop() : Shop({"--clock-start", start}) {
        release_at_once(client, "S1");
        release_at_once(client, "S2");
    }
};

std::string placed(const Client& client, const orders::PlaceOrderRequest& order) {
    return place(client, order).order_id();
}

std::string pickup_order(const Client& client, const std::string& sku, std::int64_t quantity,
                         const std::string& location) {
    auto order = new_order();
    add_pickup(order, sku, quantity, location);
    return placed(client, order);
}

}  // namespace

TEST_CASE("a store ships an order: released at once, accepted, picked, packed, delivered") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 5);
    const std::string order = placed(shop.client, delivery_order("TEE", 2));

    const auto tasks = tasks_at(shop.client, "S1");
    REQUIRE(tasks.size() == 1);
    const std::string id = tasks[0].fulfillment_order_id();
    CHECK(tasks[0].order_id() == order);
    CHECK(tasks[0].state() == fulfillment::FULFILLMENT_STATE_RELEASED);
    CHECK(tasks[0].accept_by().seconds() == start_seconds + 30 * minute);
    CHECK(get_order(shop.client, order).parcels(0).fulfillment_order_id() == id);

    // What does not apply is refused, and says what the state is.
    const Answer early =
        shop.client.call(task_request<fulfillment::ShipFulfillmentOrderRequest>(id));
    CHECK(early.reason == "ILLEGAL_TRANSITION");
    CHECK(early.facts.at("state") == "released");
    accept(shop.client, id);
    CHECK_FALSE(get_task(shop.client, id).has_accept_by());
    start_picking(shop.client, id);
    CHECK(get_order(shop.client, order).lines(0).quantities().picking() == 2);

    auto wrong = task_request<fulfillment::RecordPicksRequest>(id);
    wrong.add_scans()->set_code("TEE");
    wrong.add_scans()->set_code("OTHER");
    CHECK(shop.client.call(wrong).reason == "WRONG_ITEM");
    CHECK(get_task(shop.client, id).lines(0).picked() == 0);
    CHECK(shop.client.call(task_request<fulfillment::PackFulfillmentOrderRequest>(id)).reason ==
          "ILLEGAL_TRANSITION");
    pick_all(shop.client, id);
    auto busy = task_request<fulfillment::PackFulfillmentOrderRequest>(id);
    busy.set_associate("somebody else");
    CHECK(shop.client.call(busy).reason == "LEASE_HELD");
    const auto packed = get<fulfillment::PackFulfillmentOrderResponse>(
                            shop.client, task_request<fulfillment::PackFulfillmentOrderRequest>(id))
                            .fulfillment_order();
    REQUIRE(packed.parcels_size() == 1);
    CHECK(packed.parcels(0).units(0).quantity() == 2);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() == 2);

    const auto shipped = ship(shop.client, id);
    CHECK(shipped.parcels(0).state() == fulfillment::PARCEL_STATE_SHIPPED);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 3);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() == 0);
    CHECK(get_order(shop.client, order).status() == orders::ORDER_STATUS_PLACED);
    deliver(shop.client, id);
    CHECK(get_order(shop.client, order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(tasks_at(shop.client, "S1").empty());
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a warehouse works in waves; what is held waits for its release") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "W1", 9);
    const std::string first = placed(shop.client, delivery_order("TEE", 1));
    const std::string second = placed(shop.client, delivery_order("TEE", 2));
    orders::HoldOrderRequest hold;
    hold.set_request_id(next_id());
    hold.set_order_id(second);
    hold.set_type(orders::HOLD_TYPE_FRAUD_REVIEW);
    const auto held = get<orders::HoldOrderResponse>(shop.client, hold);
    CHECK(tasks_at(shop.client, "W1").empty());

    fulfillment::ReleaseWaveRequest wave;
    wave.set_request_id(next_id());
    wave.set_location_id("W1");
    const auto released = get<fulfillment::ReleaseWaveResponse>(shop.client, wave);
    REQUIRE(released.fulfillment_orders_size() == 1);
    CHECK(released.fulfillment_orders(0).order_id() == first);
    CHECK_FALSE(released.fulfillment_orders(0).has_accept_by());

    orders::ReleaseHoldRequest release;
    release.set_request_id(next_id());
    release.set_order_id(second);
    release.set_hold_id(held.hold_id());
    get<orders::ReleaseHoldResponse>(shop.client, release);
    wave.set_request_id(next_id());
    CHECK(get<fulfillment::ReleaseWaveResponse>(shop.client, wave).fulfillment_orders_size() == 1);
    CHECK(tasks_at(shop.client, "W1").size() == 2);
    wave.set_location_id("nowhere");
    wave.set_request_id(next_id());
    CHECK(shop.client.call(wave).reason == "LOCATION_NOT_FOUND");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("what a store does not find comes from elsewhere, and none is promised there any more") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 5);
    const std::string order = placed(shop.client, delivery_order("TEE", 2));
    receive(shop.client, "TEE", "S2", 3);
    const std::string id = tasks_at(shop.client, "S1").at(0).fulfillment_order_id();
    auto reject = task_request<fulfillment::RejectFulfillmentOrderRequest>(id);
    reject.set_reason(fulfillment::REFUSAL_REASON_NOT_FOUND);
    get<fulfillment::RejectFulfillmentOrderResponse>(shop.client, reject);
    advance(shop.client, 1);

    const auto there = tasks_at(shop.client, "S2");
    REQUIRE(there.size() == 1);
    CHECK(there[0].order_id() == order);
    CHECK(there[0].attempt() == 2);
    CHECK(there[0].lines(0).quantity() == 2);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 0);
    CHECK(stock_at(shop.client, "TEE", "S2").reserved() == 2);
    const Answer late =
        shop.client.call(task_request<fulfillment::AcceptFulfillmentOrderRequest>(id));
    CHECK(late.reason == "ILLEGAL_TRANSITION");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a store that does not answer loses the task; after three refusals a person decides") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 5);
    receive(shop.client, "TEE", "S2", 5);
    create_location(shop.client, "S3", true);
    release_at_once(shop.client, "S3");
    receive(shop.client, "TEE", "S3", 5);
    const std::string order = placed(shop.client, delivery_order("TEE", 1));
    advance(shop.client, 29 * minute);
    REQUIRE(tasks_of(shop.client, order).size() == 1);
    advance(shop.client, 30 * minute);
    REQUIRE(tasks_of(shop.client, order).size() == 2);
    advance(shop.client, 2 * 60 * minute);
    std::string last;
    std::set<std::string> asked;
    for (const auto& task : tasks_of(shop.client, order)) {
        asked.insert(task.location_id());
        CHECK(task.refusal() == fulfillment::REFUSAL_REASON_NO_ANSWER);
        if (task.state() == fulfillment::FULFILLMENT_STATE_EXCEPTION)
            last = task.fulfillment_order_id();
    }
    CHECK(asked.size() == 3);
    REQUIRE(last != "");
    CHECK(get_order(shop.client, order).lines(0).quantities().unallocated() == 1);
    // Stock that arrives changes nothing: no silent loop.
    receive(shop.client, "TEE", "S3", 5);
    advance(shop.client, 3 * day);
    CHECK(get_order(shop.client, order).lines(0).quantities().unallocated() == 1);
    CHECK(verify_store(shop.client) == "");

    get<fulfillment::RetryFulfillmentOrderResponse>(
        shop.client, task_request<fulfillment::RetryFulfillmentOrderRequest>(last));
    advance(shop.client, 3 * day + 1);
    CHECK(get_order(shop.client, order).lines(0).quantities().allocated() == 1);
    CHECK(tasks_of(shop.client, order).size() == 4);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("click and collect: listed at once, ready, collected with its code, only once") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 3);
    const std::string order = pickup_order(shop.client, "TEE", 1, "S1");
    REQUIRE(pickups_at(shop.client, "S1").size() == 1);
    const std::string id = pickup_of(shop.client, order).pickup_id();
    const std::string code = code_of(shop.client, id);
    CHECK(shop.client.call(handover_of(id, code)).reason == "ILLEGAL_TRANSITION");

    make_ready(shop.client, tasks_at(shop.client, "S1").at(0).fulfillment_order_id());
    const auto ready = pickup_of(shop.client, order);
    CHECK(ready.state() == pickups::PICKUP_STATE_READY);
    CHECK(ready.lines(0).ready() == 1);
    CHECK(ready.hold_until().seconds() == start_seconds + 7 * day + 14 * 60 * minute);

    pickups::FindPickupRequest find;
    find.set_location_id("S1");
    find.set_code(code);
    CHECK(get<pickups::FindPickupResponse>(shop.client, find).pickup().pickup_id() == id);
    find.set_location_id("S2");
    CHECK(shop.client.call(find).reason == "PICKUP_NOT_FOUND");

    CHECK(shop.client.call(handover_of(id, "WRNGC0DE")).reason == "PICKUP_CODE_WRONG");
    const auto collected =
        get<pickups::CollectPickupResponse>(shop.client, handover_of(id, code)).pickup();
    CHECK(collected.state() == pickups::PICKUP_STATE_COLLECTED);
    REQUIRE(collected.handovers_size() == 1);
    CHECK(collected.handovers(0).holder_no() == 1);
    CHECK(collected.handovers(0).till() == "till 1");
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 2);
    CHECK(get_order(shop.client, order).status() == orders::ORDER_STATUS_COMPLETED);
    CHECK(shop.client.call(handover_of(id, code)).reason == "ILLEGAL_TRANSITION");
    find.set_location_id("S1");
    CHECK(shop.client.call(find).reason == "PICKUP_NOT_FOUND");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("five wrong codes lock a pickup for 15 minutes; a checked ID opens it") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 3);
    const std::string order = pickup_order(shop.client, "TEE", 2, "S1");
    const std::string id = pickup_of(shop.client, order).pickup_id();
    make_ready(shop.client, tasks_at(shop.client, "S1").at(0).fulfillment_order_id());
    const std::string code = code_of(shop.client, id);
    for (int i = 0; i < 5; ++i)
        CHECK(shop.client.call(handover_of(id, "WRNGC0DE")).reason == "PICKUP_CODE_WRONG");
    CHECK(shop.client.call(handover_of(id, code)).reason == "PICKUP_LOCKED");

    auto by_identity = handover_of(id, "");
    CHECK(shop.client.call(by_identity).reason == "PICKUP_LOCKED");
    auto tried = handover_of(id, code);
    tried.set_validate_only(true);
    CHECK(shop.client.call(tried).reason == "MALFORMED_REQUEST");
    by_identity.set_request_id(next_id());
    by_identity.set_identity_checked(true);
    by_identity.set_reason("passport of the buyer");
    auto& part = *by_identity.add_units();
    part.set_line_no(1);
    part.set_quantity(1);
    const auto partly = get<pickups::CollectPickupResponse>(shop.client, by_identity).pickup();
    CHECK(partly.state() == pickups::PICKUP_STATE_READY);
    CHECK(partly.lines(0).collected() == 1);
    CHECK(partly.handovers(0).proof() == pickups::PICKUP_PROOF_IDENTITY);

    advance(shop.client, 16 * minute);
    CHECK(
        get<pickups::CollectPickupResponse>(shop.client, handover_of(id, code)).pickup().state() ==
        pickups::PICKUP_STATE_COLLECTED);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("what nobody collects expires, is put back, and may be collected until then") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 3);
    const std::string order = pickup_order(shop.client, "TEE", 1, "S1");
    const std::string other = pickup_order(shop.client, "TEE", 1, "S1");
    for (const auto& task : tasks_at(shop.client, "S1"))
        make_ready(shop.client, task.fulfillment_order_id());
    const std::string task = tasks_of(shop.client, order).at(0).fulfillment_order_id();
    CHECK(shop.client.call(task_request<fulfillment::PutBackRequest>(task)).reason ==
          "ILLEGAL_TRANSITION");

    advance(shop.client, 7 * day + 14 * 60 * minute);
    CHECK(pickup_of(shop.client, order).state() == pickups::PICKUP_STATE_EXPIRED);
    get<fulfillment::PutBackResponse>(shop.client, task_request<fulfillment::PutBackRequest>(task));
    CHECK(pickup_of(shop.client, order).state() == pickups::PICKUP_STATE_CANCELED);
    CHECK(get_order(shop.client, order).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() == 1);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 3);

    const auto late = pickup_of(shop.client, other);
    const auto given = get<pickups::CollectPickupResponse>(
        shop.client, handover_of(late.pickup_id(), code_of(shop.client, late.pickup_id())));
    CHECK(given.pickup().state() == pickups::PICKUP_STATE_COLLECTED);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 2);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("canceling: at once before release, by the location's leave after it") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 9);
    const std::string untouched = placed(shop.client, delivery_order("TEE", 1));
    const std::string packed = placed(shop.client, delivery_order("TEE", 2));
    const std::string gone = placed(shop.client, delivery_order("TEE", 1));
    const auto task = [&](const std::string& order) {
        return tasks_of(shop.client, order).at(0).fulfillment_order_id();
    };
    pack(shop.client, task(packed));
    pack(shop.client, task(gone));
    ship(shop.client, task(gone));

    const auto asked = get<orders::CancelOrderResponse>(shop.client, cancel_of(untouched));
    REQUIRE(asked.asked_size() == 1);
    CHECK(asked.asked(0).quantity() == 1);
    CHECK(get_task(shop.client, task(untouched)).state() ==
          fulfillment::FULFILLMENT_STATE_CANCEL_REQUESTED);
    CHECK(get<orders::CancelOrderResponse>(shop.client, cancel_of(packed)).asked_size() == 1);
    CHECK(shop.client.call(cancel_of(gone)).reason == "ILLEGAL_TRANSITION");
    // Nobody can begin, and nobody can ship, while the question is open.
    CHECK(
        shop.client.call(task_request<fulfillment::StartPickingRequest>(task(untouched))).reason ==
        "ILLEGAL_TRANSITION");
    CHECK(shop.client.call(task_request<fulfillment::ShipFulfillmentOrderRequest>(task(packed)))
              .reason == "ILLEGAL_TRANSITION");

    advance(shop.client, 10 * minute);
    CHECK(get_order(shop.client, untouched).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(get_order(shop.client, packed).status() == orders::ORDER_STATUS_PLACED);
    auto answer = task_request<fulfillment::AnswerCancelRequestRequest>(task(packed));
    answer.set_granted(false);
    CHECK(get<fulfillment::AnswerCancelRequestResponse>(shop.client, answer)
              .fulfillment_order()
              .state() == fulfillment::FULFILLMENT_STATE_PACKED);
    get<orders::CancelOrderResponse>(shop.client, cancel_of(packed));
    answer.set_request_id(next_id());
    answer.set_granted(true);
    get<fulfillment::AnswerCancelRequestResponse>(shop.client, answer);
    CHECK(get_order(shop.client, packed).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() == 0);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 8);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("of two parcels one is given back, the other is shipped") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 5);
    stock_item(shop.client, "JEAN", "S1", 5);
    auto wanted = new_order();
    add_delivery(wanted, "TEE", 1);
    add_delivery(wanted, "JEAN", 1);
    const std::string order = placed(shop.client, wanted);
    const std::string id = tasks_at(shop.client, "S1").at(0).fulfillment_order_id();
    accept(shop.client, id);
    start_picking(shop.client, id);
    pick_all(shop.client, id);
    auto packing = task_request<fulfillment::PackFulfillmentOrderRequest>(id);
    for (const int line_no : {1, 2}) {
        auto& units = *packing.add_parcels()->add_units();
        units.set_line_no(line_no);
        units.set_quantity(1);
    }
    get<fulfillment::PackFulfillmentOrderResponse>(shop.client, packing);
    orders::CancelOrderRequest cancel = cancel_of(order);
    auto& line = *cancel.add_lines();
    line.set_line_no(2);
    line.set_quantity(1);
    get<orders::CancelOrderResponse>(shop.client, cancel);
    auto answer = task_request<fulfillment::AnswerCancelRequestRequest>(id);
    answer.set_granted(true);
    get<fulfillment::AnswerCancelRequestResponse>(shop.client, answer);
    const auto shipped = ship(shop.client, id);
    CHECK(shipped.parcels(0).state() == fulfillment::PARCEL_STATE_SHIPPED);
    CHECK(shipped.parcels(1).state() == fulfillment::PARCEL_STATE_VOIDED);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 4);
    CHECK(stock_at(shop.client, "JEAN", "S1").on_hand() == 5);
    CHECK(stock_at(shop.client, "JEAN", "S1").reserved() == 0);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a short pick: what is there goes, the rest comes from elsewhere") {
    const WorkShop shop;
    stock_item(shop.client, "TEE", "S1", 3);
    const std::string order = placed(shop.client, delivery_order("TEE", 3));
    receive(shop.client, "TEE", "S2", 3);
    const std::string id = tasks_at(shop.client, "S1").at(0).fulfillment_order_id();
    accept(shop.client, id);
    start_picking(shop.client, id);
    auto scan = task_request<fulfillment::RecordPicksRequest>(id);
    scan.add_scans()->set_code("TEE");
    scan.mutable_scans(0)->set_quantity(2);
    get<fulfillment::RecordPicksResponse>(shop.client, scan);
    auto missing = task_request<fulfillment::ReportShortPickRequest>(id);
    missing.set_line_no(1);
    missing.set_quantity(1);
    missing.set_reason(fulfillment::REFUSAL_REASON_NOT_FOUND);
    get<fulfillment::ReportShortPickResponse>(shop.client, missing);
    get<fulfillment::PackFulfillmentOrderResponse>(
        shop.client, task_request<fulfillment::PackFulfillmentOrderRequest>(id));
    ship(shop.client, id);
    advance(shop.client, 1);
    const auto rest = tasks_at(shop.client, "S2");
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].lines(0).quantity() == 1);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 0);
    const auto quantities = get_order(shop.client, order).lines(0).quantities();
    CHECK(quantities.shipped() == 2);
    CHECK(quantities.allocated() == 1);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e
