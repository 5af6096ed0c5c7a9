#pragma once

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <google/protobuf/util/json_util.h>

#include "oms/routing/v1/routing_service.pb.h"
#include "tests/e2e/shop.hpp"

// The network and the rules of the demo shop, and what customers ask of it.
namespace oms::e2e {

namespace routing = oms::routing::v1;

// Its clock shows Tuesday 2026-03-03 10:00 in Paris; its rules are drafted as version 1.
struct RoutedShop {
    explicit RoutedShop(const char* start = "2026-03-03T09:00:00Z")
        : server({"--clock-start", start}), client(server.address()) {
        const std::string demo = OMS_DEMO_SHOP;
        oms({"location", "import", demo + "/locations.csv"});
        for (const char* const store : {"S1", "S2", "S3", "S4", "S5", "S6"})
            release_at_once(client, store, false);
        create_channel(client, "web");
        create_channel(client, "market");
        oms({"rules", "draft", demo + "/rules.json"});
    }
    void publish() const { oms({"rules", "publish", "1", "--yes"}); }
    // `oms WORDS` as the administrator; what it prints.
    std::string oms(const std::vector<std::string>& words) const {
        std::vector<std::string> line{OMS_OMS,       "--server",   server.address(),
                                      "--principal", "admin",      "--roles",
                                      "admin",       "--channels", "*",
                                      "--locations", "*"};
        line.insert(line.end(), words.begin(), words.end());
        const Ended ended = run(line);
        INFO(ended.out << ended.err);
        REQUIRE(ended.exit_code == 0);
        return ended.out;
    }
    Server server;
    Client client;
};

inline routing::QuoteFulfillmentRequest quote_of(
    std::vector<std::pair<const char*, std::int64_t>> lines, const char* postal_code = "75001") {
    routing::QuoteFulfillmentRequest request;
    request.set_channel_id("web");
    request.set_country_code("FR");
    request.set_postal_code(postal_code);
    request.add_service_levels("standard");
    for (const auto& [sku, quantity] : lines) {
        auto& line = *request.add_lines();
        line.set_sku(sku);
        line.set_quantity(quantity);
    }
    return request;
}

inline const routing::Offer& placed_offer(const routing::MethodQuote& quote) {
    for (const routing::Offer& offer : quote.offers()) {
        if (offer.placed()) return offer;
    }
    FAIL("nothing can be placed");
    return quote.offers(0);
}

inline routing::GetRoutingDecisionsResponse why(const Client& client, const std::string& order_id) {
    routing::GetRoutingDecisionsRequest request;
    request.set_order_id(order_id);
    return get<routing::GetRoutingDecisionsResponse>(client, request);
}

inline orders::PlaceOrderRequest order_to(const char* postal_code, const char* sku,
                                          std::int64_t units) {
    orders::PlaceOrderRequest order = delivery_order(sku, units);
    order.mutable_ship_to()->set_postal_code(postal_code);
    return order;
}

inline routing::RoutingRules demo_rules() {
    routing::RoutingRules rules;
    const auto read = google::protobuf::util::JsonStringToMessage(
        read_file(std::string(OMS_DEMO_SHOP) + "/rules.json"), &rules);
    REQUIRE(read.ok());
    return rules;
}

inline Answer draft(const Client& client, const routing::RoutingRules& rules) {
    routing::CreateRulesRequest request;
    request.set_request_id(next_id());
    *request.mutable_rules() = rules;
    return client.call(request);
}

// From then on they are followed.
inline void publish(const Client& client, const routing::RoutingRules& rules) {
    routing::PublishRulesRequest request;
    request.set_request_id(next_id());
    request.set_version(
        reply_of<routing::CreateRulesResponse>(draft(client, rules)).version().version());
    REQUIRE(client.call(request).ok());
}

}  // namespace oms::e2e
