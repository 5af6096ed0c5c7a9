// Promises that cannot be kept: the customer is told once for each change.
#include <doctest/doctest.h>

#include "tests/journeys/f0_shop.hpp"
#include "tests/journeys/gateways.hpp"

namespace oms::e2e::journeys {
namespace {

fulfillment::ReceiveTransferRequest arrival_of(const std::string& task_id, bool nothing) {
    auto request = task_request<fulfillment::ReceiveTransferRequest>(task_id);
    request.set_partial(nothing);
    return request;
}

// A JEAN for a customer of S4, which the warehouse sends by the shuttle of Tuesday evening.
std::string sent_to_marseille(const F0Shop& shop, std::string& transfer) {
    shop.stock("W1", "JEAN", 3);
    shop.at("2026-03-03 10:30");
    const std::string order = shop.collect_at("S4", {
                                                        {"JEAN", 1}
    });
    shop.wave();
    transfer = shop.open_task(order).fulfillment_order_id();
    pack(shop.client, transfer);
    get<fulfillment::SendTransferResponse>(
        shop.client, task_request<fulfillment::SendTransferRequest>(transfer));
    return order;
}

}  // namespace

TEST_CASE("journey 5: a transfer that has not come is promised a working day later, told once") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    std::string transfer;
    const std::string order = sent_to_marseille(shop, transfer);
    CHECK(paris_time(get_task(shop.client, transfer).arrive_by()) == "2026-03-04 11:00");
    shop.at("2026-03-04 11:29");  // it may be there, and nobody has scanned it yet
    CHECK(gateways.notifications.sent("transfer_late").empty());
    CHECK(paris_time(pickup_of(shop.client, order).promised_by()) == "2026-03-04 13:00");
    shop.at("2026-03-04 11:30");
    CHECK(paris_time(pickup_of(shop.client, order).promised_by()) == "2026-03-05 13:00");
    CHECK(paris_time(get_task(shop.client, transfer).arrive_by()) == "2026-03-05 11:00");
    const auto told = gateways.notifications.sent("transfer_late");
    REQUIRE(told.size() == 1);
    CHECK(told[0].values().at("promise") == "2026-03-05 13:00");
    CHECK(told[0].values().at("store_name") == "S4");
    // Still not there on Thursday, nor on Friday: after the weekend, and not another word.
    shop.at("2026-03-06 12:00");
    CHECK(paris_time(pickup_of(shop.client, order).promised_by()) == "2026-03-09 13:00");
    CHECK(gateways.notifications.sent("transfer_late").size() == 1);
    get<fulfillment::ReceiveTransferResponse>(shop.client, arrival_of(transfer, false));
    shop.at("2026-03-10 12:00");
    CHECK(gateways.notifications.sent("transfer_late").size() == 1);
    CHECK(get_task(shop.client, transfer).state() == fulfillment::FULFILLMENT_STATE_RECEIVED);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 5: nothing was in the box, and the customer is told before 13:00") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    std::string transfer;
    const std::string order = sent_to_marseille(shop, transfer);
    shop.at("2026-03-04 10:55");
    get<fulfillment::ReceiveTransferResponse>(shop.client, arrival_of(transfer, true));
    shop.at("2026-03-04 10:56");
    const auto told = gateways.notifications.sent("transfer_late");
    REQUIRE(told.size() == 1);
    CHECK(told[0].values().at("promise") == "2026-03-05 13:00");
    shop.at("2026-03-04 14:00");  // the lost transfer is not late any more
    CHECK(gateways.notifications.sent("transfer_late").size() == 1);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 2, exception: supply slips, the customer is told once and may cancel the unit") {
    Gateways gateways;
    F0Shop shop(gateways.arguments());
    shop.stock("W1", "COAT", 2);
    inventory::PlanReceiptRequest supply;
    supply.set_request_id(next_id());
    supply.set_sku("COAT");
    supply.set_location_id("W1");
    supply.set_quantity(10);
    *supply.mutable_expected_time() = clock_at("2026-03-09 09:00").to();
    const auto receipt = get<inventory::PlanReceiptResponse>(shop.client, supply).receipt();
    orders::PlaceOrderRequest request = delivery_of("59000", {
                                                                 {"COAT", 3}
    });
    request.set_on_shortage(orders::ON_SHORTAGE_BACKORDER);
    const std::string order = place(shop.client, request).order_id();
    const orders::Order placed = shop.order(order);
    REQUIRE(placed.waiting_size() == 1);
    CHECK(paris_date(placed.waiting(0).promised_by()) == "2026-03-11");

    const auto expect = [&](const char* time, const std::string& etag) {
        inventory::UpdateReceiptRequest slip;
        slip.set_request_id(next_id());
        slip.set_receipt_id(receipt.receipt_id());
        slip.set_etag(etag);
        *slip.mutable_expected_time() = clock_at(time).to();
        return get<inventory::UpdateReceiptResponse>(shop.client, slip).receipt().etag();
    };
    const std::string slipped = expect("2026-03-16 09:00", receipt.etag());
    shop.at("2026-03-03 10:30");
    CHECK(paris_date(shop.order(order).waiting(0).promised_by()) == "2026-03-18");
    const auto told = gateways.notifications.sent("shipment_late");
    REQUIRE(told.size() == 1);
    CHECK(told[0].values().at("promise").substr(0, 10) == "2026-03-18");
    // An earlier date is good news and no notice.
    expect("2026-03-12 09:00", slipped);
    shop.at("2026-03-03 10:40");
    CHECK(gateways.notifications.sent("shipment_late").size() == 1);

    // To another address: promised anew, and still waiting for the same supply.
    orders::ChangeAddressRequest elsewhere;
    elsewhere.set_request_id(next_id());
    elsewhere.set_order_id(order);
    elsewhere.mutable_ship_to()->set_country_code("FR");
    elsewhere.mutable_ship_to()->set_postal_code("69003");
    get<orders::ChangeAddressResponse>(shop.client, elsewhere);
    shop.at("2026-03-03 10:50");
    const orders::Order moved = shop.order(order);
    REQUIRE(moved.waiting_size() == 1);
    CHECK(moved.waiting(0).receipt_id() == receipt.receipt_id());
    CHECK(moved.lines(0).quantities().allocated() == 2);
    CHECK(verify_store(shop.client) == "");

    orders::CancelOrderRequest cancel = cancel_of(order);
    auto& line = *cancel.add_lines();
    line.set_line_no(1);
    line.set_quantity(1);
    get<orders::CancelOrderResponse>(shop.client, cancel);
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"void 150.00"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 8: a unit that comes on another day is told, one that comes in time is not") {
    for (const bool late : {false, true}) {
        Gateways gateways;
        F0Shop shop(gateways.arguments());
        shop.stock("S2", "TEE", 5);
        const std::string order = shop.deliver_to("69003", {
                                                               {"TEE", 3}
        });
        const std::string task = shop.open_task(order).fulfillment_order_id();
        REQUIRE(shop.open_task(order).location_id() == "S2");
        accept(shop.client, task);
        start_picking(shop.client, task);
        shop.stock("W1", "TEE", 5);
        shop.at(late ? "2026-03-03 16:10" : "2026-03-03 15:50");
        auto missing = task_request<fulfillment::ReportShortPickRequest>(task);
        missing.set_line_no(1);
        missing.set_quantity(1);
        missing.set_reason(fulfillment::REFUSAL_REASON_NOT_FOUND);
        get<fulfillment::ReportShortPickResponse>(shop.client, missing);
        shop.at("2026-03-03 16:20");
        const auto told = gateways.notifications.sent("shipment_late");
        REQUIRE(told.size() == (late ? 1 : 0));
        if (late) CHECK(told[0].values().at("promise").substr(0, 10) == "2026-03-06");
        CHECK(verify_store(shop.client) == "");
    }
}

}  // namespace oms::e2e::journeys
