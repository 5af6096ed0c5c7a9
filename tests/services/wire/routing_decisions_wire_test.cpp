#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/routing/decisions_wire.hpp"
#include "services/routing/quotes_wire.hpp"
#include "tests/services/wire/support.hpp"
#include "tests/support/f0_network.hpp"

using namespace oms;
using namespace oms::routing;
using oms::testing::paris;

namespace {

v1::QuoteFulfillmentRequest good_quote() {
    v1::QuoteFulfillmentRequest request;
    request.set_channel_id("web");
    request.set_country_code("FR");
    request.set_postal_code("75001");
    request.add_service_levels("standard");
    request.add_pickup_location_ids("S1");
    request.set_pickup_radius_m(20'000);
    auto& line = *request.add_lines();
    line.set_sku("TEE");
    line.set_quantity(2);
    return request;
}

v1::RerouteOrderRequest good_reroute() {
    v1::RerouteOrderRequest request;
    request.set_request_id("reroute-1");
    request.set_order_id("ord_1");
    request.set_etag("v3");
    request.add_excluded_location_ids("S2");
    request.set_reason("The shelf\nis empty");
    return request;
}

std::string fields_of(const Error& error) {
    std::string text;
    for (const FieldViolation& violation : error.fields)
        text += violation.field + " ";
    return text;
}

std::string refused_fields(const std::function<void(v1::QuoteFulfillmentRequest&)>& change) {
    auto request = good_quote();
    change(request);
    const auto read = quote_request(request);
    return read ? "" : fields_of(read.error());
}

RoutingRecord record(std::int64_t no) {
    RoutingRecord made;
    made.decision_no = no;
    made.cause = no == 1 ? DecisionCause::placed : DecisionCause::rerouted;
    made.time = paris("2026-03-03 10:00");
    made.rules_version = 3;
    made.position = 70 + no;
    made.command_index = 2;
    made.inputs = "bytes";
    made.duration_us = 55;
    RecordedChoice& choice = made.choices.emplace_back();
    choice.pickup_location = LocationId::trusted("S4");
    choice.service_level = "standard";
    choice.lines = {
        {1, 2}
    };
    choice.profile = "every order";
    choice.chosen.cost = 21;
    choice.chosen.costs = {1, 2, 3, 4, 5, 6};
    choice.chosen.parcels = {
        {LocationId::trusted("W1"), "parcel", paris("2026-03-05 18:00"), 2}
    };
    choice.chosen.unfilled_units = 1;
    choice.runner_up = choice.chosen;
    choice.runner_up->cost = 30;
    choice.bound = 20;
    choice.engine = "branch";
    choice.expansions = 9;
    choice.rejections = {
        {LocationId::trusted("S1"), "excluded", "no stores", 44          },
        {LocationId::trusted("S2"), "no_stock", "",          std::nullopt}
    };
    choice.rejected = {
        {"excluded", 1},
        {"no_stock", 1}
    };
    return made;
}

}  // namespace

TEST_CASE("a quote is read with its lines numbered, and five places unless told otherwise") {
    const auto read = quote_request(good_quote());
    REQUIRE(read);
    CHECK(read->channel_id.str() == "web");
    CHECK(read->lines.at(0).line_no == 1);
    CHECK(read->lines.at(0).quantity == 2);
    CHECK(read->limit == 5);
    CHECK(read->pickup_at.at(0).str() == "S1");
    CHECK_FALSE(read->position);
}

TEST_CASE("whatever is wrong with a quote is told at its field") {
    using Request = v1::QuoteFulfillmentRequest;
    CHECK(refused_fields([](Request& r) { r.set_channel_id("we b"); }) == "channel_id ");
    CHECK(refused_fields([](Request& r) { r.clear_lines(); }) == "lines ");
    CHECK(refused_fields([](Request& r) {
              r.mutable_lines(0)->set_sku("");
              r.mutable_lines(0)->set_quantity(1'000'001);
          }) == "lines[0].sku lines[0].quantity ");
    CHECK(refused_fields([](Request& r) { r.set_country_code("fr"); }) == "country_code ");
    CHECK(refused_fields([](Request& r) { r.set_country_code(""); }) == "country_code ");
    CHECK(refused_fields([](Request& r) {
              r.set_country_code("");
              r.clear_service_levels();
          }) == "");
    CHECK(refused_fields([](Request& r) { r.set_postal_code(std::string(21, '7')); }) ==
          "postal_code pickup_radius_m ");
    CHECK(refused_fields([](Request& r) { r.set_service_levels(0, ""); }) == "service_levels[0] ");
    CHECK(refused_fields([](Request& r) { r.set_pickup_location_ids(0, "S/1"); }) ==
          "pickup_location_ids[0] ");
    CHECK(refused_fields([](Request& r) { r.set_pickup_radius_m(1'000'001); }) ==
          "pickup_radius_m ");
    CHECK(refused_fields([](Request& r) { r.set_limit(-1); }) == "limit ");
    CHECK(refused_fields([](Request& r) {
              r.mutable_position()->set_latitude_microdegrees(90'000'001);
          }) == "position.latitude_microdegrees ");
    CHECK(refused_fields([](Request& r) {
              r.clear_service_levels();
              r.clear_pickup_location_ids();
              r.set_pickup_radius_m(0);
          }) == "service_levels ");
    CHECK(refused_fields([](Request& r) {
              for (int i = 0; i < 20; ++i)
                  r.add_pickup_location_ids("S2");
          }) == "pickup_location_ids ");
}

TEST_CASE("a reroute is read with each location once; what is wrong is told at its field") {
    auto request = good_reroute();
    request.add_excluded_location_ids("S1");
    request.add_excluded_location_ids("S2");
    const auto read = reroute_request(request);
    REQUIRE(read);
    CHECK(read->version == 3);
    REQUIRE(read->excluded.size() == 2);
    CHECK(read->excluded[0].str() == "S1");
    CHECK(read->reason == "The shelf\nis empty");
    request.set_request_id("");
    request.set_order_id("or d");
    request.set_etag("three");
    request.set_excluded_location_ids(0, "");
    request.set_reason(std::string(501, 'x'));
    const auto refused = reroute_request(request);
    REQUIRE(!refused);
    CHECK(fields_of(refused.error()) ==
          "request_id order_id etag excluded_location_ids[0] reason ");
    v1::GetRoutingDecisionsRequest nothing;
    CHECK(!decided_order(nothing));
}

TEST_CASE("a decision is told with all its fields, its inputs only when asked for") {
    Order order;
    order.order_id = OrderId::trusted("ord_1");
    const auto reply = [&](const std::vector<RoutingRecord>& records, bool with_inputs) {
        v1::GetRoutingDecisionsResponse read;
        REQUIRE(read.ParseFromString(decisions_reply(
            order, records, with_inputs, [](auto version) { return version == 3 ? "EUR" : ""; })));
        return read;
    };
    const auto told = reply({record(1)}, true);
    REQUIRE(told.decisions_size() == 1);
    const auto& decision = told.decisions(0);
    CHECK(decision.inputs() == "bytes");
    CHECK(decision.cause() == v1::DECISION_CAUSE_PLACED);
    CHECK(decision.currency_code() == "EUR");
    CHECK(decision.position() == 71);
    CHECK(decision.command_index() == 2);
    CHECK(decision.duration_us() == 55);
    const auto& choice = decision.choices(0);
    CHECK(choice.pickup_location_id() == "S4");
    CHECK(choice.lines(0).quantity() == 2);
    CHECK(choice.chosen().costs().parcels() == 1);
    CHECK(choice.chosen().costs().carriage() == 2);
    CHECK(choice.chosen().costs().lines() == 3);
    CHECK(choice.chosen().costs().splits() == 4);
    CHECK(choice.chosen().costs().lateness() == 5);
    CHECK(choice.chosen().costs().unfilled() == 6);
    CHECK(choice.chosen().parcels(0).units() == 2);
    CHECK(choice.chosen().unfilled_units() == 1);
    CHECK(choice.runner_up().cost() == 30);
    CHECK(choice.bound() == 20);
    CHECK_FALSE(choice.proven());
    CHECK(choice.engine() == "branch");
    CHECK(choice.expansions() == 9);
    CHECK(choice.rejections(0).rule() == "no stores");
    CHECK(choice.rejections(0).alone_cost() == 44);
    CHECK_FALSE(choice.rejections(1).has_alone_cost());
    CHECK(choice.rejected(1).locations() == 1);
    CHECK(reply({record(1)}, false).decisions(0).inputs().empty());
    std::vector<RoutingRecord> many;
    for (std::int64_t no = 1; no <= 60; ++no)
        many.push_back(record(no));
    const auto newest = reply(many, false);
    CHECK(newest.decision_count() == 60);
    REQUIRE(newest.decisions_size() == 50);
    CHECK(newest.decisions(0).decision_no() == 11);
    CHECK(newest.decisions(49).decision_no() == 60);
}
