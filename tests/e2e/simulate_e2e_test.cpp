#include <doctest/doctest.h>
#include <grpcpp/support/status_code_enum.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "oms/routing/v1/routing_service.pb.h"
#include "tests/e2e/shop.hpp"

// A planner tries rules on orders that were placed.
namespace oms::e2e {
namespace {

namespace routing = oms::routing::v1;

void add_sender(routing::RoutingRules& rules, const char* location, std::int64_t per_parcel) {
    auto& settings = *rules.add_settings();
    settings.set_location_id(location);
    settings.add_services("parcel");
    settings.mutable_shipping()->set_per_parcel(per_parcel);
    for (const auto day :
         {catalog::WEEKDAY_MONDAY, catalog::WEEKDAY_TUESDAY, catalog::WEEKDAY_WEDNESDAY,
          catalog::WEEKDAY_THURSDAY, catalog::WEEKDAY_FRIDAY}) {
        auto& departure = *settings.add_departures();
        departure.set_weekday(day);
        departure.set_cut_off_minute(960);
        departure.set_leaves_minute(1020);
    }
}

// A parcel costs 1.00 from W1, and from S1 what is said.
std::int64_t draft(const Client& client, std::int64_t from_store) {
    routing::CreateRulesRequest request;
    request.set_request_id(next_id());
    routing::RoutingRules& rules = *request.mutable_rules();
    rules.set_currency_code("EUR");
    add_sender(rules, "W1", 100);
    add_sender(rules, "S1", from_store);
    auto& service = *rules.mutable_carriers()->add_services();
    service.set_service_id("parcel");
    service.set_level("standard");
    service.add_zones()->set_zone("all");
    auto& tariff = *service.add_tariffs();
    tariff.set_zone("all");
    auto& step = *tariff.add_steps();
    step.set_up_to_weight_g(30'000);
    step.set_price(500);
    rules.add_profiles()->set_name("every order");
    return get<routing::CreateRulesResponse>(client, request).version().version();
}

void publish(const Client& client, std::int64_t version) {
    routing::PublishRulesRequest request;
    request.set_request_id(next_id());
    request.set_version(version);
    REQUIRE(client.call(request).ok());
}

std::int64_t position(const Client& client) {
    return get<oms::admin::v1::GetStatusResponse>(client, oms::admin::v1::GetStatusRequest())
        .last_position();
}

routing::SimulateRoutingRequest simulation(std::vector<std::int64_t> versions) {
    routing::SimulateRoutingRequest request;
    request.mutable_from()->set_seconds(1'700'000'000);
    request.mutable_until()->set_seconds(4'000'000'000);
    for (const std::int64_t version : versions)
        request.add_rules_versions(version);
    return request;
}

}  // namespace

TEST_CASE("orders are tried again under two versions, one a draft, and nothing is written") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 2);
    receive(shop.client, "TEE", "S1", 10);
    publish(shop.client, draft(shop.client, 300));
    draft(shop.client, 50);
    std::vector<std::string> placed;
    for (int i = 0; i < 3; ++i)
        placed.push_back(place(shop.client, delivery_order("TEE")).order_id());
    // W1 has sent what it had, then it was S1's turn.
    REQUIRE(stock_at(shop.client, "TEE", "W1").reserved() == 2);
    REQUIRE(stock_at(shop.client, "TEE", "S1").reserved() == 1);
    const std::int64_t before = position(shop.client);

    const Answer answer = shop.client.call(simulation({1, 2}));
    const auto tried = reply_of<routing::SimulateRoutingResponse>(answer);
    CHECK(tried.orders() == 3);
    REQUIRE(tried.rules_size() == 2);
    const auto& now = tried.rules(0);
    CHECK(now.version() == 1);
    CHECK(now.currency_code() == "EUR");
    CHECK(now.filled_orders() == 3);
    CHECK(now.parcels() == 3);
    CHECK(now.total_cost() == 3 * 500 + 2 * 100 + 300);
    REQUIRE(now.load_size() == 2);
    CHECK(now.load(0).location_id() == "S1");
    CHECK(now.load(0).parcels() == 1);
    CHECK(now.load(1).parcels() == 2);
    const auto& draft_version = tried.rules(1);
    CHECK(draft_version.version() == 2);
    CHECK(draft_version.total_cost() == 3 * 500 + 3 * 50);
    CHECK(draft_version.load(0).parcels() == 3);
    CHECK(tried.changed_order_count() == 2);
    REQUIRE(tried.changed_orders_size() == 2);
    CHECK(tried.changed_orders(0).order_id() == placed[0]);
    CHECK(tried.changed_orders(0).first_plan() == "W1 1x1 parcel");
    CHECK(tried.changed_orders(0).second_plan() == "S1 1x1 parcel");
    for (const char* const canary : {canary_name, canary_street, canary_email})
        CHECK(answer.bytes.find(canary) == std::string::npos);

    CHECK(position(shop.client) == before);
    CHECK(stock_at(shop.client, "TEE", "W1").reserved() == 2);
    CHECK(reply_of<routing::SimulateRoutingResponse>(shop.client.call(simulation({})))
              .rules(0)
              .total_cost() == now.total_cost());
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("a simulation that cannot be had is refused, and says why") {
    const Shop shop;
    CHECK(shop.client.call(simulation({})).reason == "RULES_NOT_FOUND");
    CHECK(shop.client.call(simulation({7})).reason == "RULES_NOT_FOUND");
    const Answer empty = shop.client.call(routing::SimulateRoutingRequest());
    CHECK(empty.code == grpc::StatusCode::INVALID_ARGUMENT);
    REQUIRE(empty.fields.size() == 2);
    auto backwards = simulation({});
    backwards.mutable_until()->set_seconds(backwards.from().seconds());
    const Answer refused = shop.client.call(backwards);
    REQUIRE(refused.fields.size() == 1);
    CHECK(refused.fields[0].subject == "until");
    CHECK(shop.client.call(simulation({1, 2, 3})).fields[0].subject == "rules_versions");
    publish(shop.client, draft(shop.client, 1));
    auto none = simulation({});
    none.set_channel_id("market");
    const auto tried = get<routing::SimulateRoutingResponse>(shop.client, none);
    CHECK(tried.orders() == 0);
    CHECK(tried.rules(0).orders() == 0);
}

}  // namespace oms::e2e
