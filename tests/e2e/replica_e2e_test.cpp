#include <chrono>
#include <csignal>

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

routing::RoutingRules rules_with(std::int64_t split_penalty) {
    routing::RoutingRules rules;
    rules.set_currency_code("EUR");
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
    explicit Replica(const std::string& upstream)
        : port(free_port()),
          server({"--services", "routing", "--upstream", upstream, "--admin-port",
                  fmt::format("{}", port)}),
          client(server.address()) {}

    bool is_serving() const {
        health::HealthCheckResponse reply;
        read_reply(client.call(health::HealthCheckRequest()), reply);
        return reply.status() == health::HealthCheckResponse::SERVING;
    }
    bool shows(const char* name, std::int64_t value) const {
        return http_get(port, "/metrics").find(fmt::format("\n{} {}\n", name, value)) !=
               std::string::npos;
    }
    // Until the copy is as new as the view of `writer`.
    bool catches_up(const Client& writer) const {
        const auto status =
            get<admin::v1::GetStatusResponse>(writer, admin::v1::GetStatusRequest());
        return eventually([&] {
            return shows("oms_replica_position", status.last_position()) &&
                   shows("oms_replica_lag_events", 0);
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
    // Before there are rules, which would not let W1 send anything.
    for (int i = 0; i < 20; ++i)
        place(shop.client, delivery_order("TEE"));
    publish(shop.client, 300);
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
