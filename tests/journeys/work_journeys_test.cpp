#include <doctest/doctest.h>

#include "tests/journeys/f0_shop.hpp"

// Journeys 6, 7, 8 and 11: what goes wrong between the plan and the doorstep.
namespace oms::e2e::journeys {
namespace {

void reject(const F0Shop& shop, const std::string& task, fulfillment::RefusalReason reason,
            std::vector<std::int32_t> lines = {}) {
    auto request = task_request<fulfillment::RejectFulfillmentOrderRequest>(task);
    request.set_reason(reason);
    for (const std::int32_t line : lines)
        request.add_line_nos(line);
    get<fulfillment::RejectFulfillmentOrderResponse>(shop.client, request);
}

// By when everything open of the order is promised.
std::string promised(const orders::Order& order) {
    google::protobuf::Timestamp latest;
    for (const auto& parcel : order.parcels()) {
        if (parcel.promised_by().seconds() > latest.seconds()) latest = parcel.promised_by();
    }
    return paris_date(latest);
}

void answer_cancel(const F0Shop& shop, const std::string& task, bool granted) {
    auto request = task_request<fulfillment::AnswerCancelRequestRequest>(task);
    request.set_granted(granted);
    get<fulfillment::AnswerCancelRequestResponse>(shop.client, request);
}

}  // namespace

TEST_CASE("journey 6: a store rejects, and the whole order moves on with its promise") {
    const F0Shop shop;
    shop.stock("W1", "TEE", 5);
    shop.stock("S2", "TEE", 3);
    shop.stock("S2", "JEAN", 2);
    shop.stock("S1", "TEE", 4);
    shop.stock("S1", "JEAN", 4);
    const std::string order = shop.deliver_to("69003", {
                                                           {"TEE",  1},
                                                           {"JEAN", 1}
    });
    const auto first = shop.open_task(order);
    REQUIRE(first.location_id() == "S2");
    CHECK(promised(shop.order(order)) == "2026-03-05");

    shop.at("2026-03-03 10:20");
    accept(shop.client, first.fulfillment_order_id());
    shop.at("2026-03-03 10:40");
    reject(shop, first.fulfillment_order_id(), fulfillment::REFUSAL_REASON_NOT_FOUND, {2});
    CHECK(shop.promisable("JEAN", "S2") == 0);
    CHECK(stock_at(shop.client, "JEAN", "S2").on_hand() == 0);
    CHECK(stock_at(shop.client, "TEE", "S2").on_hand() == 3);
    shop.at("2026-03-03 10:40");  // what is due runs before the clock goes on
    const auto second = shop.open_task(order);
    CHECK(second.location_id() == "S1");
    CHECK(second.lines_size() == 2);
    CHECK(second.attempt() == 2);
    CHECK(promised(shop.order(order)) == "2026-03-05");
    CHECK(verify_store(shop.client) == "");

    // The other store has none either: the line waits, the rest goes alone from the warehouse.
    reject(shop, second.fulfillment_order_id(), fulfillment::REFUSAL_REASON_NOT_FOUND, {2});
    shop.at("2026-03-03 10:41");
    const orders::Order left = shop.order(order);
    CHECK(left.lines(0).quantities().allocated() == 1);
    CHECK(left.lines(1).quantities().backordered() == 1);
    shop.wave();
    const auto third = shop.open_task(order);
    CHECK(third.location_id() == "W1");
    CHECK(third.attempt() == 3);

    // A third refusal: a person decides, whatever arrives.
    reject(shop, third.fulfillment_order_id(), fulfillment::REFUSAL_REASON_OTHER);
    shop.stock("S3", "TEE", 9);
    shop.stock("S3", "JEAN", 9);
    shop.at("2026-03-04 12:00");
    CHECK(shop.open_task(order).state() == fulfillment::FULFILLMENT_STATE_EXCEPTION);
    CHECK(shop.order(order).lines(0).quantities().allocated() == 0);
    CHECK(verify_store(shop.client) == "");
    get<fulfillment::RetryFulfillmentOrderResponse>(
        shop.client,
        task_request<fulfillment::RetryFulfillmentOrderRequest>(third.fulfillment_order_id()));
    shop.at("2026-03-04 12:01");
    CHECK(shop.order(order).lines(0).quantities().allocated() == 1);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 7: a silent store loses the task after 30 minutes of opening time") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 5);
    shop.at("2026-03-03 19:45");
    const std::string order = shop.deliver_to("75001", {
                                                           {"TEE", 1}
    });
    shop.stock("W1", "TEE", 5);
    const auto silent = shop.open_task(order);
    CHECK(silent.location_id() == "S1");
    CHECK(paris_time(silent.accept_by()) == "2026-03-04 10:15");
    shop.at("2026-03-04 10:14");
    CHECK(shop.open_task(order).state() == fulfillment::FULFILLMENT_STATE_RELEASED);
    shop.at("2026-03-04 10:15");
    CHECK(get_task(shop.client, silent.fulfillment_order_id()).refusal() ==
          fulfillment::REFUSAL_REASON_NO_ANSWER);
    shop.wave();
    CHECK(shop.open_task(order).location_id() == "W1");
    shop.at("2026-03-04 10:16");
    CHECK(shop.client
              .call(task_request<fulfillment::AcceptFulfillmentOrderRequest>(
                  silent.fulfillment_order_id()))
              .reason == "ILLEGAL_TRANSITION");
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 5);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 8: a short pick ships what is there, and the rest the same day from elsewhere") {
    for (const bool in_time : {true, false}) {
        const F0Shop shop;
        shop.stock("S2", "TEE", 4);
        const std::string order = shop.deliver_to("69003", {
                                                               {"TEE", 3}
        });
        const std::string task = shop.open_task(order).fulfillment_order_id();
        accept(shop.client, task);
        start_picking(shop.client, task);
        shop.stock("W1", "TEE", 9);
        shop.at(in_time ? "2026-03-03 11:00" : "2026-03-03 16:05");
        auto scan = task_request<fulfillment::RecordPicksRequest>(task);
        scan.add_scans()->set_code("TEE");
        scan.mutable_scans(0)->set_quantity(2);
        get<fulfillment::RecordPicksResponse>(shop.client, scan);
        auto missing = task_request<fulfillment::ReportShortPickRequest>(task);
        missing.set_line_no(1);
        missing.set_quantity(1);
        missing.set_reason(fulfillment::REFUSAL_REASON_NOT_FOUND);
        get<fulfillment::ReportShortPickResponse>(shop.client, missing);
        get<fulfillment::PackFulfillmentOrderResponse>(
            shop.client, task_request<fulfillment::PackFulfillmentOrderRequest>(task));
        ship(shop.client, task);
        shop.at(in_time ? "2026-03-03 11:01" : "2026-03-03 16:06");
        const orders::Order now = shop.order(order);
        CHECK(now.lines(0).quantities().shipped() == 2);
        CHECK(now.lines(0).quantities().allocated() == 1);
        CHECK(stock_at(shop.client, "TEE", "W1").reserved() == 1);
        CHECK(promised(now) == (in_time ? "2026-03-05" : "2026-03-06"));
        deliver(shop.client, task);
        shop.wave();
        const std::string rest = shop.open_task(order).fulfillment_order_id();
        pack(shop.client, rest);
        ship(shop.client, rest);
        deliver(shop.client, rest);
        CHECK(shop.order(order).status() == orders::ORDER_STATUS_COMPLETED);
        CHECK(payments_due(shop.order(order)) ==
              std::vector<std::string>{"capture 44.90", "capture 20.00"});
        CHECK(verify_store(shop.client) == "");
    }
}

TEST_CASE("journey 11: cancel at every stage") {
    const F0Shop shop;
    shop.stock("S1", "TEE", 9);
    const std::string accepted = shop.deliver_to("75001", {
                                                              {"TEE", 1}
    });
    const std::string picked = shop.deliver_to("75001", {
                                                            {"TEE", 1}
    });
    const std::string packed = shop.deliver_to("75001", {
                                                            {"TEE", 1}
    });
    const std::string shipped = shop.deliver_to("75001", {
                                                             {"TEE", 1}
    });
    const auto task = [&](const std::string& order) {
        return shop.open_task(order).fulfillment_order_id();
    };
    accept(shop.client, task(accepted));
    accept(shop.client, task(picked));
    start_picking(shop.client, task(picked));
    pack(shop.client, task(packed));
    pack(shop.client, task(shipped));
    ship(shop.client, task(shipped));

    // (b) Released, not picked: the location is asked, and ten minutes of silence grant it.
    CHECK(get<orders::CancelOrderResponse>(shop.client, cancel_of(accepted)).asked_size() == 1);
    const auto asked = shop.open_task(accepted);
    CHECK(asked.state() == fulfillment::FULFILLMENT_STATE_CANCEL_REQUESTED);
    CHECK(paris_time(asked.cancel_by()) == "2026-03-03 10:10");
    // (c) Picked or packed: only the location's word gives it back.
    get<orders::CancelOrderResponse>(shop.client, cancel_of(picked));
    get<orders::CancelOrderResponse>(shop.client, cancel_of(packed));
    // (d) Handed to the carrier: refused.
    CHECK(shop.client.call(cancel_of(shipped)).reason == "ILLEGAL_TRANSITION");

    shop.at("2026-03-03 10:10");
    CHECK(shop.order(accepted).status() == orders::ORDER_STATUS_CANCELED);
    shop.at("2026-03-03 12:00");
    CHECK(shop.order(picked).status() == orders::ORDER_STATUS_PLACED);
    CHECK(shop.client.call(task_request<fulfillment::ShipFulfillmentOrderRequest>(task(packed)))
              .reason == "ILLEGAL_TRANSITION");
    answer_cancel(shop, task(picked), true);
    answer_cancel(shop, task(packed), true);
    CHECK(shop.order(picked).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(shop.order(packed).status() == orders::ORDER_STATUS_CANCELED);
    for (const std::string& id : {accepted, picked, packed})
        CHECK(payments_due(shop.order(id)) == std::vector<std::string>{"void 24.90"});
    CHECK(payments_due(shop.order(shipped)) == std::vector<std::string>{"capture 24.90"});
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 8);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() == 0);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
