#include <thread>

#include <doctest/doctest.h>

#include "tests/journeys/choices.hpp"

// What customers choose in journeys 6 and 8.
namespace oms::e2e::journeys {
namespace {

void refuse(const F0Shop& shop, const std::string& task, std::vector<std::int32_t> lines = {}) {
    auto request = task_request<fulfillment::RejectFulfillmentOrderRequest>(task);
    request.set_reason(fulfillment::REFUSAL_REASON_NOT_FOUND);
    for (const std::int32_t line : lines)
        request.add_line_nos(line);
    get<fulfillment::RejectFulfillmentOrderResponse>(shop.client, request);
}

}  // namespace

TEST_CASE("journey 6: nobody has it, the customer waits or cancels") {
    for (const bool waits : {true, false}) {
        CAPTURE(waits);
        const F0Shop shop;
        shop.stock("W1", "TEE", 5);
        shop.stock("S2", "TEE", 3);
        shop.stock("S2", "JEAN", 2);
        const std::string order = shop.deliver_to("69003", Lines{
                                                               {"TEE",  1},
                                                               {"JEAN", 1}
        });
        refuse(shop, shop.open_task(order).fulfillment_order_id(), {2});
        shop.at("2026-03-03 10:41");
        const orders::Choice choice = choice_of(shop, order);
        CHECK(choice.reason() == orders::CHOICE_REASON_NO_STOCK);
        REQUIRE(choice.units_size() == 1);
        CHECK(choice.units(0).line_no() == 2);
        CHECK(choice.options_size() == 2);
        CHECK(shop.order(order).lines(1).quantities().backordered() == 1);
        const auto* option = option_of(
            choice, waits ? orders::CHOICE_OPTION_KIND_WAIT : orders::CHOICE_OPTION_KIND_CANCEL);
        REQUIRE(option != nullptr);
        get<orders::MakeChoiceResponse>(
            shop.client, by_token(token_of(shop, order, choice), option->option_no()));
        shop.wave();
        CHECK(shop.open_task(order).location_id() == "W1");
        shop.stock("W1", "JEAN", 1);
        shop.at("2026-03-03 10:45");
        const auto units = shop.order(order).lines(1).quantities();
        CHECK(units.canceled() == (waits ? 0 : 1));
        CHECK(units.allocated() == (waits ? 1 : 0));
        CHECK(verify_store(shop.client) == "");
    }
}

TEST_CASE("journey 6: stock that comes while the customer thinks ends the choice") {
    const F0Shop shop;
    shop.stock("S2", "JEAN", 2);
    const std::string order = shop.deliver_to("69003", Lines{
                                                           {"JEAN", 1}
    });
    refuse(shop, shop.open_task(order).fulfillment_order_id());
    shop.at("2026-03-03 10:41");
    const std::string token = token_of(shop, order, choice_of(shop, order));
    shop.stock("W1", "JEAN", 1);
    shop.at("2026-03-03 10:42");
    CHECK(choice_of(shop, order).state() == orders::CHOICE_STATE_WITHDRAWN);
    CHECK(shop.client.call(by_token(token, 1)).reason == "CHOICE_TAKEN");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 8: a customer who wants one delivery says whether the rest may go alone") {
    for (const bool answers : {true, false}) {
        CAPTURE(answers);
        const F0Shop shop;
        shop.stock("S2", "TEE", 4);
        orders::PlaceOrderRequest request = new_order();
        request.mutable_ship_to()->set_postal_code("69003");
        request.set_keep_together(true);
        add_delivery(request, "TEE", 3);
        const std::string order = place(shop.client, request).order_id();
        const std::string task = shop.open_task(order).fulfillment_order_id();
        accept(shop.client, task);
        start_picking(shop.client, task);
        auto scan = task_request<fulfillment::RecordPicksRequest>(task);
        scan.add_scans()->set_code("TEE");
        scan.mutable_scans(0)->set_quantity(2);
        get<fulfillment::RecordPicksResponse>(shop.client, scan);
        shop.stock("W1", "TEE", 9);
        auto missing = task_request<fulfillment::ReportShortPickRequest>(task);
        missing.set_line_no(1);
        missing.set_quantity(1);
        missing.set_reason(fulfillment::REFUSAL_REASON_NOT_FOUND);
        get<fulfillment::ReportShortPickResponse>(shop.client, missing);
        get<fulfillment::PackFulfillmentOrderResponse>(
            shop.client, task_request<fulfillment::PackFulfillmentOrderRequest>(task));
        shop.at("2026-03-03 11:00");
        // The first parcel is held until the choice.
        const orders::Choice choice = choice_of(shop, order);
        CHECK(choice.reason() == orders::CHOICE_REASON_SPLIT_FORBIDDEN);
        CHECK(choice.fulfillment_order_id() == task);
        CHECK(paris_time(choice.expire_time()) == "2026-03-03 14:00");
        CHECK(
            shop.client.call(task_request<fulfillment::ShipFulfillmentOrderRequest>(task)).reason ==
            "ILLEGAL_TRANSITION");
        if (answers) {
            const auto* cancel = option_of(choice, orders::CHOICE_OPTION_KIND_CANCEL);
            get<orders::MakeChoiceResponse>(
                shop.client, by_token(token_of(shop, order, choice), cancel->option_no()));
        } else {
            shop.at("2026-03-03 14:00");
            CHECK(choice_of(shop, order).chosen_by() == orders::CHOSEN_BY_TIMER);
        }
        ship(shop.client, task);
        const auto units = shop.order(order).lines(0).quantities();
        CHECK(units.shipped() == 2);
        CHECK(units.canceled() == (answers ? 1 : 0));
        CHECK(units.allocated() == (answers ? 0 : 1));
        CHECK(verify_store(shop.client) == "");
    }
}

TEST_CASE("a choice is made once, also by two at once") {
    const F0Shop shop;
    shop.stock("S2", "JEAN", 2);
    const std::string order = shop.deliver_to("69003", Lines{
                                                           {"JEAN", 1}
    });
    refuse(shop, shop.open_task(order).fulfillment_order_id());
    shop.at("2026-03-03 10:41");
    const orders::Choice choice = choice_of(shop, order);
    const std::string token = token_of(shop, order, choice);
    const auto* wait = option_of(choice, orders::CHOICE_OPTION_KIND_WAIT);
    const auto* cancel = option_of(choice, orders::CHOICE_OPTION_KIND_CANCEL);
    Answer first;
    Answer second;
    std::thread other([&] { first = shop.client.call(by_token(token, wait->option_no())); });
    second = shop.client.call(by_agent(order, choice, cancel->option_no()));
    other.join();
    CHECK((first.reason == "CHOICE_TAKEN") != (second.reason == "CHOICE_TAKEN"));
    const bool canceled = first.reason == "CHOICE_TAKEN";
    CHECK(shop.order(order).lines(0).quantities().canceled() == (canceled ? 1 : 0));
    CHECK(choice_of(shop, order).chosen_by() ==
          (canceled ? orders::CHOSEN_BY_AGENT : orders::CHOSEN_BY_CUSTOMER));
    // A link that nobody made, and a choice that nobody has.
    CHECK(shop.client.call(by_token(token + "x", 1)).reason == "LINK_INVALID");
    orders::Choice unknown;
    unknown.set_choice_id("cho_unknown");
    CHECK(shop.client.call(by_agent(order, unknown, 1)).reason == "CHOICE_NOT_FOUND");
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
