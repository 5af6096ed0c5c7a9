#include <chrono>
#include <csignal>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/support/status_code_enum.h>

#include "grpc/health/v1/health.pb.h"
#include "oms/admin/v1/admin_service.pb.h"
#include "oms/routing/v1/routing_service.pb.h"
#include "tests/e2e/http.hpp"
#include "tests/e2e/shop.hpp"

// A server that routes from a copy of another one's view.
namespace oms::e2e {
namespace {

namespace routing = oms::routing::v1;
namespace health = grpc::health::v1;

// W1 and S1 send parcels; a parcel of S1 costs more.
routing::RoutingRules rules_with(std::int64_t split_penalty) {
    routing::RoutingRules rules;
    rules.set_currency_code("EUR");
    for (const char* const location : {"W1", "S1"}) {
        auto& settings = *rules.add_settings();
        settings.set_location_id(location);
        settings.add_services("parcel");
        settings.mutable_shipping()->set_per_parcel(location[0] == 'W' ? 100 : 300);
        for (int day = catalog::WEEKDAY_MONDAY; day <= catalog::WEEKDAY_FRIDAY; ++day) {
            auto& departure = *settings.add_departures();
            departure.set_weekday(static_cast<catalog::Weekday>(day));
            departure.set_cut_off_minute(960);
            departure.set_leaves_minute(1020);
        }
    }
    auto& service = *rules.mutable_carriers()->add_services();
    service.set_service_id("parcel");
    service.set_level("standard");
    service.add_zones()->set_zone("all");
    auto& tariff = *service.add_tariffs();
    tariff.set_zone("all");
    auto& step = *tariff.add_steps();
    step.set_up_to_weight_g(30'000);
    step.set_price(500);
    auto& profile = *rules.add_profiles();
    profile.set_name("every order");
    profile.mutable_costs()->set_split_penalty(split_penalty);
    return rules;
}

void publish(const Client& client, std::int64_t split_penalty) {
    routing::CreateRulesRequest draft;
    draft.set_request_id(next_id());
    *draft.mutable_rules() = rules_with(split_penalty);
    routing::PublishRulesRequest publication;
    publication.set_request_id(next_id());
    publication.set_version(get<routing::CreateRulesResponse>(client, draft).version().version());
    REQUIRE(client.call(publication).ok());
}

routing::QuoteFulfillmentRequest quote_of(std::int64_t quantity) {
    routing::QuoteFulfillmentRequest request;
    request.set_channel_id("web");
    auto& line = *request.add_lines();
    line.set_sku("TEE");
    line.set_quantity(quantity);
    request.set_country_code("FR");
    request.set_postal_code("75001");
    request.add_service_levels("standard");
    return request;
}

// What is offered, without when that was so.
std::string offers(const Client& client, std::int64_t quantity) {
    auto quote = get<routing::QuoteFulfillmentResponse>(client, quote_of(quantity));
    quote.clear_position();
    quote.clear_as_of();
    quote.clear_staleness_ms();
    return quote.DebugString();
}

// Asks again until it is so.
template <class Condition>
bool eventually(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (std::chrono::steady_clock::now() < end) {
        if (condition()) return true;
    }
    return false;
}

struct Replica {
    explicit Replica(const std::string& upstream, std::vector<std::string> more = {})
        : port(free_port()),
          server(arguments(upstream, port, std::move(more))),
          client(server.address()) {}

    static std::vector<std::string> arguments(const std::string& upstream, std::uint16_t port,
                                              std::vector<std::string> more) {
        more.insert(more.end(), {"--services", "routing", "--upstream", upstream, "--admin-port",
                                 fmt::format("{}", port)});
        return more;
    }

    bool is_serving() const {
        health::HealthCheckResponse reply;
        read_reply(client.call(health::HealthCheckRequest()), reply);
        return reply.status() == health::HealthCheckResponse::SERVING;
    }
    bool shows(const char* name, std::int64_t value) const {
        return http_get(port, "/metrics").find(fmt::format("\n{} {}\n", name, value)) !=
               std::string::npos;
    }
    // Until the copy is as new as the view of `writer`, and decisions follow its rules, which is a
    // moment later.
    bool catches_up(const Client& writer) const {
        const auto status =
            get<admin::v1::GetStatusResponse>(writer, admin::v1::GetStatusRequest());
        const Answer rules = writer.call(routing::GetRulesRequest());
        const std::int64_t version =
            rules.ok() ? reply_of<routing::GetRulesResponse>(rules).version().version() : 0;
        return eventually([&] {
            return shows("oms_replica_position", status.last_position()) &&
                   shows("oms_replica_lag_events", 0) &&
                   shows("oms_routing_rules_version", version);
        });
    }

    const std::uint16_t port;
    Server server;
    Client client;
};

// What the two say of the rules in force is the same.
bool agree(const Client& a, const Client& b) {
    const Answer one = a.call(routing::GetRulesRequest());
    const Answer other = b.call(routing::GetRulesRequest());
    return one.code == other.code && one.reason == other.reason && one.bytes == other.bytes;
}

}  // namespace

TEST_CASE("a server that follows another serves once it has the whole view, and keeps up with it") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 100);
    const Replica replica(shop.server.address());
    REQUIRE(eventually([&] { return replica.is_serving(); }));
    CHECK(replica.catches_up(shop.client));
    CHECK(agree(shop.client, replica.client));
    CHECK(replica.client.call(routing::GetRulesRequest()).reason == "RULES_NOT_FOUND");
    publish(shop.client, 300);
    for (int i = 0; i < 20; ++i)
        place(shop.client, delivery_order("TEE"));
    publish(shop.client, 400);
    CHECK(replica.catches_up(shop.client));
    CHECK(agree(shop.client, replica.client));
    CHECK(replica.shows("oms_routing_rules_version", 2));
}

TEST_CASE("without the other server the copy goes on answering, and it catches up afterwards") {
    const std::string address = fmt::format("127.0.0.1:{}", free_port());
    // The follower comes first: it says that it is not ready, and waits.
    const Replica replica(address);
    CHECK_FALSE(replica.is_serving());
    const Answer early = replica.client.call(routing::GetRulesRequest());
    CHECK(early.code == grpc::StatusCode::UNAVAILABLE);
    CHECK(early.reason == "ROUTING_UNAVAILABLE");

    Shop shop({"--listen", address});
    publish(shop.client, 300);
    REQUIRE(eventually([&] { return replica.is_serving(); }));
    REQUIRE(replica.catches_up(shop.client));
    REQUIRE(agree(shop.client, replica.client));
    const Answer before = replica.client.call(routing::GetRulesRequest());

    shop.server.kill();
    CHECK(replica.client.call(routing::GetRulesRequest()).bytes == before.bytes);
    CHECK(replica.is_serving());
    shop.server.start();
    const Client client(shop.server.address());
    publish(client, 500);
    stock_item(client, "TEE", "S1", 3);
    CHECK(replica.catches_up(client));
    CHECK(agree(client, replica.client));
    CHECK(replica.shows("oms_routing_rules_version", 2));
}

TEST_CASE("a follower keeps back what the tags of items ask for") {
    const std::vector<std::string> clock{"--clock-start", "2026-03-03T09:00:00Z"};
    const Shop shop(clock);
    catalog::CreateItemRequest item;
    item.set_request_id(next_id());
    item.mutable_item()->set_sku("TEE");
    item.mutable_item()->set_title("A tagged item");
    item.mutable_item()->add_tags("new");
    REQUIRE(shop.client.call(item).ok());
    receive(shop.client, "TEE", "W1", 5);
    const Replica replica(shop.server.address(), clock);
    REQUIRE(eventually([&] { return replica.is_serving(); }));
    routing::CreateRulesRequest draft;
    draft.set_request_id(next_id());
    *draft.mutable_rules() = rules_with(100);
    auto& rule = *draft.mutable_rules()->add_stock();
    rule.set_name("new things");
    rule.add_item_tags("new");
    rule.set_protected_quantity(4);
    routing::PublishRulesRequest publication;
    publication.set_request_id(next_id());
    publication.set_version(
        get<routing::CreateRulesResponse>(shop.client, draft).version().version());
    REQUIRE(shop.client.call(publication).ok());
    REQUIRE(replica.catches_up(shop.client));
    CHECK(offers(replica.client, 1) == offers(shop.client, 1));
    CHECK(offers(replica.client, 2) == offers(shop.client, 2));
    const auto quote = get<routing::QuoteFulfillmentResponse>(replica.client, quote_of(2));
    REQUIRE(quote.quotes(0).shortages_size() == 1);
    CHECK(quote.quotes(0).shortages(0).available() == 1);
}

TEST_CASE("quotes of a follower are those of the server it follows, and say how old they are") {
    // Both have the same clock, which stands still, so that promises can be compared.
    const std::vector<std::string> clock{"--clock-start", "2026-03-03T09:00:00Z"};
    std::vector<std::string> arguments = clock;
    arguments.insert(arguments.end(), {"--listen", fmt::format("127.0.0.1:{}", free_port())});
    Shop shop(arguments);
    stock_item(shop.client, "TEE", "W1", 3);
    receive(shop.client, "TEE", "S1", 5);
    Replica replica(shop.server.address(), clock);
    REQUIRE(eventually([&] { return replica.is_serving(); }));
    REQUIRE(replica.catches_up(shop.client));
    CHECK(replica.client.call(quote_of(1)).reason == "RULES_NOT_PUBLISHED");
    publish(shop.client, 100);
    REQUIRE(replica.catches_up(shop.client));
    std::set<std::string> seen;
    for (int i = 0; i < 4; ++i) {
        const std::string here = offers(shop.client, 2);
        CHECK(offers(replica.client, 2) == here);
        seen.insert(here);
        place(shop.client, delivery_order("TEE"));
        REQUIRE(replica.catches_up(shop.client));
    }
    CHECK(seen.size() > 1);  // the stock was seen to go
    CHECK(offers(replica.client, 1).find("\"S1\"") != std::string::npos);

    auto unknown = quote_of(1);
    unknown.set_channel_id("nowhere");
    CHECK(replica.client.call(unknown).reason == "CHANNEL_NOT_FOUND");
    create_channel(shop.client, "nowhere");
    create_location(shop.client, "S9", true);
    REQUIRE(replica.catches_up(shop.client));
    CHECK(replica.client.call(unknown).ok());
    auto unknown_item = quote_of(1);
    unknown_item.mutable_lines(0)->set_sku("NOPE");
    CHECK(replica.client.call(unknown_item).reason == "ITEM_NOT_FOUND");

    const auto staleness = [&] {
        return get<routing::QuoteFulfillmentResponse>(replica.client, quote_of(1)).staleness_ms();
    };
    CHECK(staleness() < 30'000);
    shop.server.kill();
    const std::int64_t then = staleness();
    CHECK(eventually([&] { return staleness() > then + 1'500; }));
    shop.server.start();
    CHECK(replica.catches_up(Client(shop.server.address())));
}

TEST_CASE("a follower that stood still is brought up to date") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 1'000);
    Replica replica(shop.server.address());
    REQUIRE(replica.catches_up(shop.client));
    ::kill(replica.server.process().pid(), SIGSTOP);
    for (int i = 0; i < 200; ++i)
        place(shop.client, delivery_order("TEE"));
    ::kill(replica.server.process().pid(), SIGCONT);
    CHECK(replica.catches_up(shop.client));
}

TEST_CASE("a follower refuses what needs the store, and names who has it") {
    const Shop shop;
    const Replica replica(shop.server.address());
    REQUIRE(eventually([&] { return replica.is_serving(); }));
    routing::CreateRulesRequest draft;
    draft.set_request_id(next_id());
    *draft.mutable_rules() = rules_with(1);
    for (const Answer& answer :
         {replica.client.call(draft), replica.client.call(routing::ListRulesRequest())}) {
        CHECK(answer.code == grpc::StatusCode::FAILED_PRECONDITION);
        CHECK(answer.reason == "STORE_ELSEWHERE");
        CHECK(answer.facts.at("upstream") == shop.server.address());
    }
    CHECK(replica.client.call(delivery_order("TEE")).reason == "METHOD_UNKNOWN");
    // Roles mean the same as there.
    const Client checkout(replica.server.address(), {"web", "checkout"});
    CHECK(checkout.call(routing::GetRulesRequest()).reason == "NOT_PERMITTED");
}

TEST_CASE("a follower has no store: what would need one is refused at the start with one line") {
    const TemporaryFolder folder;
    const auto refused = [](std::vector<std::string> words) {
        words.insert(words.begin(), omsd());
        const Ended ended = run(words);
        INFO(ended.err);
        CHECK(ended.exit_code == 2);
        CHECK(ended.out == "");
        CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
        CHECK(ended.err.find("--upstream") != std::string::npos);
    };
    const std::string upstream = "--upstream=127.0.0.1:7443";
    refused({upstream});
    refused({upstream, "--services=routing,orders"});
    refused({upstream, "--services=routing", "--data-dir", folder.file("data")});
    refused({"--upstream=10.1.2.3:7443", "--services=routing"});
    refused({"migrate", upstream, "--services=routing"});
    refused({"verify", upstream, "--services=routing"});
}

}  // namespace oms::e2e
