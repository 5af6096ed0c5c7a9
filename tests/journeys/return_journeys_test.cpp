#include <doctest/doctest.h>
#include <fmt/format.h>

#include "oms/returns/v1/return_service.pb.h"
#include "tests/journeys/f0_shop.hpp"

// Journeys 19, 21, 23 and 24: what customers give back, and every cent of it.
namespace oms::e2e::journeys {
namespace {

namespace returns = oms::returns::v1;

void set_cents(oms::common::v1::Money& money, std::int64_t cents) {
    money.set_currency_code("EUR");
    money.set_minor_units(cents);
}

std::string text(const oms::common::v1::Money& money) {
    return fmt::format("{}.{:02}", money.minor_units() / 100, money.minor_units() % 100);
}

// 30 days, by post or in any store; agents may give 30.00.
void publish_policy(const F0Shop& shop, returns::RefundTime refund_time = {}) {
    returns::PublishReturnPolicyRequest request;
    request.set_request_id(next_id());
    returns::ReturnPolicy& policy = *request.mutable_policy();
    policy.set_utc_offset_minutes(60);
    returns::ReturnRule& rule = *policy.add_rules();
    rule.set_name("30 days");
    rule.set_window_days(30);
    rule.set_shipping_days(7);
    rule.set_charges_days(14);
    rule.set_refund_time(refund_time);
    returns::PromotionTerms& terms = *policy.add_promotions();
    terms.set_promotion_id("from-100");
    terms.set_threshold(10'000);
    policy.set_adjustment_days(14);
    set_cents(*policy.add_agent_limits(), 3000);
    get<returns::PublishReturnPolicyResponse>(shop.client, request);
}

struct Bought {
    const char* sku;
    std::int64_t quantity;
    std::int64_t cents;
};

orders::PlaceOrderRequest order_of(const std::vector<Bought>& lines) {
    orders::PlaceOrderRequest request = new_order();
    request.mutable_ship_to()->set_postal_code("69003");
    std::int64_t total = 0;
    for (const Bought& one : lines) {
        add_delivery(request, one.sku, one.quantity);
        set_cents(*request.mutable_lines(request.lines_size() - 1)->mutable_unit_price(),
                  one.cents);
        total += one.quantity * one.cents;
    }
    set_cents(*request.mutable_expected_total(), total);
    return request;
}

void discount(orders::PlaceOrderRequest& request, const char* promotion, std::int64_t cents,
              orders::OnReturn on_return) {
    orders::Discount& one = *request.add_discounts();
    one.set_promotion_id(promotion);
    one.set_scope(orders::DISCOUNT_SCOPE_ORDER);
    one.set_on_return(on_return);
    set_cents(*one.mutable_amount(), cents);
    set_cents(*request.mutable_expected_total(), request.expected_total().minor_units() - cents);
}

void charge(orders::PlaceOrderRequest& request, orders::ChargeType type, std::int64_t cents) {
    orders::Charge& one = *request.add_charges();
    one.set_type(type);
    set_cents(*one.mutable_amount(), cents);
    set_cents(*one.mutable_tax(), 0);
    set_cents(*request.mutable_expected_total(), request.expected_total().minor_units() + cents);
}

// Placed, shipped by the warehouse on that day and delivered on Thursday 5 March.
std::string delivered(const F0Shop& shop, const orders::PlaceOrderRequest& request) {
    for (const auto& line : request.lines())
        shop.stock("W1", line.sku(), line.quantity());
    const std::string id = place(shop.client, request).order_id();
    shop.wave();
    const std::string task = shop.open_task(id).fulfillment_order_id();
    pack(shop.client, task);
    ship(shop.client, task);
    shop.at("2026-03-05 12:00");
    deliver(shop.client, task);
    return id;
}

std::string number_of(const F0Shop& shop, const std::string& order_id) {
    return shop.order(order_id).number();
}

// At the counter of S2, by the slip.
returns::ReceiveReturnRequest brought(const std::string& number, std::int32_t line_no,
                                      std::int64_t quantity, returns::Disposition disposition) {
    returns::ReceiveReturnRequest request;
    request.set_request_id(next_id());
    request.set_order_number(number);
    request.set_location_id("S2");
    returns::ReceivedUnits& units = *request.add_units();
    units.set_line_no(line_no);
    units.set_quantity(quantity);
    units.set_disposition(disposition);
    return request;
}

returns::RequestReturnRequest announced(const std::string& order_id, std::int32_t line_no,
                                        std::int64_t quantity) {
    returns::RequestReturnRequest request;
    request.set_request_id(next_id());
    request.set_order_id(order_id);
    request.set_location_id("W1");
    returns::ReturnUnits& units = *request.add_units();
    units.set_line_no(line_no);
    units.set_quantity(quantity);
    return request;
}

template <class Request>
Request return_request(const std::string& id) {
    Request request;
    request.set_request_id(next_id());
    request.set_return_id(id);
    return request;
}

returns::Return get_return(const F0Shop& shop, const std::string& id) {
    returns::GetReturnRequest request;
    request.set_return_id(id);
    return get<returns::GetReturnResponse>(shop.client, request).return_();
}

using Dues = std::vector<std::string>;

}  // namespace

TEST_CASE("journey 19: a lower price afterwards, and goodwill within limits") {
    const F0Shop shop;
    publish_policy(shop);
    const std::string order = delivered(shop, order_of({
                                                  {"COAT", 1, 15'000}
    }));
    const Client agent(shop.server.address(), {"agent-7", "agent", "web", ""});
    const auto adjusted = [&](std::int64_t cents, const std::string& reason) {
        returns::AdjustPriceRequest request;
        request.set_request_id(next_id());
        request.set_order_id(order);
        request.set_line_no(1);
        set_cents(*request.mutable_unit_price(), cents);
        request.set_override_reason(reason);
        return agent.call(request);
    };
    shop.at("2026-03-12 09:00");
    CHECK(text(reply_of<returns::AdjustPriceResponse>(adjusted(12'900, "")).refund().amount()) ==
          "21.00");
    CHECK(text(reply_of<returns::AdjustPriceResponse>(adjusted(13'900, "")).refund().amount()) ==
          "0.00");
    // The 17th is the last of 14 days.
    shop.at("2026-03-17 23:59");
    CHECK(text(reply_of<returns::AdjustPriceResponse>(adjusted(12'800, "")).refund().amount()) ==
          "1.00");
    shop.at("2026-03-18 00:00");
    CHECK(adjusted(12'000, "").reason == "RETURN_REFUSED");
    CHECK(adjusted(9'700, "a good customer").reason == "NOT_PERMITTED");
    CHECK(text(reply_of<returns::AdjustPriceResponse>(adjusted(12'000, "a good customer"))
                   .refund()
                   .amount()) == "8.00");
    returns::GrantGoodwillRequest goodwill;
    goodwill.set_request_id(next_id());
    goodwill.set_order_id(order);
    set_cents(*goodwill.mutable_amount(), 3001);
    goodwill.set_reason("waited long");
    CHECK(agent.call(goodwill).reason == "NOT_PERMITTED");
    goodwill.set_request_id(next_id());
    set_cents(*goodwill.mutable_amount(), 3000);
    get<returns::GrantGoodwillResponse>(agent, goodwill);
    goodwill.set_request_id(next_id());
    set_cents(*goodwill.mutable_amount(), 1);
    CHECK(agent.call(goodwill).reason == "NOT_PERMITTED");

    const auto back = get<returns::ReceiveReturnResponse>(
        shop.client, brought(number_of(shop, order), 1, 1, returns::DISPOSITION_RESTOCK));
    CHECK(text(back.refund().amount()) == "90.00");
    CHECK(payments_due(shop.order(order)) == Dues{"capture 150.00", "refund 21.00", "refund 1.00",
                                                  "refund 8.00", "refund 30.00", "refund 90.00"});
    goodwill.set_request_id(next_id());
    CHECK(shop.client.call(goodwill).reason == "REFUND_EXCEEDED");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 21: returned in a store that has not sold it") {
    const F0Shop shop;
    publish_policy(shop);
    const std::string order = delivered(shop, order_of({
                                                  {"JEAN", 1, 6000}
    }));
    const Client clerk(shop.server.address(), {"S2-clerk", "store", "", "S2"});
    shop.at("2026-03-15 11:00");
    returns::ReceiveReturnRequest request =
        brought(number_of(shop, order), 1, 1, returns::DISPOSITION_RESTOCK);
    request.set_validate_only(true);
    const auto preview = get<returns::ReceiveReturnResponse>(clerk, request);
    CHECK(text(preview.refund().amount()) == "60.00");
    CHECK(payments_due(shop.order(order)) == Dues{"capture 60.00"});
    request.set_validate_only(false);
    const auto back = get<returns::ReceiveReturnResponse>(clerk, request);
    CHECK(back.refund().SerializeAsString() == preview.refund().SerializeAsString());
    CHECK(back.return_().state() == returns::RETURN_STATE_REFUNDED);
    CHECK(back.return_().state() == preview.return_().state());
    CHECK(payments_due(shop.order(order)) == Dues{"capture 60.00", "refund 60.00"});
    CHECK(stock_at(shop.client, "JEAN", "S2").on_hand() == 1);
    CHECK(stock_at(shop.client, "JEAN", "W1").on_hand() == 0);
    CHECK(shop.order(order).lines(0).quantities().returned() == 1);
    // The same unit again.
    const Answer again =
        clerk.call(brought(number_of(shop, order), 1, 1, returns::DISPOSITION_RESTOCK));
    CHECK(again.reason == "RETURN_REFUSED");
    REQUIRE(again.preconditions.size() == 1);
    CHECK(again.preconditions[0].subject == "1");
    // Another store has nothing to say there.
    request.set_request_id(next_id());
    request.set_location_id("S1");
    CHECK(clerk.call(request).reason == "LOCATION_NOT_FOUND");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 21, exceptions: too late, damaged, without any proof") {
    const F0Shop shop;
    publish_policy(shop);
    const std::string order = delivered(shop, order_of({
                                                  {"JEAN", 3, 6000}
    }));
    const std::string number = number_of(shop, order);
    const Client clerk(shop.server.address(), {"S2-clerk", "store", "", "S2"});
    const Client agent(shop.server.address(), {"agent-7", "agent", "web", ""});
    // Damaged: part of it is paid, and the unit is kept apart.
    auto damaged = brought(number, 1, 1, returns::DISPOSITION_QUARANTINE);
    set_cents(*damaged.mutable_deduction(), 2000);
    CHECK(text(get<returns::ReceiveReturnResponse>(clerk, damaged).refund().amount()) == "40.00");
    CHECK(stock_at(shop.client, "JEAN", "S2").on_hand() == 0);
    CHECK(stock_at(shop.client, "JEAN", "S2").damaged() == 1);
    // Day 30 ends with 4 April.
    shop.at("2026-04-04 23:59");
    returns::CheckReturnRequest check;
    check.set_order_id(order);
    auto& units = *check.add_units();
    units.set_line_no(1);
    units.set_quantity(1);
    auto answer = get<returns::CheckReturnResponse>(agent, check);
    CHECK(answer.lines(0).answer() == returns::RETURN_ANSWER_YES);
    CHECK(paris_time(answer.lines(0).latest_time()) == "2026-04-05 00:00");
    CHECK(text(answer.refund().amount()) == "60.00");
    shop.at("2026-04-05 00:00");
    answer = get<returns::CheckReturnResponse>(agent, check);
    CHECK(answer.lines(0).answer() == returns::RETURN_ANSWER_TOO_LATE);
    auto late = brought(number, 1, 1, returns::DISPOSITION_RESTOCK);
    CHECK(clerk.call(late).reason == "RETURN_REFUSED");
    late.set_request_id(next_id());
    late.set_override_reason("she was ill");
    CHECK(clerk.call(late).reason == "NOT_PERMITTED");
    auto allowed = announced(order, 1, 1);
    allowed.set_override_reason("she was ill");
    const auto case_of = get<returns::RequestReturnResponse>(agent, allowed).return_();
    CHECK(case_of.state() == returns::RETURN_STATE_APPROVED);
    late.clear_override_reason();
    late.clear_order_number();
    late.set_request_id(next_id());
    late.set_return_id(case_of.return_id());
    CHECK(text(get<returns::ReceiveReturnResponse>(clerk, late).refund().amount()) == "60.00");
    // The law knows no window for what is broken.
    auto broken = brought(number, 1, 1, returns::DISPOSITION_VENDOR);
    broken.mutable_units(0)->set_reason(returns::RETURN_REASON_DEFECTIVE);
    CHECK(text(get<returns::ReceiveReturnResponse>(clerk, broken).refund().amount()) == "60.00");
    CHECK(payments_due(shop.order(order)) ==
          Dues{"capture 180.00", "refund 40.00", "refund 60.00", "refund 60.00"});

    // Nobody can prove anything: credit, at the price that the till knows.
    returns::ReceiveReturnRequest blind;
    blind.set_request_id(next_id());
    blind.set_location_id("S2");
    blind.set_channel_id("web");
    auto& tee = *blind.add_units();
    tee.set_sku("TEE");
    tee.set_quantity(1);
    tee.set_disposition(returns::DISPOSITION_RESTOCK);
    set_cents(*tee.mutable_unit_credit(), 1500);
    CHECK(clerk.call(blind).fields.size() == 1);  // evidence
    blind.set_evidence("manager 7 has looked at it");
    const auto given = get<returns::ReceiveReturnResponse>(clerk, blind);
    CHECK(text(given.refund().amount()) == "15.00");
    CHECK(given.return_().result() == returns::RETURN_RESULT_STORE_CREDIT);
    CHECK(given.return_().state() == returns::RETURN_STATE_REFUNDED);
    CHECK(stock_at(shop.client, "TEE", "S2").on_hand() == 1);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 23: the recipient of a gift gives it back") {
    const F0Shop shop;
    publish_policy(shop);
    orders::PlaceOrderRequest request = order_of({
        {"TEE", 1, 2000}
    });
    request.set_gift(true);
    discount(request, "spring", 200, orders::ON_RETURN_PROPORTIONAL);
    charge(request, orders::CHARGE_TYPE_GIFT_WRAP, 300);
    const std::string order = delivered(shop, request);
    const Client clerk(shop.server.address(), {"S2-clerk", "store", "", "S2"});
    auto gift = brought(number_of(shop, order), 1, 1, returns::DISPOSITION_RESTOCK);
    gift.set_gift(true);
    gift.set_credit_reference("card-55");
    const auto back = get<returns::ReceiveReturnResponse>(clerk, gift);
    CHECK(text(back.refund().amount()) == "18.00");
    CHECK(back.return_().result() == returns::RETURN_RESULT_STORE_CREDIT);
    CHECK(payments_due(shop.order(order)) == Dues{"capture 21.00", "credit 18.00"});
    // The buyer asks for the same line.
    const Client agent(shop.server.address(), {"agent-7", "agent", "web", ""});
    CHECK(agent.call(announced(order, 1, 1)).reason == "RETURN_REFUSED");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 24: discounts, and the whole order within its days") {
    const F0Shop shop;
    publish_policy(shop);
    for (const bool recalculated : {false, true}) {
        orders::PlaceOrderRequest request = order_of({
            {"TEE",  1, 1999},
            {"JEAN", 1, 4999},
            {"COAT", 1, 3002}
        });
        discount(request, recalculated ? "from-100" : "ten", 1000,
                 recalculated ? orders::ON_RETURN_RECALCULATE : orders::ON_RETURN_PROPORTIONAL);
        const std::string order = delivered(shop, request);
        const auto back = get<returns::ReceiveReturnResponse>(
            shop.client, brought(number_of(shop, order), 2, 1, returns::DISPOSITION_RESTOCK));
        CHECK(text(back.refund().amount()) == (recalculated ? "39.99" : "44.99"));
    }
    orders::PlaceOrderRequest request = order_of({
        {"TEE",  1, 2000  },
        {"JEAN", 1, 6000  },
        {"COAT", 1, 15'000}
    });
    discount(request, "ten percent", 2300, orders::ON_RETURN_PROPORTIONAL);
    charge(request, orders::CHARGE_TYPE_SHIPPING, 490);
    const std::string order = delivered(shop, request);
    const std::string number = number_of(shop, order);
    get<returns::ReceiveReturnResponse>(shop.client,
                                        brought(number, 2, 1, returns::DISPOSITION_RESTOCK));
    shop.at("2026-03-19 19:00");
    auto rest = brought(number, 1, 1, returns::DISPOSITION_RESTOCK);
    *rest.add_units() = rest.units(0);
    rest.mutable_units(1)->set_line_no(3);
    const auto back = get<returns::ReceiveReturnResponse>(shop.client, rest);
    CHECK(text(back.refund().goods()) == "153.00");
    CHECK(text(back.refund().charges()) == "4.90");
    CHECK(payments_due(shop.order(order)) ==
          Dues{"capture 211.90", "refund 54.00", "refund 157.90"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("by post: part of it comes, is looked at, goes another way, and the rest is given up") {
    const F0Shop shop;
    publish_policy(shop, returns::REFUND_TIME_AT_INSPECTION);
    const std::string order = delivered(shop, order_of({
                                                  {"TEE", 3, 2000}
    }));
    const auto asked =
        get<returns::RequestReturnResponse>(shop.client, announced(order, 1, 3)).return_();
    CHECK(asked.state() == returns::RETURN_STATE_APPROVED);
    CHECK(paris_date(asked.expire_time()) == "2026-04-04");
    CHECK(shop.order(order).lines(0).quantities().return_expected() == 3);
    // Nothing is left that could be announced.
    CHECK(shop.client.call(announced(order, 1, 1)).reason == "RETURN_REFUSED");
    const std::string id = asked.return_id();
    auto sent = return_request<returns::SendReturnRequest>(id);
    sent.set_tracking_number("LP-7");
    get<returns::SendReturnResponse>(shop.client, sent);

    shop.at("2026-03-10 09:00");
    auto came = return_request<returns::ReceiveReturnRequest>(id);
    came.set_location_id("W1");
    auto& units = *came.add_units();
    units.set_line_no(1);
    units.set_quantity(2);
    auto& other = *came.add_units();
    other.set_sku("SHOE");
    other.set_quantity(1);
    auto now = get<returns::ReceiveReturnResponse>(shop.client, came).return_();
    CHECK(now.state() == returns::RETURN_STATE_RECEIVED);
    CHECK(now.goods(1).finding() == returns::RETURN_FINDING_OTHER_ITEM);
    CHECK(stock_at(shop.client, "TEE", "W1").damaged() == 2);
    CHECK(payments_due(shop.order(order)) == Dues{"capture 60.00"});

    auto looked = return_request<returns::InspectReturnRequest>(id);
    const auto add = [&](std::int32_t goods_no, std::int64_t quantity, returns::Disposition to) {
        auto& some = *looked.add_goods();
        some.set_goods_no(goods_no);
        some.set_quantity(quantity);
        some.set_disposition(to);
    };
    add(1, 1, returns::DISPOSITION_RESTOCK);
    auto seen = get<returns::InspectReturnResponse>(shop.client, looked);
    CHECK(text(seen.refund().amount()) == "20.00");
    CHECK(seen.return_().state() == returns::RETURN_STATE_RECEIVED);
    looked.set_request_id(next_id());
    looked.clear_goods();
    add(1, 1, returns::DISPOSITION_GIVE_BACK);
    add(2, 1, returns::DISPOSITION_QUARANTINE);
    seen = get<returns::InspectReturnResponse>(shop.client, looked);
    CHECK(!seen.has_refund());
    CHECK(seen.return_().state() == returns::RETURN_STATE_INSPECTED);
    CHECK(shop.order(order).lines(0).quantities().returned() == 1);
    CHECK(stock_at(shop.client, "TEE", "W1").on_hand() == 1);
    CHECK(stock_at(shop.client, "TEE", "W1").damaged() == 0);
    CHECK(stock_at(shop.client, "SHOE", "W1").damaged() == 1);
    // What is on the shelf goes another way; what is paid for is not given back.
    looked.set_request_id(next_id());
    looked.clear_goods();
    add(3, 1, returns::DISPOSITION_GIVE_BACK);
    CHECK(shop.client.call(looked).reason == "ILLEGAL_TRANSITION");
    looked.set_request_id(next_id());
    looked.mutable_goods(0)->set_disposition(returns::DISPOSITION_DESTROY);
    get<returns::InspectReturnResponse>(shop.client, looked);
    CHECK(stock_at(shop.client, "TEE", "W1").on_hand() == 0);
    CHECK(verify_store(shop.client) == "");

    shop.at("2026-04-04 13:00");
    now = get_return(shop, id);
    CHECK(now.lines(0).announced() == 0);
    CHECK(now.state() == returns::RETURN_STATE_REFUNDED);
    CHECK(shop.order(order).lines(0).quantities().return_expected() == 0);
    CHECK(payments_due(shop.order(order)) == Dues{"capture 60.00", "refund 20.00"});
    // The last unit comes all the same.
    came.set_request_id(next_id());
    came.clear_units();
    auto& last = *came.add_units();
    last.set_line_no(1);
    last.set_quantity(1);
    last.set_disposition(returns::DISPOSITION_RESTOCK);
    const auto late = get<returns::ReceiveReturnResponse>(shop.client, came);
    CHECK(text(late.refund().amount()) == "20.00");
    CHECK(late.return_().goods(3).finding() == returns::RETURN_FINDING_LATE);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("canceled, rejected and expired returns announce nothing any more") {
    const F0Shop shop;
    publish_policy(shop);
    const std::string order = delivered(shop, order_of({
                                                  {"TEE", 3, 2000}
    }));
    const auto ask = [&] {
        return get<returns::RequestReturnResponse>(shop.client, announced(order, 1, 1))
            .return_()
            .return_id();
    };
    const std::string canceled = ask();
    const std::string rejected = ask();
    const std::string expired = ask();
    get<returns::CancelReturnResponse>(shop.client,
                                       return_request<returns::CancelReturnRequest>(canceled));
    CHECK(shop.client.call(return_request<returns::CancelReturnRequest>(canceled)).reason ==
          "ILLEGAL_TRANSITION");
    auto reject = return_request<returns::RejectReturnRequest>(rejected);
    CHECK(shop.client.call(reject).fields.size() == 1);
    reject.set_reason("not ours");
    get<returns::RejectReturnResponse>(shop.client, reject);
    CHECK(shop.order(order).lines(0).quantities().return_expected() == 1);
    shop.at("2026-04-04 13:00");
    CHECK(get_return(shop, expired).state() == returns::RETURN_STATE_EXPIRED);
    CHECK(shop.order(order).lines(0).quantities().return_expected() == 0);
    returns::ListReturnsRequest list;
    list.set_order_id(order);
    CHECK(get<returns::ListReturnsResponse>(shop.client, list).returns_size() == 3);
    list.Clear();
    list.set_location_id("W1");
    CHECK(get<returns::ListReturnsResponse>(shop.client, list).returns_size() == 0);
    list.set_ended(true);
    CHECK(get<returns::ListReturnsResponse>(shop.client, list).returns_size() == 3);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("an order goes by the policy that was in force when it was placed") {
    const F0Shop shop;
    const std::string before = delivered(shop, order_of({
                                                   {"TEE", 1, 2000}
    }));
    publish_policy(shop);
    shop.at("2026-03-20 10:00");
    const auto answer_of = [&](const std::string& order) {
        returns::CheckReturnRequest check;
        check.set_order_id(order);
        check.add_units()->set_line_no(1);
        check.mutable_units(0)->set_quantity(1);
        return get<returns::CheckReturnResponse>(shop.client, check);
    };
    CHECK(answer_of(before).lines(0).answer() == returns::RETURN_ANSWER_TOO_LATE);
    CHECK(answer_of(before).policy_version() == 0);
    returns::GetReturnPolicyRequest policy;
    CHECK(get<returns::GetReturnPolicyResponse>(shop.client, policy).version().version() == 1);
    policy.set_version(2);
    CHECK(shop.client.call(policy).reason == "RETURN_POLICY_NOT_FOUND");
}

}  // namespace oms::e2e::journeys
