#include <doctest/doctest.h>
#include <fmt/format.h>
#include <grpcpp/support/status_code_enum.h>

#include "oms/testing/v1/testing_service.pb.h"
#include "tests/e2e/routed_shop.hpp"

// What an order leaves open, what items are called together, what carriage causes, and who waits:
// by the rules of the demo shop.
namespace oms::e2e {
namespace {

constexpr std::int64_t ten_in_paris = 1'772'528'400;  // Tuesday 2026-03-03, in Unix seconds
constexpr std::int64_t midnight_in_paris = ten_in_paris + 14 * 3'600;

void advance(const Client& client, std::int64_t to_seconds) {
    oms::testing::v1::AdvanceRequest request;
    request.mutable_to()->set_seconds(to_seconds);
    const Answer answer = client.call(request);
    INFO(answer.text());
    REQUIRE(answer.ok());
}

orders::PlaceOrderRequest pickup_order(const char* sku, std::vector<const char*> places) {
    orders::PlaceOrderRequest order = new_order();
    add_pickup(order, sku, 1, "");
    auto& pickup = *order.mutable_lines(0)->mutable_pickup();
    for (const char* id : places)
        pickup.add_any_of_location_ids(id);
    return order;
}

std::string pickup_of(const Client& client, const std::string& order_id) {
    const auto order = get_order(client, order_id);
    CHECK(order.lines(0).pickup().any_of_location_ids_size() == 0);
    return order.lines(0).pickup().location_id();
}

std::int64_t allocated(const Client& client, const std::string& order_id) {
    return get_order(client, order_id).lines(0).quantities().allocated();
}

// S1 alone sends, so many parcels a day.
routing::RoutingRules only_s1(std::int64_t parcels) {
    routing::RoutingRules rules = demo_rules();
    for (auto& settings : *rules.mutable_settings()) {
        if (settings.location_id() == "S1") {
            settings.mutable_ship_capacity()->set_limit(parcels);
        } else {
            settings.clear_departures();
        }
    }
    rules.clear_shuttles();
    return rules;
}

}  // namespace

TEST_CASE("an order names several places to collect at, and gets the one that was quoted best") {
    const RoutedShop shop;
    stock_item(shop.client, "TEE", "W1", 50);
    receive(shop.client, "TEE", "S2", 3);
    receive(shop.client, "TEE", "S3", 3);
    // Without rules: the first that has it.
    CHECK(pickup_of(shop.client,
                    place(shop.client, pickup_order("TEE", {"S1", "S3", "S2"})).order_id()) ==
          "S3");
    shop.publish();
    auto asked = quote_of({
        {"TEE", 1}
    });
    asked.clear_service_levels();
    for (const char* id : {"S1", "S2"})
        asked.add_pickup_location_ids(id);
    const auto quote = get<routing::QuoteFulfillmentResponse>(shop.client, asked);
    REQUIRE(quote.quotes_size() == 2);
    const std::int64_t at_s1 = placed_offer(quote.quotes(0)).cost().minor_units();
    const std::int64_t at_s2 = placed_offer(quote.quotes(1)).cost().minor_units();
    CHECK(at_s2 < at_s1);
    const auto receipt = place(shop.client, pickup_order("TEE", {"S1", "S2"}));
    CHECK(pickup_of(shop.client, receipt.order_id()) == "S2");
    const auto decisions = why(shop.client, receipt.order_id());
    CHECK(decisions.parcels(0).carriage() == routing::CARRIAGE_SHELF);
    const auto& choice = decisions.decisions(0).choices(0);
    CHECK(choice.pickup_location_id() == "S2");
    REQUIRE(choice.pickup_choices_size() == 2);
    CHECK(choice.pickup_choices(0).cost() == at_s1);
    CHECK(choice.pickup_choices(1).cost() == at_s2);
    CHECK(shop.oms({"order", "why", receipt.number()}).find("chosen of") != std::string::npos);
    shop.oms({"order", "place", "--channel", "web", "--external-id", "CLI-1", "--line",
              "TEE:1:10.00", "--pickup", "S1", "--pickup", "S2", "--name", "Ada"});
    CHECK(stock_at(shop.client, "TEE", "S2").reserved() == 2);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("places that cannot be are refused as a single one is") {
    const RoutedShop shop;
    shop.publish();
    stock_item(shop.client, "TEE", "S2", 5);
    CHECK(shop.client.call(pickup_order("TEE", {"S2", "S77"})).reason == "LOCATION_NOT_FOUND");
    CHECK(shop.client.call(pickup_order("TEE", {"S2", "W1"})).reason == "PICKUP_NOT_OFFERED");
    CHECK(shop.client.call(pickup_order("TEE", {"S2", "S2"})).reason == "MALFORMED_REQUEST");
    auto both = pickup_order("TEE", {"S2"});
    both.mutable_lines(0)->mutable_pickup()->set_location_id("S1");
    CHECK(shop.client.call(both).reason == "MALFORMED_REQUEST");
    CHECK(stock_at(shop.client, "TEE", "S2").reserved() == 0);
}

TEST_CASE("an offer tells what its carriage causes where the rules do") {
    const RoutedShop shop;
    stock_item(shop.client, "TEE", "W1", 50);
    receive(shop.client, "TEE", "S1", 5);
    routing::RoutingRules rules = demo_rules();
    auto& service = *rules.mutable_carriers()->mutable_services(0);
    REQUIRE(service.service_id() == "parcel-warehouse");
    service.mutable_carbon()->set_g_per_parcel(1'000'001);
    const Answer refused = draft(shop.client, rules);
    CHECK(refused.code == grpc::StatusCode::INVALID_ARGUMENT);
    REQUIRE(refused.fields.size() == 1);
    CHECK(refused.fields[0].subject == "rules.carriers.services[0].carbon.g_per_parcel");
    service.mutable_carbon()->set_g_per_parcel(240);
    publish(shop.client, rules);
    auto asked = quote_of({
        {"TEE", 1}
    });
    asked.add_service_levels("express");
    asked.add_pickup_location_ids("S1");
    const auto quote = get<routing::QuoteFulfillmentResponse>(shop.client, asked);
    REQUIRE(quote.quotes_size() == 3);
    CHECK(placed_offer(quote.quotes(0)).has_carbon_g());
    CHECK(placed_offer(quote.quotes(0)).carbon_g() == 240);
    CHECK_FALSE(placed_offer(quote.quotes(1)).has_carbon_g());
    CHECK(placed_offer(quote.quotes(2)).has_carbon_g());
    CHECK(placed_offer(quote.quotes(2)).carbon_g() == 0);
    const std::string text = shop.oms({"quote", "--channel", "web", "--line", "TEE", "--country",
                                       "FR", "--postal-code", "75001", "--level", "standard"});
    CHECK(text.find("240 g CO2e") != std::string::npos);
}

TEST_CASE("rules keep back what items of a tag have, in quotes and for orders") {
    const RoutedShop shop;
    const TemporaryFolder folder;
    const std::string headings =
        "sku,title,gtin,weight_g,length_mm,width_mm,height_mm,handling_class,backorder_limit";
    write_file(folder.file("items.csv"),
               headings + ",tags\nTEE,T-shirt,,,,,,,,new summer\nMUG,Mug,,,,,,,,\n");
    shop.oms({"item", "import", folder.file("items.csv")});
    CHECK(shop.oms({"item", "get", "TEE"}).find("new, summer") != std::string::npos);
    for (const char* sku : {"TEE", "MUG"})
        receive(shop.client, sku, "W1", 5);
    routing::RoutingRules rules = demo_rules();
    auto& rule = *rules.add_stock();
    rule.set_name("new things");
    rule.add_item_tags("new");
    rule.set_safety_stock(4);
    publish(shop.client, rules);
    const auto quote = get<routing::QuoteFulfillmentResponse>(shop.client, quote_of({
                                                                               {"TEE", 2}
    }));
    REQUIRE(quote.quotes(0).shortages_size() == 1);
    CHECK(quote.quotes(0).shortages(0).available() == 1);
    CHECK(shop.client.call(delivery_order("TEE", 2)).reason == "INSUFFICIENT_STOCK");
    CHECK(shop.client.call(delivery_order("MUG", 5)).ok());
    // A file that says nothing of tags takes none away.
    write_file(folder.file("silent.csv"), headings + "\nTEE,Another title,,,,,,,\n");
    shop.oms({"item", "import", folder.file("silent.csv")});
    CHECK(shop.oms({"item", "get", "TEE"}).find("new, summer") != std::string::npos);
    CHECK(shop.client.call(delivery_order("TEE", 2)).reason == "INSUFFICIENT_STOCK");
    // Without its tag it is sold like the others.
    write_file(folder.file("again.csv"), headings + ",tags\nTEE,T-shirt,,,,,,,,summer\n");
    shop.oms({"item", "import", folder.file("again.csv")});
    CHECK(shop.client.call(delivery_order("TEE", 5)).ok());
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("who waits for a place is routed when rules give more, and on the next day") {
    RoutedShop shop;
    stock_item(shop.client, "TEE", "S1", 9);
    publish(shop.client, only_s1(1));
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
        auto order = delivery_order("TEE", 1);
        order.set_on_shortage(i % 2 == 0 ? orders::ON_SHORTAGE_BACKORDER
                                         : orders::ON_SHORTAGE_ACCEPT_UNALLOCATED);
        ids.push_back(place(shop.client, order).order_id());
        advance(shop.client, ten_in_paris + i + 1);
    }
    const auto got = [&] {
        std::string text;
        for (const std::string& id : ids)
            text += fmt::format("{}", allocated(shop.client, id));
        return text;
    };
    CHECK(got() == "1000");
    publish(shop.client, only_s1(2));
    CHECK(got() == "1000");
    advance(shop.client, ten_in_paris + 60);
    CHECK(got() == "1100");
    CHECK(why(shop.client, ids[1]).decisions(1).cause() == routing::DECISION_CAUSE_RELEASED);
    // A restart forgets nothing.
    shop.server.start();
    const Client client(shop.server.address());
    advance(client, midnight_in_paris - 1);
    CHECK(allocated(client, ids[2]) == 0);
    advance(client, midnight_in_paris);
    CHECK(allocated(client, ids[2]) == 1);
    CHECK(allocated(client, ids[3]) == 1);
    CHECK(verify_store(client) == "");
}

}  // namespace oms::e2e
