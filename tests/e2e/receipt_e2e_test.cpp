#include <doctest/doctest.h>

#include "oms/testing/v1/testing_service.pb.h"
#include "tests/e2e/shop.hpp"

// Supply to come, from its plan to the customers who waited for it.
namespace oms::e2e {
namespace {

constexpr const char* start = "2026-03-02T10:00:00Z";
constexpr std::int64_t start_seconds = 1'772'445'600;
constexpr std::int64_t day = 86'400;

void advance(const Client& client, std::int64_t seconds) {
    oms::testing::v1::AdvanceRequest request;
    request.mutable_to()->set_seconds(start_seconds + seconds);
    get<oms::testing::v1::AdvanceResponse>(client, request);
}

inventory::Receipt plan(const Client& client, std::int64_t quantity, std::int64_t due) {
    inventory::PlanReceiptRequest request;
    request.set_request_id(next_id());
    request.set_sku("COAT");
    request.set_location_id("W1");
    request.set_quantity(quantity);
    request.mutable_expected_time()->set_seconds(start_seconds + due);
    return get<inventory::PlanReceiptResponse>(client, request).receipt();
}

inventory::ReceiveReceiptRequest receipt_of(const std::string& id, std::int64_t quantity) {
    inventory::ReceiveReceiptRequest request;
    request.set_request_id(next_id());
    request.set_receipt_id(id);
    request.set_quantity(quantity);
    return request;
}

orders::Order preorder(const Client& client, std::int64_t quantity) {
    auto order = delivery_order("COAT", quantity);
    order.set_on_shortage(orders::ON_SHORTAGE_BACKORDER);
    return get_order(client, place(client, order).order_id());
}

std::int64_t allocated(const Client& client, const orders::Order& order) {
    return get_order(client, order.order_id()).lines(0).quantities().allocated();
}

}  // namespace

TEST_CASE("who ordered of supply to come gets it when it comes, in order, and a late one is told") {
    const Shop shop({"--clock-start", start});
    create_item(shop.client, "COAT");
    const inventory::Receipt planned = plan(shop.client, 4, 10 * day);
    CHECK(stock_at(shop.client, "COAT", "W1").incoming() == 4);

    const orders::Order first = preorder(shop.client, 2);
    advance(shop.client, 1);
    const orders::Order second = preorder(shop.client, 3);
    REQUIRE(first.waiting_size() == 1);
    CHECK(first.waiting(0).receipt_id() == planned.receipt_id());
    CHECK(first.waiting(0).quantity() == 2);
    CHECK(first.waiting(0).promised_by().seconds() == start_seconds + 10 * day);
    CHECK(second.waiting(0).quantity() == 2);

    inventory::UpdateReceiptRequest slip;
    slip.set_request_id(next_id());
    slip.set_receipt_id(planned.receipt_id());
    slip.set_etag(planned.etag());
    slip.mutable_expected_time()->set_seconds(start_seconds + 12 * day);
    get<inventory::UpdateReceiptResponse>(shop.client, slip);
    slip.set_request_id(next_id());
    CHECK(shop.client.call(slip).reason == "VERSION_MISMATCH");
    advance(shop.client, 2);
    CHECK(get_order(shop.client, first.order_id()).waiting(0).promised_by().seconds() ==
          start_seconds + 12 * day);

    advance(shop.client, 12 * day);
    const auto received = receipt_of(planned.receipt_id(), 3);
    const auto reply = get<inventory::ReceiveReceiptResponse>(shop.client, received);
    CHECK(reply.level().on_hand() == 3);
    CHECK(reply.level().incoming() == 1);
    // The same request again is the same goods.
    CHECK(get<inventory::ReceiveReceiptResponse>(shop.client, received).level().on_hand() == 3);
    advance(shop.client, 12 * day + 1);
    CHECK(allocated(shop.client, first) == 2);
    CHECK(allocated(shop.client, second) == 1);
    CHECK(stock_at(shop.client, "COAT", "W1").available() == 0);

    get<inventory::ReceiveReceiptResponse>(shop.client, receipt_of(planned.receipt_id(), 5));
    advance(shop.client, 12 * day + 2);
    CHECK(allocated(shop.client, second) == 3);
    CHECK(stock_at(shop.client, "COAT", "W1").available() == 3);
    CHECK(shop.client.call(receipt_of(planned.receipt_id(), 1)).reason == "ILLEGAL_TRANSITION");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("receipts are for those who keep stock, at their own locations") {
    const Shop shop({"--clock-start", start});
    create_item(shop.client, "COAT");
    const inventory::Receipt planned = plan(shop.client, 4, day);
    plan(shop.client, 5, 2 * day);
    inventory::GetReceiptRequest wanted;
    wanted.set_receipt_id(planned.receipt_id());
    const Client elsewhere(shop.server.address(), {"S1-staff", "inventory", "web", "S1"});
    CHECK(elsewhere.call(wanted).reason == "RECEIPT_NOT_FOUND");
    CHECK(elsewhere.call(receipt_of(planned.receipt_id(), 1)).reason == "RECEIPT_NOT_FOUND");
    const Client agent(shop.server.address(), {"ada", "agent", "web", "W1"});
    CHECK(agent.call(receipt_of(planned.receipt_id(), 1)).reason == "NOT_PERMITTED");
    CHECK(get<inventory::GetReceiptResponse>(agent, wanted).receipt().expected_quantity() == 4);

    inventory::ListReceiptsRequest list;
    CHECK(get<inventory::ListReceiptsResponse>(elsewhere, list).receipts_size() == 0);
    list.set_page_size(1);
    const auto page = get<inventory::ListReceiptsResponse>(shop.client, list);
    REQUIRE(page.receipts_size() == 1);
    CHECK(page.receipts(0).receipt_id() == planned.receipt_id());
    list.set_page_token(page.next_page_token());
    const auto rest = get<inventory::ListReceiptsResponse>(shop.client, list);
    REQUIRE(rest.receipts_size() == 1);
    CHECK(rest.receipts(0).expected_quantity() == 5);
    CHECK(rest.next_page_token().empty());
    list.set_page_token("p1.x");
    CHECK(shop.client.call(list).reason == "MALFORMED_REQUEST");
}

}  // namespace oms::e2e
