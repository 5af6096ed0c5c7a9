#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>
#include <grpcpp/support/status_code_enum.h>

#include "oms/events/v1/event_service.pb.h"
#include "tests/e2e/routed_shop.hpp"

// Quotes, why an order is routed as it is, and rerouting: by the rules of the demo shop, on its
// network, from Tuesday 2026-03-03 10:00 in Paris on.
namespace oms::e2e {
namespace {

using google::protobuf::util::TimeUtil;

// "W1 6.80 EUR 2026-03-05" with the UTC minute.
std::string told(const routing::Offer& offer) {
    std::string text;
    for (const auto& parcel : offer.parcels())
        text += parcel.location_id() + " ";
    return fmt::format("{}{} {} {}", text, offer.cost().minor_units(), offer.cost().currency_code(),
                       TimeUtil::ToString(offer.promised_by()));
}

routing::RerouteOrderRequest reroute_of(const std::string& order_id,
                                        std::vector<const char*> excluded) {
    routing::RerouteOrderRequest request;
    request.set_request_id(next_id());
    request.set_order_id(order_id);
    request.set_reason(canary_note);
    for (const char* location : excluded)
        request.add_excluded_location_ids(location);
    return request;
}

}  // namespace

TEST_CASE("a basket is quoted to the minute and the cent, and the order placed at once gets that") {
    const RoutedShop shop;
    stock_item(shop.client, "TEE", "W1", 50);
    receive(shop.client, "TEE", "S1", 10);
    CHECK(shop.client
              .call(quote_of({
                  {"TEE", 2}
    }))
              .reason == "RULES_NOT_PUBLISHED");
    shop.publish();
    const auto quote = get<routing::QuoteFulfillmentResponse>(shop.client, quote_of({
                                                                               {"TEE", 2}
    }));
    CHECK(quote.rules_version() == 1);
    CHECK(quote.position() > 0);
    CHECK(TimeUtil::ToString(quote.as_of()) == "2026-03-03T09:00:00Z");
    REQUIRE(quote.quotes_size() == 1);
    const routing::Offer& offer = placed_offer(quote.quotes(0));
    CHECK(told(offer).rfind("W1 680 EUR 2026-03-05T", 0) == 0);
    CHECK(TimeUtil::ToString(offer.order_by()) == "2026-03-03T15:00:00Z");
    CHECK(offer.parcels(0).ship_date() == "2026-03-03");

    const auto receipt = place(shop.client, order_to("75001", "TEE", 2));
    const auto decisions = why(shop.client, receipt.order_id());
    REQUIRE(decisions.parcels_size() == 1);
    CHECK(decisions.parcels(0).DebugString() == offer.parcels(0).DebugString());
    REQUIRE(decisions.decisions_size() == 1);
    const auto& decision = decisions.decisions(0);
    CHECK(decision.cause() == routing::DECISION_CAUSE_PLACED);
    CHECK(decision.currency_code() == "EUR");
    CHECK(decision.inputs().empty());
    REQUIRE(decision.choices_size() == 1);
    CHECK(decision.choices(0).chosen().cost() == 680);
    CHECK(decision.choices(0).chosen().costs().carriage() == 520);
    CHECK(decision.choices(0).runner_up().cost() == 910);
    CHECK(decision.choices(0).proven());
    const std::string text = shop.oms({"order", "why", receipt.number()});
    CHECK(text.find("6.80 EUR") != std::string::npos);
    CHECK(text.find("from S1 for 9.10 EUR, 2.30 EUR more") != std::string::npos);
}

TEST_CASE("on Friday after the cut-off the weekend is in between, and pickups keep shop hours") {
    const RoutedShop shop("2026-03-06T15:01:00Z");
    shop.publish();
    stock_item(shop.client, "TEE", "W1", 50);
    receive(shop.client, "TEE", "S1", 3);
    auto request = quote_of({
        {"TEE", 2}
    });
    request.add_pickup_location_ids("S1");
    request.add_pickup_location_ids("S4");
    const auto quote = get<routing::QuoteFulfillmentResponse>(shop.client, request);
    REQUIRE(quote.quotes_size() == 3);
    const routing::Offer& delivered = placed_offer(quote.quotes(0));
    CHECK(told(delivered).rfind("W1 680 EUR 2026-03-11T", 0) == 0);
    CHECK(delivered.parcels(0).ship_date() == "2026-03-09");
    // Two opening hours after 16:01.
    CHECK(TimeUtil::ToString(placed_offer(quote.quotes(1)).promised_by()) ==
          "2026-03-06T17:01:00Z");
    CHECK(placed_offer(quote.quotes(1)).parcels(0).carriage() == routing::CARRIAGE_SHELF);
    // The next shuttle leaves on Monday, is there on Tuesday at 11, and two hours later it is
    // ready.
    CHECK(TimeUtil::ToString(placed_offer(quote.quotes(2)).promised_by()) ==
          "2026-03-10T12:00:00Z");
}

TEST_CASE("what cannot be quoted is refused, everything at once") {
    const RoutedShop shop;
    shop.publish();
    stock_item(shop.client, "TEE", "W1", 50);
    auto unknown = quote_of({
        {"TEE",  1},
        {"NOPE", 1},
        {"NIX",  2}
    });
    unknown.add_pickup_location_ids("S88");
    const Answer answer = shop.client.call(unknown);
    CHECK(answer.code == grpc::StatusCode::NOT_FOUND);
    CHECK(answer.reason == "ITEM_NOT_FOUND");
    CHECK(answer.preconditions.size() == 3);
    auto nowhere = quote_of({
        {"TEE", 1}
    });
    nowhere.set_channel_id("nowhere");
    CHECK(shop.client.call(nowhere).reason == "CHANNEL_NOT_FOUND");
    auto at_warehouse = quote_of({
        {"TEE", 1}
    });
    at_warehouse.add_pickup_location_ids("W1");
    CHECK(shop.client.call(at_warehouse).reason == "PICKUP_NOT_OFFERED");
    auto wrong = quote_of({
        {"TEE", 0}
    });
    wrong.set_country_code("France");
    wrong.clear_service_levels();
    wrong.set_limit(21);
    CHECK(shop.client.call(wrong).fields.size() == 4);
    auto many = quote_of({});
    for (int i = 0; i < 101; ++i)
        many.add_lines()->set_sku("TEE");
    CHECK(shop.client.call(many).fields.size() == 1);
    const Client theirs(shop.server.address(), {"market-shop", "checkout", "market", ""});
    CHECK(theirs
              .call(quote_of({
                  {"TEE", 1}
    }))
              .reason == "CHANNEL_NOT_FOUND");
}

TEST_CASE("an order is rerouted by whoever sees it, once, and the log does not tell why in words") {
    const RoutedShop shop;
    shop.publish();
    stock_item(shop.client, "TEE", "S2", 3);
    receive(shop.client, "TEE", "S1", 4);
    const auto receipt = place(shop.client, order_to("69003", "TEE", 2));
    const std::string& id = receipt.order_id();
    REQUIRE(why(shop.client, id).parcels(0).location_id() == "S2");

    auto request = reroute_of(id, {"S2"});
    request.set_validate_only(true);
    CHECK(get<routing::RerouteOrderResponse>(shop.client, request).moves_size() == 1);
    CHECK(why(shop.client, id).decision_count() == 1);
    request.set_validate_only(false);
    request.set_etag(receipt.etag());
    const Answer first = shop.client.call(request);
    REQUIRE(first.ok());
    CHECK(shop.client.call(request).bytes == first.bytes);
    routing::RerouteOrderResponse moved;
    REQUIRE(moved.ParseFromString(first.bytes));
    REQUIRE(moved.moves_size() == 1);
    CHECK(moved.moves(0).from_location_id() == "S2");
    CHECK(moved.moves(0).to_location_id() == "S1");
    CHECK(moved.moves(0).quantity() == 2);
    CHECK(moved.etag() == get_order(shop.client, id).etag());
    CHECK(first.bytes.find(canary_note) == std::string::npos);
    CHECK(stock_at(shop.client, "TEE", "S2").reserved() == 0);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() == 2);

    const auto decisions = why(shop.client, id);
    REQUIRE(decisions.decisions_size() == 2);
    CHECK(decisions.decisions(1).cause() == routing::DECISION_CAUSE_REROUTED);
    const std::string text =
        shop.oms({"order", "why", "web/" + get_order(shop.client, id).external_id()});
    CHECK(text.find("was ruled out") != std::string::npos);

    events::v1::ListEventsRequest log;
    log.mutable_filter()->set_aggregate_type("order");
    log.mutable_filter()->set_aggregate_id(id);
    const auto told = get<events::v1::ListEventsResponse>(shop.client, log);
    CHECK(told.events(told.events_size() - 1).type() == "order.rerouted");
    CHECK(told.DebugString().find(canary_note) == std::string::npos);

    auto stale = reroute_of(id, {"S1"});
    stale.set_etag(receipt.etag());
    CHECK(shop.client.call(stale).reason == "VERSION_MISMATCH");
    const Answer nothing_left = shop.client.call(reroute_of(id, {"S1", "S2"}));
    CHECK(nothing_left.code == grpc::StatusCode::FAILED_PRECONDITION);
    CHECK(nothing_left.reason == "UNROUTABLE");
    CHECK(shop.client.call(reroute_of(id, {"S77"})).reason == "LOCATION_NOT_FOUND");
    const std::string out =
        shop.oms({"order", "reroute", id, "--exclude", "S1", "--reason", "water damage", "--yes"});
    CHECK(out.find("S2") != std::string::npos);
    CHECK(verify_store(shop.client) == "");

    const Client theirs(shop.server.address(), {"market-agent", "agent", "market", ""});
    CHECK(theirs.call(reroute_of(id, {"S2"})).reason == "ORDER_NOT_FOUND");
    routing::GetRoutingDecisionsRequest peek;
    peek.set_order_id(id);
    CHECK(theirs.call(peek).reason == "ORDER_NOT_FOUND");
    const Client reader(shop.server.address(), {"reports", "reader", "web", ""});
    CHECK(reader.call(peek).ok());
    CHECK(reader.call(reroute_of(id, {"S2"})).reason == "NOT_PERMITTED");
}

TEST_CASE("an order that changes while it is rerouted is read again, and nothing gets lost") {
    const RoutedShop shop;
    shop.publish();
    stock_item(shop.client, "TEE", "S2", 5);
    receive(shop.client, "TEE", "S1", 5);
    const auto receipt = place(shop.client, order_to("69003", "TEE", 2));
    std::thread tagging([&] {
        const Client client(shop.server.address());
        for (int i = 0; i < 40; ++i) {
            orders::UpdateTagsRequest tags;
            tags.set_request_id(next_id("tags"));
            tags.set_order_id(receipt.order_id());
            (i % 2 == 0 ? tags.add_add("vip") : tags.add_remove("vip"));
            CHECK(client.call(tags).ok());
        }
    });
    std::int64_t moved = 0;
    for (int i = 0; i < 20; ++i) {
        const Answer answer =
            shop.client.call(reroute_of(receipt.order_id(), {i % 2 == 0 ? "S2" : "S1"}));
        INFO(answer.text());
        const bool expected = answer.ok() || answer.reason == "VERSION_MISMATCH";
        CHECK(expected);
        routing::RerouteOrderResponse reply;
        if (answer.ok() && reply.ParseFromString(answer.bytes)) moved += reply.moves_size();
    }
    tagging.join();
    CHECK(moved > 0);
    CHECK(why(shop.client, receipt.order_id()).decision_count() == moved + 1);
    CHECK(stock_at(shop.client, "TEE", "S1").reserved() +
              stock_at(shop.client, "TEE", "S2").reserved() ==
          2);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("an order of the plain rule says so, and can be rerouted once there are rules") {
    const RoutedShop shop;
    stock_item(shop.client, "TEE", "S2", 3);
    receive(shop.client, "TEE", "W1", 4);
    orders::PlaceOrderRequest order = order_to("69003", "TEE", 1);
    auto& place_of_it = *order.mutable_ship_to()->mutable_position();
    place_of_it.set_latitude_microdegrees(45'760'000);
    place_of_it.set_longitude_microdegrees(4'850'000);
    const auto receipt = place(shop.client, order);
    CHECK(why(shop.client, receipt.order_id()).decisions_size() == 0);
    CHECK(shop.oms({"order", "why", receipt.order_id()}).find("no rules of routing") !=
          std::string::npos);
    CHECK(shop.client.call(reroute_of(receipt.order_id(), {"S2"})).reason == "RULES_NOT_PUBLISHED");
    shop.publish();
    const auto moved =
        get<routing::RerouteOrderResponse>(shop.client, reroute_of(receipt.order_id(), {"S2"}));
    REQUIRE(moved.moves_size() == 1);
    CHECK(moved.moves(0).to_location_id() == "W1");
    CHECK(moved.parcels_size() == 1);
    CHECK(why(shop.client, receipt.order_id()).decisions(0).decision_no() == 1);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e
