#include <algorithm>

#include <doctest/doctest.h>

#include "oms/catalog/v1/catalog_service.pb.h"
#include "oms/events/v1/event_service.pb.h"
#include "tests/journeys/choices.hpp"
#include "tests/journeys/gateways.hpp"

// Journey 16: a store closes unexpectedly.
namespace oms::e2e::journeys {
namespace {

catalog::CloseLocationRequest closing(const std::string& location, std::int64_t until_s) {
    catalog::CloseLocationRequest request;
    request.set_request_id(next_id());
    request.set_location_id(location);
    request.mutable_until()->set_seconds(until_s);
    request.set_reason("a burst pipe");
    return request;
}

// Thursday 2026-03-05 10:00 in Paris.
constexpr std::int64_t thursday_ten = 1'772'701'200;

std::string promised(const orders::Order& order) {
    std::string latest;
    for (const auto& parcel : order.parcels())
        latest = std::max(latest, paris_date(parcel.promised_by()));
    return latest;
}

// Events of that type: who caused each.
std::vector<std::string> actors_of(const F0Shop& shop, const std::string& type) {
    events::v1::ListEventsRequest request;
    request.mutable_filter()->add_types(type);
    std::vector<std::string> actors;
    const auto reply = get<events::v1::ListEventsResponse>(shop.client, request);
    for (const auto& event : reply.events())
        actors.push_back(event.actor());
    return actors;
}

// The store of journey 16, with what it had to do at 13:00.
struct Closing {
    Closing() {
        shop.stock("S3", "TEE", 30);
        for (int i = 0; i < 4; ++i)
            unpicked.push_back(shop.deliver_to("59000", Lines{
                                                            {"TEE", 1}
            }));
        for (int i = 0; i < 2; ++i) {
            packed.push_back(shop.deliver_to("59000", Lines{
                                                          {"TEE", 1}
            }));
            pack(shop.client, shop.open_task(packed.back()).fulfillment_order_id());
        }
        for (int i = 0; i < 3; ++i)
            waiting.push_back(shop.collect_at("S3", Lines{
                                                        {"TEE", 1}
            }));
        for (const std::string& order : unpicked)
            accept(shop.client, shop.open_task(order).fulfillment_order_id());
        for (const std::string& order : waiting)
            accept(shop.client, shop.open_task(order).fulfillment_order_id());
        shop.at("2026-03-03 12:00");
        for (int i = 0; i < 2; ++i) {
            ready.push_back(shop.collect_at("S3", Lines{
                                                      {"TEE", 1}
            }));
            make_ready(shop.client, shop.open_task(ready.back()).fulfillment_order_id());
        }
        shop.stock("W1", "TEE", 50);
        shop.stock("S1", "TEE", 5);
        shop.at("2026-03-03 13:00");
    }
    void close() const {
        get<catalog::CloseLocationResponse>(shop.client, closing("S3", thursday_ten));
    }
    std::int64_t offered() const {
        inventory::GetAvailabilityRequest request;
        request.set_channel_id("web");
        request.add_skus("TEE");
        const auto reply = get<inventory::GetAvailabilityResponse>(shop.client, request);
        for (const auto& at : reply.skus(0).locations()) {
            if (at.location_id() == "S3") return at.available();
        }
        return 0;
    }

    F0Shop shop;
    std::vector<std::string> unpicked, packed, waiting, ready;
};

}  // namespace

TEST_CASE("journey 16: a store closes unexpectedly") {
    const Closing closed;
    const F0Shop& shop = closed.shop;
    REQUIRE(closed.offered() > 0);
    for (const std::string& order : closed.unpicked)
        REQUIRE(shop.open_task(order).location_id() == "S3");
    closed.close();

    // At once: nothing is promised there, and nothing is collected.
    CHECK(closed.offered() == 0);
    orders::PlaceOrderRequest pickup = new_order();
    add_pickup(pickup, "TEE", 1, "S3");
    CHECK(shop.client.call(pickup).reason == "PICKUP_NOT_OFFERED");
    const std::string later = shop.deliver_to("59000", Lines{
                                                           {"TEE", 1}
    });
    CHECK(shop.order(later).parcels(0).location_id() == "W1");
    shop.at("2026-03-03 13:00");

    // Unpicked shipments come from elsewhere, as they were promised.
    for (const std::string& order : closed.unpicked) {
        const orders::Order now = shop.order(order);
        REQUIRE(now.parcels_size() == 1);
        CHECK(now.parcels(0).location_id() == "W1");
        CHECK(promised(now) == "2026-03-05");
        CHECK(now.choices_size() == 0);
    }
    // Packed parcels keep the store, and leave two working days later.
    for (const std::string& order : closed.packed) {
        const auto task = shop.open_task(order);
        CHECK(task.location_id() == "S3");
        CHECK(task.state() == fulfillment::FULFILLMENT_STATE_PACKED);
        CHECK(paris_date(task.promised_by()) == "2026-03-09");
        CHECK(promised(shop.order(order)) == "2026-03-09");
    }
    CHECK(actors_of(shop, "fulfillment_order.delayed").size() == 2);
    // Ready goods wait two days longer.
    for (const std::string& order : closed.ready) {
        const auto one = pickup_of(shop.client, order);
        CHECK(one.state() == pickups::PICKUP_STATE_READY);
        CHECK(paris_time(one.hold_until()) == "2026-03-12 20:00");
    }
    // The other customers choose within 24 hours.
    for (const std::string& order : closed.waiting) {
        const orders::Choice choice = choice_of(shop, order);
        CHECK(choice.state() == orders::CHOICE_STATE_OPEN);
        CHECK(choice.reason() == orders::CHOICE_REASON_LOCATION_CLOSED);
        CHECK(choice.location_id() == "S3");
        CHECK(paris_time(choice.expire_time()) == "2026-03-04 13:00");
        const auto* store = option_of(choice, orders::CHOICE_OPTION_KIND_OTHER_STORE, "S1");
        REQUIRE(store != nullptr);
        CHECK(paris_time(store->promised_by()) == "2026-03-03 15:00");
        const auto* home = option_of(choice, orders::CHOICE_OPTION_KIND_DELIVERY);
        REQUIRE(home != nullptr);
        CHECK(paris_date(home->promised_by()) == "2026-03-05");
        CHECK(home->price().minor_units() == 0);
        CHECK(option_of(choice, orders::CHOICE_OPTION_KIND_WAIT) != nullptr);
        CHECK(option_of(choice, orders::CHOICE_OPTION_KIND_CANCEL) != nullptr);
        CHECK(option_of(choice, orders::CHOICE_OPTION_KIND_SPLIT) == nullptr);
        CHECK(tasks_of(shop.client, order).size() <= 1);
    }
    CHECK(verify_store(shop.client) == "");

    // Another store, by link: reserved, released, and a pickup there.
    const std::string& first = closed.waiting[0];
    const orders::Choice asked = choice_of(shop, first);
    const std::string token = token_of(shop, first, asked);
    orders::GetChoiceRequest look;
    look.set_token(token);
    CHECK(get<orders::GetChoiceResponse>(shop.client, look).choice().choice_id() ==
          asked.choice_id());
    const auto* store = option_of(asked, orders::CHOICE_OPTION_KIND_OTHER_STORE, "S1");
    const auto done =
        get<orders::MakeChoiceResponse>(shop.client, by_token(token, store->option_no()));
    CHECK(done.made());
    CHECK(done.choice().chosen_by() == orders::CHOSEN_BY_CUSTOMER);
    CHECK(shop.order(first).lines(0).pickup().location_id() == "S1");
    CHECK(shop.open_task(first).location_id() == "S1");
    CHECK(pickups_at(shop.client, "S1").size() == 1);
    CHECK(shop.client.call(by_token(token, store->option_no())).reason == "CHOICE_TAKEN");
    CHECK(get<orders::GetChoiceResponse>(shop.client, look).choice().state() ==
          orders::CHOICE_STATE_MADE);

    // Home free of charge, by an agent.
    const std::string& second = closed.waiting[1];
    const orders::Choice told = choice_of(shop, second);
    const std::int64_t total = shop.order(second).totals().total().minor_units();
    const auto* home = option_of(told, orders::CHOICE_OPTION_KIND_DELIVERY);
    CHECK(get<orders::MakeChoiceResponse>(shop.client, by_agent(second, told, home->option_no()))
              .choice()
              .chosen_by() == orders::CHOSEN_BY_AGENT);
    CHECK(shop.order(second).lines(0).has_delivery());
    CHECK(shop.order(second).totals().total().minor_units() == total);
    CHECK(promised(shop.order(second)) == "2026-03-05");

    // No answer: waiting, by the timer; the store opens on Thursday and has it.
    const std::string& third = closed.waiting[2];
    const std::string late = token_of(shop, third, choice_of(shop, third));
    shop.at("2026-03-04 12:59");
    CHECK(choice_of(shop, third).state() == orders::CHOICE_STATE_OPEN);
    shop.at("2026-03-04 13:00");
    CHECK(choice_of(shop, third).chosen_by() == orders::CHOSEN_BY_TIMER);
    CHECK(shop.client.call(by_token(late, 1)).reason == "LINK_EXPIRED");
    CHECK(actors_of(shop, "order.choice_made").size() == 3);
    shop.at("2026-03-05 09:59");
    CHECK(shop.order(third).lines(0).quantities().backordered() == 1);
    shop.at("2026-03-05 10:00");
    CHECK(closed.offered() > 0);
    CHECK(shop.open_task(third).location_id() == "S3");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 16: reopening early restores offers and moves nothing back") {
    const Closing closed;
    const F0Shop& shop = closed.shop;
    closed.close();
    shop.at("2026-03-03 13:30");
    catalog::ReopenLocationRequest reopen;
    reopen.set_request_id(next_id());
    reopen.set_location_id("S3");
    get<catalog::ReopenLocationResponse>(shop.client, reopen);
    CHECK(closed.offered() > 0);
    shop.collect_at("S3", Lines{
                              {"TEE", 1}
    });
    shop.at("2026-03-03 14:00");
    for (const std::string& order : closed.unpicked)
        CHECK(shop.order(order).parcels(0).location_id() == "W1");
    for (const std::string& order : closed.waiting)
        CHECK(choice_of(shop, order).state() == orders::CHOICE_STATE_OPEN);
    for (const std::string& order : closed.packed)
        CHECK(promised(shop.order(order)) == "2026-03-09");
    reopen.set_request_id(next_id());
    CHECK(shop.client.call(reopen).reason == "ILLEGAL_TRANSITION");
    CHECK(shop.client.call(closing("S3", thursday_ten - 7 * 86'400)).reason ==
          "ILLEGAL_TRANSITION");
    CHECK(shop.client.call(closing("S9", thursday_ten)).reason == "LOCATION_NOT_FOUND");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 16: what is offered follows the stock, and a link that found none works again") {
    const Closing closed;
    const F0Shop& shop = closed.shop;
    closed.close();
    shop.at("2026-03-03 13:01");
    const std::string& order = closed.waiting[0];
    const orders::Choice asked = choice_of(shop, order);
    const auto* store = option_of(asked, orders::CHOICE_OPTION_KIND_OTHER_STORE, "S1");
    REQUIRE(store != nullptr);
    const std::string token = token_of(shop, order, asked);
    // Somebody buys everything there and in the warehouse.
    shop.deliver_to("75001", Lines{
                                 {"TEE", 46}
    });
    shop.collect_at("S1", Lines{
                              {"TEE", 4}
    });
    const auto again =
        get<orders::MakeChoiceResponse>(shop.client, by_token(token, store->option_no()));
    CHECK_FALSE(again.made());
    CHECK(again.choice().state() == orders::CHOICE_STATE_OPEN);
    CHECK(option_of(again.choice(), orders::CHOICE_OPTION_KIND_OTHER_STORE, "S1") == nullptr);
    // The old number is not an option any more; the link still is one.
    CHECK(shop.client.call(by_token(token, store->option_no())).reason == "CHOICE_TAKEN");
    const auto* cancel = option_of(again.choice(), orders::CHOICE_OPTION_KIND_CANCEL);
    CHECK(
        get<orders::MakeChoiceResponse>(shop.client, by_token(token, cancel->option_no())).made());
    CHECK(shop.order(order).status() == orders::ORDER_STATUS_CANCELED);
    CHECK(payments_due(shop.order(order)) == std::vector<std::string>{"void 20.00"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 16: customers are told, once, with a link that works") {
    const std::string page = "https://shop.example/choose?token=";
    Gateways gateways;
    std::vector<std::string> arguments = gateways.arguments();
    arguments.insert(arguments.end(), {"--choice-page", page});
    const F0Shop shop(arguments);
    shop.stock("S3", "TEE", 9);
    const std::string late = shop.deliver_to("59000", Lines{
                                                          {"TEE", 1}
    });
    pack(shop.client, shop.open_task(late).fulfillment_order_id());
    const std::string order = shop.collect_at("S3", Lines{
                                                        {"TEE", 1}
    });
    accept(shop.client, shop.open_task(order).fulfillment_order_id());
    shop.at("2026-03-03 13:00");
    get<catalog::CloseLocationResponse>(shop.client, closing("S3", thursday_ten));
    shop.at("2026-03-03 13:05");
    REQUIRE(gateways.notifications.sent("shipment_late").size() == 1);
    REQUIRE(gateways.notifications.sent("choice_needed").size() == 1);
    const auto notice = gateways.notifications.sent("choice_needed").at(0);
    const std::string link = notice.values().at("choice_link");
    REQUIRE(link.starts_with(page));
    const orders::Choice choice = choice_of(shop, order);
    const auto* wait = option_of(choice, orders::CHOICE_OPTION_KIND_WAIT);
    REQUIRE(wait != nullptr);
    CHECK(get<orders::MakeChoiceResponse>(shop.client,
                                          by_token(link.substr(page.size()), wait->option_no()))
              .made());
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
