// Money, through the real server and a payment gateway with faults.
#include <doctest/doctest.h>

#include "oms/payments/v1/payment_service.pb.h"
#include "tests/journeys/f0_shop.hpp"
#include "tests/journeys/payment_gateway.hpp"

namespace oms::e2e::journeys {
namespace {

namespace pay = oms::payments::v1;
using oms::testing::GatewayFault;

pay::Payments payments_of(const Client& client, const std::string& order_id) {
    pay::GetPaymentsRequest request;
    request.set_order_id(order_id);
    return get<pay::GetPaymentsResponse>(client, request).payments();
}

std::vector<pay::PaymentOperation> open_operations(const Client& client) {
    const auto reply = get<pay::ListOperationsResponse>(client, pay::ListOperationsRequest());
    return {reply.operations().begin(), reply.operations().end()};
}

template <class Request>
Request money_request(const std::string& order_id, std::int64_t cents) {
    Request request;
    request.set_request_id(next_id());
    request.set_order_id(order_id);
    request.mutable_amount()->set_currency_code("EUR");
    request.mutable_amount()->set_minor_units(cents);
    return request;
}

pay::ReportPaymentEventRequest event_of(const std::string& operation_id) {
    pay::ReportPaymentEventRequest request;
    request.set_request_id(next_id());
    request.set_operation_id(operation_id);
    request.set_outcome(pay::OPERATION_OUTCOME_DONE);
    return request;
}

void pay_by(orders::PlaceOrderRequest& request, const std::string& type, std::int64_t cents) {
    orders::Tender& tender = *request.add_tenders();
    tender.set_type(type);
    tender.mutable_amount()->set_currency_code("EUR");
    tender.mutable_amount()->set_minor_units(cents);
    tender.set_reference("ref-" + type);
}

// An order of TEE at 10.00 each, collected at S1, paid by card.
std::string collect_paid(const F0Shop& shop, std::int64_t units) {
    orders::PlaceOrderRequest request = new_order();
    add_pickup(request, "TEE", units, "S1");
    pay_by(request, "card", units * unit_price);
    return place(shop.client, request).order_id();
}

void hand_over(const F0Shop& shop, const std::string& order) {
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    const pickups::Pickup pickup = pickup_of(shop.client, order);
    get<pickups::CollectPickupResponse>(
        shop.client, handover_of(pickup.pickup_id(), code_of(shop.client, pickup.pickup_id())));
}

}  // namespace

TEST_CASE("goods that are handed over are captured, once, though every call goes wrong") {
    PaymentGatewayServer gateway;
    F0Shop shop(gateway.arguments());
    shop.stock("S1", "TEE", 5);
    const std::string order = collect_paid(shop, 2);
    CHECK(payments_of(shop.client, order).status() == pay::PAYMENT_STATUS_AUTHORIZED);
    CHECK(payments_of(shop.client, order).etag().empty());
    gateway.provider.then(GatewayFault::lose_request);
    gateway.provider.then(GatewayFault::lose_answer);
    hand_over(shop, order);
    shop.at("2026-03-03 10:00");
    REQUIRE(open_operations(shop.client).size() == 1);
    CHECK(open_operations(shop.client)[0].state() == pay::OPERATION_STATE_UNCERTAIN);
    shop.at("2026-03-03 10:05");
    const pay::Payments paid = payments_of(shop.client, order);
    CHECK(paid.status() == pay::PAYMENT_STATUS_PAID);
    CHECK(paid.captured().minor_units() == 2 * unit_price);
    CHECK(paid.owed().minor_units() == 0);
    CHECK(gateway.provider.money_of(OrderId::trusted(order)) == 2 * unit_price);
    CHECK(gateway.provider.booked().size() == 1);
    CHECK(open_operations(shop.client).empty());
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("journey 9: an authorization that lapses before the goods do is renewed on Monday") {
    PaymentGatewayServer gateway;
    F0Shop shop(gateway.arguments());
    shop.stock("S1", "TEE", 5);
    const std::string order = collect_paid(shop, 1);
    make_ready(shop.client, shop.open_task(order).fulfillment_order_id());
    shop.at("2026-03-09 09:59");
    CHECK(gateway.provider.calls() == 0);
    shop.at("2026-03-09 10:01");
    CHECK(gateway.provider.calls() == 1);
    shop.at("2026-03-10 19:00");  // after the first one has lapsed at 10:00
    CHECK(payments_of(shop.client, order).status() == pay::PAYMENT_STATUS_AUTHORIZED);
    const pickups::Pickup pickup = pickup_of(shop.client, order);
    get<pickups::CollectPickupResponse>(
        shop.client, handover_of(pickup.pickup_id(), code_of(shop.client, pickup.pickup_id())));
    shop.at("2026-03-10 19:01");
    CHECK(payments_of(shop.client, order).status() == pay::PAYMENT_STATUS_PAID);
    CHECK(gateway.provider.complaints().empty());
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("journey 24: 200.00 from a gift card and a card go back to where they came from") {
    PaymentGatewayServer gateway;
    F0Shop shop(gateway.arguments());
    shop.stock("S1", "TEE", 21);
    orders::PlaceOrderRequest request = new_order();
    add_pickup(request, "TEE", 20, "S1");  // 200.00
    pay_by(request, "gift_card", 5'000);
    pay_by(request, "card", 15'000);
    const std::string order = place(shop.client, request).order_id();
    hand_over(shop, order);
    shop.at("2026-03-03 11:00");
    CHECK(payments_of(shop.client, order).status() == pay::PAYMENT_STATUS_PAID);
    auto to_card = money_request<pay::RefundPaymentRequest>(order, 15'000);
    to_card.set_tender_no(2);
    to_card.set_reason("all came back");
    get<pay::RefundPaymentResponse>(shop.client, to_card);
    auto to_gift_card = money_request<pay::RefundPaymentRequest>(order, 5'001);
    to_gift_card.set_tender_no(1);
    to_gift_card.set_reason("all came back");
    const Answer refused = shop.client.call(to_gift_card);
    CHECK(refused.reason == "PAYMENT_ABOVE_LIMIT");
    CHECK(refused.facts.at("available") == "5000");
    to_gift_card.mutable_amount()->set_minor_units(5'000);
    get<pay::RefundPaymentResponse>(shop.client, to_gift_card);
    shop.at("2026-03-03 12:00");
    CHECK(payments_of(shop.client, order).status() == pay::PAYMENT_STATUS_REFUNDED);
    CHECK(gateway.provider.money_of(OrderId::trusted(order)) == 0);
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("a provider tells the same thing twice, before and after everybody else") {
    PaymentGatewayServer gateway;
    F0Shop shop(gateway.arguments());
    shop.stock("S1", "TEE", 5);
    const std::string order = collect_paid(shop, 1);
    gateway.provider.then(GatewayFault::pend);
    hand_over(shop, order);
    shop.at("2026-03-03 10:00");
    const std::string id = open_operations(shop.client).at(0).operation_id();
    gateway.provider.finish_pending();
    CHECK(get<pay::ReportPaymentEventResponse>(shop.client, event_of(id)).status() ==
          pay::PAYMENT_STATUS_PAID);
    CHECK(get<pay::ReportPaymentEventResponse>(shop.client, event_of(id)).status() ==
          pay::PAYMENT_STATUS_PAID);
    auto otherwise = event_of(id);
    otherwise.set_outcome(pay::OPERATION_OUTCOME_FAILED);
    otherwise.set_failure_code("declined");
    CHECK(shop.client.call(otherwise).reason == "ILLEGAL_TRANSITION");
    CHECK(shop.client.call(event_of("pay_nobody")).reason == "PAYMENT_OPERATION_NOT_FOUND");
    const Client elsewhere(shop.server.address(), {"mia", "agent", "market", ""});
    CHECK(elsewhere.call(event_of(id)).reason == "PAYMENT_OPERATION_NOT_FOUND");
    shop.at("2026-03-03 11:00");
    CHECK(payments_of(shop.client, order).captured().minor_units() == unit_price);
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("without a gateway people settle what falls due, and record what they are given") {
    F0Shop shop;
    shop.stock("S1", "TEE", 5);
    orders::PlaceOrderRequest request = new_order();
    add_pickup(request, "TEE", 2, "S1");
    pay_by(request, "card", unit_price);
    pay_by(request, "cash", unit_price);
    const std::string order = place(shop.client, request).order_id();
    hand_over(shop, order);
    shop.at("2026-03-03 11:00");
    CHECK(payments_of(shop.client, order).status() == pay::PAYMENT_STATUS_OWED);
    const Client till(shop.server.address(), {"till-1", "store", "", "S1"});
    auto cash = money_request<pay::RecordPaymentRequest>(order, unit_price + 1);
    cash.set_kind(pay::TENDER_KIND_CASH);
    CHECK(till.call(cash).reason == "PAYMENT_ABOVE_LIMIT");
    cash.mutable_amount()->set_minor_units(unit_price);
    cash.set_reference("4111 1111 1111 1111");
    CHECK(till.call(cash).reason == "MALFORMED_REQUEST");
    cash.set_reference("receipt 77");
    get<pay::RecordPaymentResponse>(till, cash);
    // The same request again gets the same answer, and the money is taken once.
    get<pay::RecordPaymentResponse>(till, cash);
    CHECK(payments_of(shop.client, order).captured().minor_units() == unit_price);
    pay::SettleOperationRequest settle;
    settle.set_request_id(next_id());
    settle.set_operation_id(open_operations(shop.client).at(0).operation_id());
    CHECK(shop.client.call(settle).reason == "MALFORMED_REQUEST");
    settle.set_outcome(pay::OPERATION_OUTCOME_FAILED);
    settle.set_failure_code("4111111111111111");
    CHECK(shop.client.call(settle).reason == "MALFORMED_REQUEST");
    settle.set_outcome(pay::OPERATION_OUTCOME_DONE);
    settle.clear_failure_code();
    CHECK(get<pay::SettleOperationResponse>(shop.client, settle).payments().status() ==
          pay::PAYMENT_STATUS_PAID);
    CHECK(open_operations(shop.client).empty());
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("a gateway that answers a card number is not listened to") {
    PaymentGatewayServer gateway;
    F0Shop shop(gateway.arguments());
    shop.stock("S1", "TEE", 5);
    const std::string order = collect_paid(shop, 1);
    gateway.reference = "4111111111111111";
    hand_over(shop, order);
    shop.at("2026-03-03 11:00");
    CHECK(payments_of(shop.client, order).captured().minor_units() == 0);
    CHECK(payments_of(shop.client, order).DebugString().find("4111") == std::string::npos);
    CHECK(verify_store(shop.client).empty());
}

}  // namespace oms::e2e::journeys
