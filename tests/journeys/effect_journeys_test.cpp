// What the server does outside of its store: notices, labels, and gateways that fail.
#include <future>
#include <thread>

#include <doctest/doctest.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "oms/testing/v1/testing_service.pb.h"
#include "tests/journeys/f0_shop.hpp"
#include "tests/journeys/gateways.hpp"

namespace oms::e2e::journeys {
namespace {

namespace admin = oms::admin::v1;

std::vector<admin::Effect> effects_of(const Client& client, const std::string& order_id) {
    admin::ListEffectsRequest request;
    request.set_order_id(order_id);
    const auto reply = get<admin::ListEffectsResponse>(client, request);
    return {reply.effects().begin(), reply.effects().end()};
}

std::vector<admin::Effect> failed_effects(const Client& client) {
    admin::ListEffectsRequest request;
    request.set_state(admin::EFFECT_STATE_FAILED);
    const auto reply = get<admin::ListEffectsResponse>(client, request);
    return {reply.effects().begin(), reply.effects().end()};
}

template <class Request>
Request about_effect(const std::string& operation_id) {
    Request request;
    request.set_request_id(next_id());
    request.set_operation_id(operation_id);
    return request;
}

oms::testing::v1::AdvanceRequest advance_to(std::int64_t unix_seconds) {
    oms::testing::v1::AdvanceRequest request;
    request.mutable_to()->set_seconds(unix_seconds);
    return request;
}

fulfillment::GetParcelLabelResponse label_of(const Client& client, const std::string& task_id) {
    fulfillment::GetParcelLabelRequest request;
    request.set_fulfillment_order_id(task_id);
    return get<fulfillment::GetParcelLabelResponse>(client, request);
}

}  // namespace

TEST_CASE("a customer is told once that goods are ready, and once that they were collected") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    shop.stock("S1", "TEE", 3);
    shop.stock("S1", "JEAN", 3);
    shop.at("2026-03-03 10:05");
    orders::PlaceOrderRequest request = new_order();
    request.mutable_contact()->set_language("fr");
    add_pickup(request, "TEE", 1, "S1");
    add_pickup(request, "JEAN", 1, "S1");
    const std::string order = place(shop.client, request).order_id();
    for (const auto& task : tasks_of(shop.client, order)) {
        make_ready(shop.client, task.fulfillment_order_id());
        shop.at("2026-03-03 11:15");
    }
    const auto ready = gateways.notifications.sent("pickup_ready");
    REQUIRE(ready.size() == 1);
    const pickups::Pickup pickup = pickup_of(shop.client, order);
    CHECK(ready[0].locale() == "fr");
    CHECK(ready[0].recipient().email() == canary_email);
    CHECK(ready[0].values().at("pickup_code") == code_of(shop.client, pickup.pickup_id()));
    CHECK(ready[0].values().at("collect_by") == "10/03/2026 20:00");
    CHECK(ready[0].values().at("store_name") == "S1");
    CHECK_FALSE(ready[0].values().contains("canceled_items"));

    get<pickups::CollectPickupResponse>(
        shop.client, handover_of(pickup.pickup_id(), code_of(shop.client, pickup.pickup_id())));
    shop.at("2026-03-03 17:42");
    shop.at("2026-03-20 10:00");  // no reminder, no expiry
    CHECK(gateways.notifications.sent("pickup_collected").size() == 1);
    CHECK(gateways.notifications.sent().size() == 2);
    for (const admin::Effect& effect : effects_of(shop.client, order))
        CHECK(effect.state() == admin::EFFECT_STATE_DONE);
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("reminders come on the second and the fifth day, and word that it is over") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    shop.stock("S1", "TEE", 3);
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    shop.at("2026-03-05 09:00");
    CHECK(gateways.notifications.sent("pickup_reminder").empty());
    shop.at("2026-03-05 10:00");
    CHECK(gateways.notifications.sent("pickup_reminder").size() == 1);
    shop.at("2026-03-10 19:59");
    CHECK(gateways.notifications.sent("pickup_reminder").size() == 2);
    CHECK(gateways.notifications.sent("pickup_expired").empty());
    shop.at("2026-03-10 20:00");
    CHECK(gateways.notifications.sent("pickup_expired").size() == 1);
}

TEST_CASE("a gateway that is down gets the same notice again, until it takes it") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    shop.stock("S1", "TEE", 3);
    gateways.notifications.faults.then(grpc::StatusCode::UNAVAILABLE);
    gateways.notifications.faults.then(grpc::StatusCode::DEADLINE_EXCEEDED);
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    shop.at("2026-03-03 10:00");
    auto effects = effects_of(shop.client, order);
    REQUIRE(effects.size() == 1);
    CHECK(effects[0].state() == admin::EFFECT_STATE_DUE);
    CHECK(effects[0].attempts() == 1);
    CHECK(effects[0].last_reason() == "GATEWAY_UNAVAILABLE");
    // After 5 s, then after 10 s more.
    shop.at("2026-03-03 10:01");
    effects = effects_of(shop.client, order);
    CHECK(effects[0].state() == admin::EFFECT_STATE_DONE);
    CHECK(effects[0].attempts() == 2);
    CHECK(gateways.notifications.calls() == 3);
    CHECK(gateways.notifications.sent().size() == 1);
}

TEST_CASE("what a gateway refuses waits for a person, who has it tried again or gives it up") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    shop.stock("S1", "TEE", 3);
    gateways.notifications.faults.then(grpc::StatusCode::INVALID_ARGUMENT);
    gateways.notifications.faults.then(grpc::StatusCode::INVALID_ARGUMENT);
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    shop.at("2026-03-03 10:30");
    auto failed = failed_effects(shop.client);
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].last_reason() == "GATEWAY_REFUSED");
    const std::string id = failed[0].operation_id();
    get<admin::RetryEffectResponse>(shop.client, about_effect<admin::RetryEffectRequest>(id));
    shop.at("2026-03-03 10:31");
    REQUIRE(failed_effects(shop.client).size() == 1);
    get<admin::RetryEffectResponse>(shop.client, about_effect<admin::RetryEffectRequest>(id));
    shop.at("2026-03-03 10:32");
    CHECK(failed_effects(shop.client).empty());
    CHECK(gateways.notifications.sent("pickup_ready").size() == 1);
    // What is done is done.
    CHECK(shop.client.call(about_effect<admin::RetryEffectRequest>(id)).reason ==
          "ILLEGAL_TRANSITION");
    CHECK(shop.client.call(about_effect<admin::CancelEffectRequest>("nobody")).reason ==
          "EFFECT_NOT_FOUND");
    const Client elsewhere(shop.server.address(), {"mia", "agent", "market", ""});
    CHECK(elsewhere.call(about_effect<admin::CancelEffectRequest>(id)).reason ==
          "EFFECT_NOT_FOUND");
    CHECK(effects_of(elsewhere, order).empty());
}

TEST_CASE("a server that dies before it hears of a notice sends it again under the same name") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    shop.stock("S1", "TEE", 3);
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    std::promise<void> taken;
    std::promise<void> killed;
    gateways.notifications.before_answer = [&] {
        taken.set_value();
        killed.get_future().wait();
    };
    std::thread advance([&] {
        const Client other(shop.server.address());
        static_cast<void>(other.call(advance_to(1'772'528'460)));  // 10:01
    });
    taken.get_future().wait();
    shop.server.kill();
    killed.set_value();
    advance.join();
    shop.server.start();
    const Client again(shop.server.address());
    get<oms::testing::v1::AdvanceResponse>(again, advance_to(1'772'530'200));  // 10:30
    CHECK(gateways.notifications.calls() == 2);
    CHECK(gateways.notifications.sent().size() == 1);
    CHECK(effects_of(again, order)[0].state() == admin::EFFECT_STATE_DONE);
    CHECK(verify_store(again).empty());
}

TEST_CASE("a packed parcel has a number, is booked once, and its label can be printed again") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    shop.stock("W1", "TEE", 5);
    gateways.carrier.faults.then(grpc::StatusCode::UNAVAILABLE);
    const std::string order = shop.deliver_to("75001", {
                                                           {"TEE", 2}
    });
    shop.wave();
    const auto task = pack(shop.client, shop.open_task(order).fulfillment_order_id());
    REQUIRE(task.parcels_size() == 1);
    const std::string sscc = task.parcels(0).sscc();
    CHECK(sscc == "004000000000000008");
    shop.at("2026-03-03 10:30");
    REQUIRE(gateways.carrier.booked().size() == 1);
    const auto booked = get_task(shop.client, task.fulfillment_order_id());
    CHECK(booked.parcels(0).tracking_number() == "TRK-" + sscc);
    const auto label = label_of(shop.client, task.fulfillment_order_id());
    CHECK(label.pdf().substr(0, 5) == "%PDF-");
    CHECK(label.tracking_number() == "TRK-" + sscc);
    CHECK(gateways.carrier.booked().size() == 1);

    ship(shop.client, task.fulfillment_order_id());
    shop.at("2026-03-03 11:00");
    const auto sent = gateways.notifications.sent("shipment_sent");
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].values().at("tracking_number") == "TRK-" + sscc);
    CHECK(sent[0].values().at("promise") == "2026-03-05 20:00");
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("a booking is taken back when its parcel is unpacked") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    shop.stock("W1", "TEE", 5);
    const std::string order = shop.deliver_to("75001", {
                                                           {"TEE", 2}
    });
    shop.wave();
    const auto task = pack(shop.client, shop.open_task(order).fulfillment_order_id());
    shop.at("2026-03-03 10:30");
    REQUIRE(gateways.carrier.booked().size() == 1);
    get<orders::CancelOrderResponse>(shop.client, cancel_of(order));
    auto answer =
        task_request<fulfillment::AnswerCancelRequestRequest>(task.fulfillment_order_id());
    answer.set_granted(true);
    get<fulfillment::AnswerCancelRequestResponse>(shop.client, answer);
    shop.at("2026-03-03 10:40");
    const std::string booked = gateways.carrier.booked().begin()->first;
    CHECK(gateways.carrier.voided() == std::vector<std::string>{booked});
    CHECK(gateways.notifications.sent("order_canceled").size() == 1);
    CHECK(gateways.notifications.sent("order_canceled")[0].values().at("canceled_items") ==
          "2 x TEE");
}

TEST_CASE("papers of tasks that have none are refused with a reason") {
    F0Shop shop;
    shop.stock("S1", "TEE", 3);
    const std::string order = shop.collect_at("S1", {
                                                        {"TEE", 1}
    });
    const auto task = shop.open_task(order);
    fulfillment::GetParcelLabelRequest label;
    label.set_fulfillment_order_id(task.fulfillment_order_id());
    CHECK(shop.client.call(label).reason == "ILLEGAL_TRANSITION");
    fulfillment::GetPackingSlipRequest slip;
    slip.set_fulfillment_order_id(task.fulfillment_order_id());
    CHECK(get<fulfillment::GetPackingSlipResponse>(shop.client, slip).pdf().substr(0, 5) ==
          "%PDF-");
    slip.set_parcel_id("shp_none");
    CHECK(shop.client.call(slip).reason == "PARCEL_NOT_FOUND");
    const Client elsewhere(shop.server.address(), {"sam", "store", "", "S2"});
    slip.set_parcel_id("");
    CHECK(elsewhere.call(slip).reason == "FULFILLMENT_ORDER_NOT_FOUND");
}

}  // namespace oms::e2e::journeys
