// Money, through the real server and a payment gateway with faults.
#include <future>
#include <memory>

#include <doctest/doctest.h>

#include "oms/payments/v1/payment_service.pb.h"
#include "oms/returns/v1/return_service.pb.h"
#include "tests/journeys/f0_shop.hpp"
#include "tests/journeys/payment_gateway.hpp"

namespace oms::e2e::journeys {
namespace {

namespace pay = oms::payments::v1;
namespace returns = oms::returns::v1;
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

// An order of that many TEE that was collected and paid by 11:00.
std::string collected(const F0Shop& shop, std::int64_t units) {
    shop.stock("S1", "TEE", 5);
    const std::string order = collect_paid(shop, units);
    hand_over(shop, order);
    shop.at("2026-03-03 11:00");
    return order;
}

// When the server is killed, of the steps of an operation.
enum class Moment {
    before_call,   // it is stored, and nobody was asked
    never_there,   // asked, but the call was lost
    carried_out,   // the provider has moved the money, and nobody has heard of it
    after_settle,  // the result is stored
};

// Kills the server there, starts it again, and lets it do what is due by then.
std::unique_ptr<Client> die(F0Shop& shop, const Client& client, PaymentGatewayServer& gateway,
                            Moment moment, const std::string& when) {
    if (moment == Moment::before_call) {
        shop.server.kill();
    } else if (moment == Moment::after_settle) {
        get<oms::testing::v1::AdvanceResponse>(client, clock_at(when));
        shop.server.kill();
    } else {
        if (moment == Moment::never_there) gateway.provider.then(GatewayFault::lose_request);
        std::promise<void> killed;
        gateway.before_answer([&] {
            shop.server.kill();
            killed.set_value();
        });
        CHECK_FALSE(client.call(clock_at(when)).ok());
        killed.get_future().wait();
    }
    shop.server.start();
    auto again = std::make_unique<Client>(shop.server.address());
    get<oms::testing::v1::AdvanceResponse>(*again, clock_at(when));
    return again;
}

}  // namespace

TEST_CASE("a server that is killed between two steps of a payment moves money once") {
    for (const Moment moment :
         {Moment::before_call, Moment::never_there, Moment::carried_out, Moment::after_settle}) {
        CAPTURE(static_cast<int>(moment));
        PaymentGatewayServer gateway;
        F0Shop shop(gateway.arguments());
        shop.stock("S1", "TEE", 5);
        const std::string order = collect_paid(shop, 2);
        hand_over(shop, order);
        auto client = die(shop, shop.client, gateway, moment, "2026-03-03 11:00");
        CHECK(payments_of(*client, order).status() == pay::PAYMENT_STATUS_PAID);
        auto refund = money_request<pay::RefundPaymentRequest>(order, 700);
        refund.set_tender_no(1);
        refund.set_reason("sorry");
        get<pay::RefundPaymentResponse>(*client, refund);
        client = die(shop, *client, gateway, moment, "2026-03-03 12:00");
        auto goodwill = money_request<returns::GrantGoodwillRequest>(order, 300);
        goodwill.set_as_credit(true);
        goodwill.set_reason("waited long");
        get<returns::GrantGoodwillResponse>(*client, goodwill);
        client = die(shop, *client, gateway, moment, "2026-03-03 13:00");
        const pay::Payments after = payments_of(*client, order);
        CHECK(after.captured().minor_units() == 2'000);
        CHECK(after.refunded().minor_units() == 700);
        CHECK(after.credited().minor_units() == 300);
        CHECK(open_operations(*client).empty());
        CHECK(gateway.provider.money_of(OrderId::trusted(order)) == 1'300);
        CHECK(gateway.provider.credit_of(OrderId::trusted(order)) == 300);
        CHECK(gateway.provider.booked().size() == 3);
        for (const auto& [id, booked] : gateway.provider.booked()) {
            CHECK(booked.effects == 1);
            // Whoever asks again asks with the same id.
            CHECK(booked.arrivals == (moment == Moment::carried_out ? 2 : 1));
        }
        CHECK(verify_store(*client).empty());
    }
}

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

TEST_CASE("a credit is issued at the gateway, for an order and for goods of no order") {
    PaymentGatewayServer gateway;
    F0Shop shop(gateway.arguments());
    const std::string order = collected(shop, 2);
    auto goodwill = money_request<returns::GrantGoodwillRequest>(order, 500);
    goodwill.set_as_credit(true);
    goodwill.set_reason("waited long");
    get<returns::GrantGoodwillResponse>(shop.client, goodwill);
    gateway.provider.then(GatewayFault::lose_answer);
    shop.at("2026-03-03 12:00");
    const pay::Payments after = payments_of(shop.client, order);
    CHECK(after.credited().minor_units() == 500);
    CHECK(after.refunded().minor_units() == 0);
    CHECK(after.tenders(1).credited().minor_units() == 500);
    CHECK(after.status() == pay::PAYMENT_STATUS_PARTIALLY_REFUNDED);
    CHECK(gateway.provider.credit_of(OrderId::trusted(order)) == 500);

    returns::ReceiveReturnRequest blind;
    blind.set_request_id(next_id());
    blind.set_location_id("S1");
    blind.set_channel_id("web");
    blind.set_evidence("manager 7 has looked at it");
    auto& tee = *blind.add_units();
    tee.set_sku("TEE");
    tee.set_quantity(1);
    tee.set_disposition(returns::DISPOSITION_RESTOCK);
    tee.mutable_unit_credit()->set_currency_code("EUR");
    tee.mutable_unit_credit()->set_minor_units(1'500);
    const std::string id =
        get<returns::ReceiveReturnResponse>(shop.client, blind).return_().return_id();
    gateway.provider.then(GatewayFault::lose_answer);
    shop.at("2026-03-03 13:00");
    returns::GetReturnRequest request;
    request.set_return_id(id);
    const returns::Return one = get<returns::GetReturnResponse>(shop.client, request).return_();
    REQUIRE(one.credits_size() == 1);
    CHECK(one.credits(0).provider_reference().rfind("psp-", 0) == 0);
    CHECK(one.state() == returns::RETURN_STATE_REFUNDED);
    CHECK(gateway.provider.credit_of({}) == 1'500);
    for (const auto& [operation, booked] : gateway.provider.booked())
        CHECK(booked.effects == 1);
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("a provider tells of a dispute: opened, then won or lost, more than once") {
    PaymentGatewayServer gateway;
    F0Shop shop(gateway.arguments());
    const std::string order = collected(shop, 2);
    const auto report = [&](pay::DisputeState state, std::int64_t cents) {
        auto request = money_request<pay::ReportDisputeRequest>(order, cents);
        request.set_dispute_id("dp-1");
        request.set_tender_no(1);
        request.set_state(state);
        return request;
    };
    CHECK(shop.client.call(report(pay::DISPUTE_STATE_UNSPECIFIED, 1'000)).reason ==
          "MALFORMED_REQUEST");
    CHECK(shop.client.call(report(pay::DISPUTE_STATE_LOST, 1'000)).reason ==
          "PAYMENT_OPERATION_NOT_FOUND");
    const Client elsewhere(shop.server.address(), {"mia", "agent", "market", ""});
    CHECK(elsewhere.call(report(pay::DISPUTE_STATE_OPENED, 1'000)).reason == "ORDER_NOT_FOUND");
    for (int times = 0; times < 2; ++times) {
        CHECK(get<pay::ReportDisputeResponse>(shop.client, report(pay::DISPUTE_STATE_OPENED, 1'500))
                  .status() == pay::PAYMENT_STATUS_DISPUTED);
    }
    auto refund = money_request<pay::RefundPaymentRequest>(order, 100);
    refund.set_tender_no(1);
    refund.set_reason("sorry");
    CHECK(shop.client.call(refund).reason == "ILLEGAL_TRANSITION");
    for (int times = 0; times < 2; ++times) {
        CHECK(get<pay::ReportDisputeResponse>(shop.client, report(pay::DISPUTE_STATE_LOST, 1'500))
                  .status() == pay::PAYMENT_STATUS_PARTIALLY_REFUNDED);
    }
    CHECK(shop.client.call(report(pay::DISPUTE_STATE_WON, 1'500)).reason == "ILLEGAL_TRANSITION");
    const pay::Payments after = payments_of(shop.client, order);
    CHECK(after.charged_back().minor_units() == 1'500);
    CHECK(after.owed().minor_units() == 0);
    REQUIRE(after.disputes_size() == 1);
    CHECK(after.disputes(0).state() == pay::DISPUTE_STATE_LOST);
    // What is left of what came in, and no more.
    refund.set_request_id(next_id());
    refund.mutable_amount()->set_minor_units(501);
    const Answer refused = shop.client.call(refund);
    CHECK(refused.reason == "PAYMENT_ABOVE_LIMIT");
    CHECK(refused.facts.at("available") == "500");
    CHECK(verify_store(shop.client).empty());
}

}  // namespace oms::e2e::journeys
