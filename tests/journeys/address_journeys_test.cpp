// Journey 17: the address changes when locations and carriers have the goods in hand.
#include <algorithm>

#include <doctest/doctest.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "tests/journeys/f0_shop.hpp"
#include "tests/journeys/gateways.hpp"

namespace oms::e2e::journeys {
namespace {

namespace admin = oms::admin::v1;

orders::ChangeAddressRequest change_to(const std::string& order_id,
                                       const std::string& postal_code) {
    orders::ChangeAddressRequest request;
    request.set_request_id(next_id());
    request.set_order_id(order_id);
    request.mutable_ship_to()->set_recipient(canary_name);
    request.mutable_ship_to()->set_country_code("FR");
    request.mutable_ship_to()->set_postal_code(postal_code);
    return request;
}

orders::ChangeAddressResponse change_address(const F0Shop& shop, const std::string& order_id,
                                             const std::string& postal_code) {
    return get<orders::ChangeAddressResponse>(shop.client, change_to(order_id, postal_code));
}

void answer(const F0Shop& shop, const std::string& task_id, bool granted) {
    auto request = task_request<fulfillment::AnswerCancelRequestRequest>(task_id);
    request.set_granted(granted);
    get<fulfillment::AnswerCancelRequestResponse>(shop.client, request);
}

// An order of one JEAN for Paris, which S1 sends: S2 has it as well.
std::string order_from_paris(const F0Shop& shop) {
    shop.stock("S1", "JEAN", 5);
    shop.stock("S2", "JEAN", 5);
    const std::string order = shop.deliver_to("75001", {
                                                           {"JEAN", 1}
    });
    REQUIRE(shop.open_task(order).location_id() == "S1");
    return order;
}

fulfillment::Parcel parcel_of(const F0Shop& shop, const std::string& task_id) {
    const auto task = get_task(shop.client, task_id);
    REQUIRE(task.parcels_size() == 1);
    return task.parcels(0);
}

admin::Effect redirect_of(const F0Shop& shop, const std::string& order_id) {
    admin::ListEffectsRequest request;
    request.set_order_id(order_id);
    const auto reply = get<admin::ListEffectsResponse>(shop.client, request);
    const auto found =
        std::find_if(reply.effects().begin(), reply.effects().end(),
                     [](const admin::Effect& effect) { return effect.kind() == "redirect"; });
    REQUIRE(found != reply.effects().end());
    return *found;
}

void tell_carrier_news(const F0Shop& shop, const fulfillment::FulfillmentOrder& task,
                       fulfillment::ParcelEvent event, const std::string& refusal = "") {
    auto request = task_request<fulfillment::TrackParcelRequest>(task.fulfillment_order_id());
    request.set_parcel_id(task.parcels(0).parcel_id());
    request.set_event(event);
    CHECK(shop.client.call(request).reason == refusal);
}

}  // namespace

TEST_CASE("journey 17: what a location gives back comes from the cheapest place for the address") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    const std::string order = order_from_paris(shop);
    const std::string task = shop.open_task(order).fulfillment_order_id();
    accept(shop.client, task);

    shop.at("2026-03-03 10:40");
    const auto changed = change_address(shop, order, "69003");
    REQUIRE(changed.recalled_fulfillment_order_ids_size() == 1);
    CHECK(changed.recalled_fulfillment_order_ids(0) == task);
    CHECK(changed.redirected_fulfillment_order_ids().empty());
    const auto asked = get_task(shop.client, task);
    CHECK(asked.state() == fulfillment::FULFILLMENT_STATE_CANCEL_REQUESTED);
    CHECK(asked.recalled());
    CHECK(paris_time(asked.cancel_by()) == "2026-03-03 10:50");
    CHECK(asked.allowed_actions(0) == fulfillment::FULFILLMENT_ACTION_RESUME_ACCEPTED);
    CHECK(asked.allowed_actions(1) == fulfillment::FULFILLMENT_ACTION_GRANT_RECALL);
    // Until then nobody goes on with it.
    CHECK(shop.client.call(task_request<fulfillment::StartPickingRequest>(task)).reason ==
          "ILLEGAL_TRANSITION");
    answer(shop, task, true);
    shop.at("2026-03-03 10:45");

    CHECK(get_task(shop.client, task).state() == fulfillment::FULFILLMENT_STATE_REJECTED);
    CHECK(stock_at(shop.client, "JEAN", "S1").reserved() == 0);
    const auto again = shop.open_task(order);
    CHECK(again.location_id() == "S2");
    CHECK(again.attempt() == 1);  // nobody has refused it
    CHECK(paris_date(again.promised_by()) == "2026-03-05");
    CHECK(shop.order(order).ship_to().postal_code() == "69003");
    CHECK(shop.order(order).payments_due().empty());
    pack(shop.client, again.fulfillment_order_id());
    shop.at("2026-03-03 11:00");
    REQUIRE(gateways.carrier.booked().size() == 1);
    CHECK(gateways.carrier.booked().begin()->second.recipient().postal_code() == "69003");
    CHECK(gateways.carrier.redirected().empty());
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: ten minutes of silence give back what nobody has begun, and nothing else") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    const std::string untouched = order_from_paris(shop);
    const std::string begun = shop.deliver_to("75001", {
                                                           {"JEAN", 1}
    });
    const std::string begun_task = shop.open_task(begun).fulfillment_order_id();
    accept(shop.client, begun_task);
    start_picking(shop.client, begun_task);
    shop.at("2026-03-03 10:20");
    change_address(shop, untouched, "69003");
    change_address(shop, begun, "69003");
    shop.at("2026-03-03 10:29");
    CHECK(get_task(shop.client, begun_task).recalled());
    shop.at("2026-03-03 10:31");
    CHECK(shop.open_task(untouched).location_id() == "S2");

    // It goes on to where it was released for, and the carrier is asked once it has it.
    auto task = get_task(shop.client, begun_task);
    CHECK(task.state() == fulfillment::FULFILLMENT_STATE_PICKING);
    CHECK_FALSE(task.has_promised_by());
    REQUIRE(shop.order(begun).parcels_size() == 1);
    CHECK_FALSE(shop.order(begun).parcels(0).has_promised_by());
    pick_all(shop.client, begun_task);
    get<fulfillment::PackFulfillmentOrderResponse>(
        shop.client, task_request<fulfillment::PackFulfillmentOrderRequest>(begun_task));
    CHECK(parcel_of(shop, begun_task).redirect() == fulfillment::REDIRECT_STATE_PENDING);
    shop.at("2026-03-03 10:40");
    CHECK(parcel_of(shop, begun_task).redirect() == fulfillment::REDIRECT_STATE_ACCEPTED);
    REQUIRE(gateways.carrier.booked().size() == 1);
    CHECK(gateways.carrier.booked().begin()->second.recipient().postal_code() == "75001");
    REQUIRE(gateways.carrier.redirected().size() == 1);
    CHECK(gateways.carrier.redirected()[0].recipient().postal_code() == "69003");
    CHECK(gateways.carrier.redirected()[0].tracking_number() ==
          parcel_of(shop, begun_task).tracking_number());
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: a label that was bought is void when its parcel is given back, else kept") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    const std::string given = order_from_paris(shop);
    const std::string kept = shop.deliver_to("75001", {
                                                          {"JEAN", 1}
    });
    const std::string given_task = shop.open_task(given).fulfillment_order_id();
    const std::string kept_task = shop.open_task(kept).fulfillment_order_id();
    pack(shop.client, given_task);
    pack(shop.client, kept_task);
    shop.at("2026-03-03 11:00");
    REQUIRE(gateways.carrier.booked().size() == 2);
    shop.at("2026-03-03 11:30");
    change_address(shop, given, "69003");
    change_address(shop, kept, "69003");
    CHECK(shop.client.call(task_request<fulfillment::ShipFulfillmentOrderRequest>(kept_task))
              .reason == "ILLEGAL_TRANSITION");
    answer(shop, given_task, true);
    answer(shop, kept_task, false);
    CHECK(parcel_of(shop, kept_task).redirect() == fulfillment::REDIRECT_STATE_PENDING);
    shop.at("2026-03-03 11:35");
    CHECK(gateways.carrier.voided() ==
          std::vector<std::string>{"book-" + parcel_of(shop, given_task).parcel_id()});
    CHECK(parcel_of(shop, given_task).state() == fulfillment::PARCEL_STATE_VOIDED);
    CHECK(shop.open_task(given).location_id() == "S2");
    CHECK(stock_at(shop.client, "JEAN", "S1").reserved() == 1);
    CHECK(get_task(shop.client, kept_task).state() == fulfillment::FULFILLMENT_STATE_PACKED);
    CHECK(parcel_of(shop, kept_task).redirect() == fulfillment::REDIRECT_STATE_ACCEPTED);
    ship(shop.client, kept_task);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: after the handover the carrier decides, and no promise is kept") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    const std::string order = order_from_paris(shop);
    const std::string id = shop.open_task(order).fulfillment_order_id();
    pack(shop.client, id);
    shop.at("2026-03-03 17:00");
    ship(shop.client, id);
    shop.at("2026-03-03 18:00");
    gateways.carrier.redirect_faults.then(grpc::StatusCode::UNAVAILABLE);
    gateways.carrier.redirect_faults.then(grpc::StatusCode::FAILED_PRECONDITION);
    const auto changed = change_address(shop, order, "69003");
    CHECK(changed.recalled_fulfillment_order_ids().empty());
    CHECK(changed.redirected_fulfillment_order_ids_size() == 1);
    CHECK(parcel_of(shop, id).redirect() == fulfillment::REDIRECT_STATE_PENDING);
    CHECK_FALSE(get_task(shop.client, id).has_promised_by());
    CHECK_FALSE(shop.order(order).parcels(0).has_promised_by());

    shop.at("2026-03-03 18:01");
    CHECK(parcel_of(shop, id).redirect() == fulfillment::REDIRECT_STATE_REFUSED);
    const admin::Effect refused = redirect_of(shop, order);
    CHECK(refused.state() == admin::EFFECT_STATE_FAILED);
    CHECK(refused.last_reason() == "GATEWAY_REFUSED");
    REQUIRE(gateways.carrier.redirected().size() == 2);
    CHECK(gateways.carrier.redirected()[0].operation_id() ==
          gateways.carrier.redirected()[1].operation_id());
    // A person talks to the carrier and has it tried again.
    admin::RetryEffectRequest retry;
    retry.set_request_id(next_id());
    retry.set_operation_id(refused.operation_id());
    get<admin::RetryEffectResponse>(shop.client, retry);
    shop.at("2026-03-03 18:02");
    CHECK(parcel_of(shop, id).redirect() == fulfillment::REDIRECT_STATE_ACCEPTED);
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"capture 64.90"});
    deliver(shop.client, id);
    const Answer over = shop.client.call(change_to(order, "59000"));
    CHECK(over.reason == "ILLEGAL_TRANSITION");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: a carrier that answers later is told of by its news") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    gateways.carrier.answers_redirects = false;
    const std::string order = order_from_paris(shop);
    const std::string id = shop.open_task(order).fulfillment_order_id();
    pack(shop.client, id);
    shop.at("2026-03-03 10:10");
    ship(shop.client, id);
    const auto task = get_task(shop.client, id);
    tell_carrier_news(shop, task, fulfillment::PARCEL_EVENT_REDIRECTED, "ILLEGAL_TRANSITION");
    change_address(shop, order, "69003");
    shop.at("2026-03-03 12:00");
    CHECK(redirect_of(shop, order).state() == admin::EFFECT_STATE_DONE);
    CHECK(parcel_of(shop, id).redirect() == fulfillment::REDIRECT_STATE_PENDING);
    // Until it has answered it is asked for no other address.
    CHECK(shop.client.call(change_to(order, "59000")).reason == "ILLEGAL_TRANSITION");
    CHECK(shop.order(order).ship_to().postal_code() == "69003");
    tell_carrier_news(shop, task, fulfillment::PARCEL_EVENT_REDIRECT_REFUSED);
    CHECK(parcel_of(shop, id).redirect() == fulfillment::REDIRECT_STATE_REFUSED);
    tell_carrier_news(shop, task, fulfillment::PARCEL_EVENT_REDIRECTED, "ILLEGAL_TRANSITION");
    // Another wish is another question.
    change_address(shop, order, "59000");
    shop.at("2026-03-03 12:01");
    tell_carrier_news(shop, task, fulfillment::PARCEL_EVENT_REDIRECTED);
    CHECK(parcel_of(shop, id).redirect() == fulfillment::REDIRECT_STATE_ACCEPTED);
    REQUIRE(gateways.carrier.redirected().size() == 2);
    CHECK(gateways.carrier.redirected()[1].recipient().postal_code() == "59000");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: one question at a time, and a far address waits for a person") {
    const F0Shop shop;
    const std::string order = order_from_paris(shop);
    const std::string task = shop.open_task(order).fulfillment_order_id();
    auto stale = change_to(order, "69003");
    stale.set_etag("v99");
    CHECK(shop.client.call(stale).reason == "VERSION_MISMATCH");
    CHECK(shop.client.call(change_to("ord_nothing", "69003")).reason == "ORDER_NOT_FOUND");
    auto trial = change_to(order, "69003");
    trial.set_validate_only(true);
    get<orders::ChangeAddressResponse>(shop.client, trial);
    CHECK(shop.order(order).ship_to().postal_code() == "75001");

    auto abroad = change_to(order, "1000");
    abroad.mutable_ship_to()->set_country_code("BE");
    const auto changed = get<orders::ChangeAddressResponse>(shop.client, abroad);
    CHECK(changed.needs_review());
    const Answer second = shop.client.call(change_to(order, "69003"));
    CHECK(second.reason == "ILLEGAL_TRANSITION");
    CHECK(shop.order(order).ship_to().postal_code() == "1000");
    answer(shop, task, true);
    shop.at("2026-03-03 10:05");
    const orders::Order held = shop.order(order);
    REQUIRE(held.holds_size() == 1);
    CHECK(held.holds(0).type() == orders::HOLD_TYPE_FRAUD_REVIEW);
    CHECK(tasks_of(shop.client, order).size() == 1);  // the one that was given back
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: no carrier is asked for an address that waits for its review") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    const std::string order = order_from_paris(shop);
    const std::string id = shop.open_task(order).fulfillment_order_id();
    pack(shop.client, id);
    shop.at("2026-03-03 10:10");
    ship(shop.client, id);
    auto abroad = change_to(order, "1000");
    abroad.mutable_ship_to()->set_country_code("BE");
    CHECK(get<orders::ChangeAddressResponse>(shop.client, abroad).needs_review());
    shop.at("2026-03-03 12:00");
    CHECK(gateways.carrier.redirected().empty());
    CHECK(parcel_of(shop, id).redirect() == fulfillment::REDIRECT_STATE_PENDING);
    orders::ReleaseHoldRequest release;
    release.set_request_id(next_id());
    release.set_order_id(order);
    release.set_hold_id(shop.order(order).holds(0).hold_id());
    get<orders::ReleaseHoldResponse>(shop.client, release);
    shop.at("2026-03-04 12:00");
    REQUIRE(gateways.carrier.redirected().size() == 1);
    CHECK(gateways.carrier.redirected()[0].recipient().country_code() == "BE");
    CHECK(parcel_of(shop, id).redirect() == fulfillment::REDIRECT_STATE_ACCEPTED);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: a pickup changes its store as long as nobody has begun it") {
    const F0Shop shop;
    shop.stock("S1", "JEAN", 5);
    shop.stock("W1", "JEAN", 5);
    const std::string order = shop.collect_at("S1", {
                                                        {"JEAN", 1}
    });
    const std::string task = shop.open_task(order).fulfillment_order_id();
    accept(shop.client, task);
    const std::string first = pickup_of(shop.client, order).pickup_id();
    orders::ChangePickupLocationRequest request;
    request.set_order_id(order);
    request.set_from_location_id("S1");
    const auto change = [&](const char* from, const char* to) {
        request.set_request_id(next_id());
        request.set_from_location_id(from);
        request.set_to_location_id(to);
        return shop.client.call(request);
    };
    CHECK(change("S1", "nowhere").reason == "LOCATION_NOT_FOUND");
    CHECK(change("S1", "W1").reason == "PICKUP_NOT_OFFERED");
    CHECK(change("S3", "S4").reason == "ILLEGAL_TRANSITION");
    CHECK(change("S1", "S1").reason == "ILLEGAL_TRANSITION");
    // S4 has none: the warehouse sends it by tonight's shuttle.
    CHECK(change("S1", "S4").reason.empty());
    shop.at("2026-03-03 10:05");
    CHECK(get_task(shop.client, task).state() == fulfillment::FULFILLMENT_STATE_REJECTED);
    CHECK(pickups_at(shop.client, "S1").empty());
    const auto moved = pickups_at(shop.client, "S4");
    REQUIRE(moved.size() == 1);
    CHECK(moved[0].pickup_id() != first);
    CHECK(paris_time(moved[0].promised_by()) == "2026-03-04 13:00");
    CHECK(stock_at(shop.client, "JEAN", "S1").reserved() == 0);
    CHECK(stock_at(shop.client, "JEAN", "W1").reserved() == 1);
    CHECK(shop.order(order).lines(0).pickup().location_id() == "S4");

    // Back again: the transfer is not released, and the first store has it on its shelf.
    CHECK(change("S4", "S1").reason.empty());
    shop.at("2026-03-03 10:10");
    const auto again = shop.open_task(order);
    CHECK(again.location_id() == "S1");
    CHECK(again.method() == fulfillment::FULFILLMENT_METHOD_PICKUP);
    accept(shop.client, again.fulfillment_order_id());
    start_picking(shop.client, again.fulfillment_order_id());
    const Answer begun = change("S1", "S4");
    CHECK(begun.reason == "ILLEGAL_TRANSITION");
    CHECK(shop.open_task(order).state() == fulfillment::FULFILLMENT_STATE_PICKING);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: what is not released is planned anew with what is") {
    const F0Shop shop;
    shop.stock("W1", "TEE", 5);
    const std::string order = shop.deliver_to("75001", {
                                                           {"TEE", 2}
    });
    shop.at("2026-03-03 16:30");  // past the cut-off: the promise is a new one
    const auto changed = change_address(shop, order, "69003");
    CHECK(changed.recalled_fulfillment_order_ids().empty());
    shop.at("2026-03-03 16:31");
    const orders::Order after = shop.order(order);
    REQUIRE(after.parcels_size() == 1);
    CHECK(paris_date(after.parcels(0).promised_by()) == "2026-03-06");
    CHECK(after.lines(0).quantities().allocated() == 2);
    CHECK(stock_at(shop.client, "TEE", "W1").reserved() == 2);
    shop.wave();
    CHECK(shop.open_task(order).location_id() == "W1");
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
