#include <chrono>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/support/status_code_enum.h>
#include <sqlite3.h>

#include "oms/events/v1/event_service.pb.h"
#include "oms/routing/v1/routing_service.pb.h"
#include "tests/e2e/http.hpp"
#include "tests/e2e/shop.hpp"

// The rules of routing, as a planner lives with them.
namespace oms::e2e {
namespace {

namespace routing = oms::routing::v1;

// Rules for the shop's network; `split_penalty` tells them apart.
routing::RoutingRules rules_with(std::int64_t split_penalty) {
    routing::RoutingRules rules;
    rules.set_currency_code("EUR");
    auto& warehouse = *rules.add_settings();
    warehouse.set_location_id("W1");
    warehouse.add_services("parcel");
    warehouse.mutable_shipping()->set_per_parcel(110);
    auto& departure = *warehouse.add_departures();
    departure.set_weekday(catalog::WEEKDAY_MONDAY);
    departure.set_cut_off_minute(960);
    departure.set_leaves_minute(1020);
    auto& service = *rules.mutable_carriers()->add_services();
    service.set_service_id("parcel");
    service.set_level("standard");
    service.add_zones()->set_zone("all");
    auto& tariff = *service.add_tariffs();
    tariff.set_zone("all");
    auto& step = *tariff.add_steps();
    step.set_up_to_weight_g(30'000);
    step.set_price(520);
    auto& profile = *rules.add_profiles();
    profile.set_name("every order");
    profile.mutable_costs()->set_split_penalty(split_penalty);
    return rules;
}

routing::CreateRulesRequest draft_of(routing::RoutingRules rules) {
    routing::CreateRulesRequest request;
    request.set_request_id(next_id());
    request.set_comment("a test");
    *request.mutable_rules() = std::move(rules);
    return request;
}

std::int64_t draft(const Client& client, routing::RoutingRules rules) {
    return get<routing::CreateRulesResponse>(client, draft_of(std::move(rules)))
        .version()
        .version();
}

routing::PublishRulesRequest publication_of(std::int64_t version, const std::string& etag = "") {
    routing::PublishRulesRequest request;
    request.set_request_id(next_id());
    request.set_version(version);
    request.set_etag(etag);
    return request;
}

routing::GetRulesResponse in_force(const Client& client) {
    return get<routing::GetRulesResponse>(client, routing::GetRulesRequest());
}

// `oms WORDS` as the administrator of that server.
Ended oms(const Server& server, const std::vector<std::string>& words) {
    std::vector<std::string> line{OMS_OMS,       "--server",   server.address(),
                                  "--principal", "admin",      "--roles",
                                  "admin",       "--channels", "*",
                                  "--locations", "*"};
    line.insert(line.end(), words.begin(), words.end());
    return run(line);
}

void alter(const Shop& shop, const char* sql) {
    sqlite3* handle = nullptr;
    const std::string path = shop.server.data_dir() + "/oms.db";
    REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
    REQUIRE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_close(handle) == SQLITE_OK);
}

}  // namespace

TEST_CASE("a planner drafts, publishes and rolls back, and what is in force outlives a crash") {
    Shop shop;
    CHECK(shop.client.call(routing::GetRulesRequest()).reason == "RULES_NOT_FOUND");
    REQUIRE(draft(shop.client, rules_with(300)) == 1);
    REQUIRE(draft(shop.client, rules_with(500)) == 2);
    CHECK(shop.client.call(routing::GetRulesRequest()).reason == "RULES_NOT_FOUND");

    const auto before = std::chrono::steady_clock::now();
    const auto published = get<routing::PublishRulesResponse>(shop.client, publication_of(2, "p0"));
    CHECK(in_force(shop.client).version().version() == 2);
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{1});
    CHECK(published.version_before() == 0);
    CHECK(published.version().in_force());
    CHECK(in_force(shop.client).rules().profiles(0).costs().split_penalty() == 500);
    CHECK(in_force(shop.client).etag() == published.etag());

    shop.server.kill();
    shop.server.start();
    const Client client(shop.server.address());
    CHECK(in_force(client).version().version() == 2);
    const auto back = get<routing::PublishRulesResponse>(client, publication_of(1));
    CHECK(back.version_before() == 2);
    CHECK(in_force(client).rules().profiles(0).costs().split_penalty() == 300);
    CHECK(get<routing::PublishRulesResponse>(client, publication_of(2)).version_before() == 1);

    const auto all = get<routing::ListRulesResponse>(client, routing::ListRulesRequest());
    REQUIRE(all.versions_size() == 2);
    CHECK(all.versions(0).version() == 2);
    CHECK(all.versions(0).in_force());
    CHECK(all.versions(1).state() == routing::RULES_STATE_PUBLISHED);
    CHECK_FALSE(all.versions(1).in_force());
    CHECK(verify_store(client) == "");
}

TEST_CASE("decisions follow a publication before it is answered, and from the start") {
    const std::uint16_t port = free_port();
    Shop shop({"--admin-port", fmt::format("{}", port)});
    const auto followed = [&](int version) {
        return http_get(port, "/metrics")
                   .find(fmt::format("\noms_routing_rules_version {}\n", version)) !=
               std::string::npos;
    };
    CHECK(followed(0));
    for (int version = 1; version <= 3; ++version)
        REQUIRE(draft(shop.client, rules_with(version)) == version);
    for (const int version : {1, 3, 2, 3}) {
        REQUIRE(shop.client.call(publication_of(version)).ok());
        CHECK(followed(version));
    }
    shop.server.kill();
    shop.server.start();
    CHECK(followed(3));
}

TEST_CASE("the document that is read is the one that was drafted, defaults written out") {
    const Shop shop;
    REQUIRE(draft(shop.client, rules_with(300)) == 1);
    routing::GetRulesRequest wanted;
    wanted.set_version(1);
    const auto read = get<routing::GetRulesResponse>(shop.client, wanted);
    CHECK(read.version().author() == "admin");
    CHECK(read.version().comment() == "a test");
    CHECK(read.version().state() == routing::RULES_STATE_DRAFT);
    CHECK(read.rules().profiles(0).split().max_parcels() == 5);
    // What was read is drafted again as it is.
    REQUIRE(draft(shop.client, read.rules()) == 2);
    wanted.set_version(2);
    CHECK(google::protobuf::util::MessageDifferencer::Equals(
        get<routing::GetRulesResponse>(shop.client, wanted).rules(), read.rules()));
}

TEST_CASE("of two planners who publish at once, one is told of the other") {
    const Shop shop;
    REQUIRE(draft(shop.client, rules_with(300)) == 1);
    REQUIRE(draft(shop.client, rules_with(500)) == 2);
    REQUIRE(shop.client.call(publication_of(1)).ok());
    const std::string seen = in_force(shop.client).etag();
    Answer answers[2];
    std::thread other([&] {
        const Client client(shop.server.address());
        answers[1] = client.call(publication_of(1, seen));
    });
    answers[0] = shop.client.call(publication_of(2, seen));
    other.join();
    // Publishing what is in force changes nothing, so both may be answered well in one order only.
    CHECK(answers[0].ok());
    if (!answers[1].ok()) {
        CHECK(answers[1].code == grpc::StatusCode::ABORTED);
        CHECK(answers[1].reason == "VERSION_MISMATCH");
        CHECK(answers[1].facts.at("version_in_force") == "2");
    }
    const Answer late = shop.client.call(publication_of(1, seen));
    CHECK(late.reason == "VERSION_MISMATCH");
    CHECK(in_force(shop.client).version().version() == 2);
    CHECK(shop.client.call(publication_of(7, seen)).reason == "RULES_NOT_FOUND");
}

TEST_CASE("a draft that does not fit is refused by its fields, and a dry run lists them all") {
    const Shop shop;
    routing::CreateRulesRequest bad = draft_of(rules_with(300));
    for (int i = 0; i < 40; ++i)
        bad.mutable_rules()->add_settings()->set_location_id(fmt::format("X{}", i));
    const Answer refused = shop.client.call(bad);
    CHECK(refused.code == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(refused.reason == "MALFORMED_REQUEST");
    REQUIRE(refused.fields.size() == 25);
    CHECK(refused.fields[0].subject == "rules.settings[1].location_id");
    CHECK(refused.facts.at("total") == "40");
    bad.set_validate_only(true);
    const auto tried = get<routing::CreateRulesResponse>(shop.client, bad);
    CHECK(tried.problems_size() == 40);
    CHECK_FALSE(tried.has_version());
    // A location that comes later is known at once.
    create_location(shop.client, "X0", true);
    routing::CreateRulesRequest good = draft_of(rules_with(300));
    good.mutable_rules()->add_settings()->set_location_id("X0");
    good.set_validate_only(true);
    const auto fits = get<routing::CreateRulesResponse>(shop.client, good);
    CHECK(fits.problems_size() == 0);
    CHECK(fits.version().version() == 1);
    CHECK(
        get<routing::ListRulesResponse>(shop.client, routing::ListRulesRequest()).versions_size() ==
        0);
}

TEST_CASE("drafts and publications are sent again without harm") {
    Shop shop;
    const routing::CreateRulesRequest drafted = draft_of(rules_with(300));
    const Answer first = shop.client.call(drafted);
    const routing::PublishRulesRequest published = publication_of(1);
    const Answer second = shop.client.call(published);
    REQUIRE(draft(shop.client, rules_with(500)) == 2);
    REQUIRE(shop.client.call(publication_of(2)).ok());
    shop.server.stop();
    shop.server.start();
    const Client client(shop.server.address());
    CHECK(client.call(drafted).bytes == first.bytes);
    CHECK(client.call(published).bytes == second.bytes);
    CHECK(in_force(client).version().version() == 2);
    routing::CreateRulesRequest other = drafted;
    other.set_comment("another");
    CHECK(client.call(other).reason == "REQUEST_ID_REUSED");
}

TEST_CASE("the rules of the demo shop fit its locations, and go round through files") {
    const Server server;
    const std::string demo = OMS_DEMO_SHOP;
    REQUIRE(oms(server, {"location", "import", demo + "/locations.csv"}).exit_code == 0);
    const Ended checked = oms(server, {"rules", "check", demo + "/rules.json"});
    INFO(checked.out << checked.err);
    REQUIRE(checked.exit_code == 0);
    REQUIRE(oms(server, {"rules", "draft", demo + "/rules.json"}).exit_code == 0);
    REQUIRE(oms(server, {"rules", "publish", "1", "--yes"}).exit_code == 0);
    const TemporaryFolder folder;
    write_file(folder.file("rules.json"), oms(server, {"rules", "get"}).out);
    REQUIRE(oms(server, {"rules", "draft", folder.file("rules.json")}).exit_code == 0);
    const Client client(server.address());
    routing::GetRulesRequest second;
    second.set_version(2);
    CHECK(google::protobuf::util::MessageDifferencer::Equals(
        get<routing::GetRulesResponse>(client, second).rules(), in_force(client).rules()));
    write_file(folder.file("rules.json"), "{\"profiles\": [{\"nmae\": \"every order\"}]}");
    const Ended misspelt = oms(server, {"rules", "draft", folder.file("rules.json")});
    CHECK(misspelt.exit_code == 2);
    CHECK(misspelt.err.find("nmae") != std::string::npos);
}

TEST_CASE("who sees events learns that versions come and go, not what they hold") {
    const Shop shop;
    REQUIRE(draft(shop.client, rules_with(31'337)) == 1);
    REQUIRE(shop.client.call(publication_of(1)).ok());
    const Client staff(shop.server.address(), {"S1-staff", "store", "", "S1"});
    CHECK(staff.call(routing::GetRulesRequest()).reason == "NOT_PERMITTED");
    for (const Client* client : {&shop.client, &staff}) {
        events::v1::ListEventsRequest request;
        request.mutable_filter()->set_aggregate_type("rules");
        request.mutable_filter()->set_aggregate_id("1");
        const auto told = get<events::v1::ListEventsResponse>(*client, request);
        REQUIRE(told.events_size() == 2);
        CHECK(told.events(0).type() == "rules.created");
        CHECK(told.events(1).type() == "rules.published");
        CHECK(told.DebugString().find("31337") == std::string::npos);
    }
}

TEST_CASE("a store whose rules meet a location that cannot be used still starts, and says so") {
    Shop shop;
    REQUIRE(draft(shop.client, rules_with(300)) == 1);
    REQUIRE(shop.client.call(publication_of(1)).ok());
    REQUIRE(shop.server.stop() == 0);
    alter(shop,
          "UPDATE locations SET body = replace(body, 'Europe/Paris', 'Europe/Atlantis') "
          "WHERE location_id = 'S1'");
    shop.server.start();
    const Client client(shop.server.address());
    CHECK(in_force(client).version().version() == 1);
    CHECK(shop.server.log().find("location S1: Europe/Atlantis") != std::string::npos);
    // Nor does it keep a planner from publishing.
    REQUIRE(draft(client, rules_with(500)) == 2);
    CHECK(get<routing::PublishRulesResponse>(client, publication_of(2)).version_before() == 1);
}

TEST_CASE("a server that cannot follow the rules in force does not start") {
    Shop shop;
    REQUIRE(draft(shop.client, rules_with(300)) == 1);
    REQUIRE(shop.client.call(publication_of(1)).ok());
    REQUIRE(shop.server.stop() == 0);
    alter(shop, "UPDATE routing_rules SET body = replace(body, 'split_penalty', 'surprise')");
    const Ended ended =
        run({omsd_test(), "--data-dir", shop.server.data_dir(), "--listen", "127.0.0.1:0"});
    CHECK(ended.exit_code == 1);
    CHECK(ended.out == "");
    CHECK(ended.err.find("version 1 of the routing rules is in force") != std::string::npos);
    CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
}

TEST_CASE("postal centroids are read at the start, or it is refused with one line") {
    const TemporaryFolder folder;
    write_file(folder.file("good.csv"), "country,postal_code,lat,lon\nFR,75001,48.86,2.34\n");
    write_file(folder.file("bad.csv"), "country,postal_code,lat,lon\nFR,75001,98.86,2.34\n");
    const auto start = [&](const std::string& file) {
        return run({omsd_test(), "--data-dir", folder.file("data"), "--listen", "127.0.0.1:0",
                    "--postal-centroids", file});
    };
    for (const char* const file : {"bad.csv", "missing.csv", ""}) {
        const Ended ended = start(folder.file(file));
        INFO(ended.err);
        CHECK(ended.exit_code == 1);
        CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
        CHECK(ended.err.find(folder.file(file)) != std::string::npos);
    }
    CHECK(start(folder.file("bad.csv")).err.find("line 2") != std::string::npos);
    const Shop shop({"--postal-centroids", folder.file("good.csv")});
    CHECK(shop.client.call(routing::ListRulesRequest()).ok());
}

}  // namespace oms::e2e
