#include <doctest/doctest.h>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;
namespace routing = oms::routing::v1;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void fill(routing::Offer& offer, const char* location, std::int64_t cents) {
    offer.add_parcels()->set_location_id(location);
    offer.mutable_promised_by()->set_seconds(1'772'751'600);
    offer.mutable_order_by()->set_seconds(1'772'546'400);
    offer.mutable_cost()->set_currency_code("EUR");
    offer.mutable_cost()->set_minor_units(cents);
}

}  // namespace

TEST_CASE("a quote tells methods, dates, costs, and where else a short basket is") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    routing::QuoteFulfillmentRequest seen;
    server.quote = [&](const auto& request, auto& response) {
        seen = request;
        response.set_rules_version(3);
        auto& home = *response.add_quotes();
        home.set_service_level("standard");
        fill(*home.add_offers(), "W1", 680);
        home.mutable_offers(0)->set_cheapest(true);
        home.mutable_offers(0)->set_carbon_g(187);
        auto& shop = *response.add_quotes();
        shop.set_pickup_location_id("S1");
        auto& shortage = *shop.add_shortages();
        shortage.set_sku("TEE");
        shortage.set_wanted(2);
        auto& other = *shop.add_alternatives();
        other.set_pickup_location_id("S3");
        fill(*other.mutable_offer(), "S3", 40);
        return grpc::Status::OK;
    };
    REQUIRE(terminal.run({"quote", "--channel", "web", "--line", "TEE:2", "--line", "JEAN",
                          "--country", "FR", "--postal-code", "75001", "--level", "standard",
                          "--pickup", "S1", "--radius-km", "30"}) == ExitCode::ok);
    REQUIRE(seen.lines_size() == 2);
    CHECK(seen.lines(0).sku() == "TEE");
    CHECK(seen.lines(0).quantity() == 2);
    CHECK(seen.lines(1).quantity() == 1);
    CHECK(seen.postal_code() == "75001");
    CHECK(seen.pickup_radius_m() == 30'000);
    const std::string text = terminal.out();
    CHECK(contains(text, "standard"));
    CHECK(contains(text, "6.80"));
    CHECK(contains(text, "cheapest, 187 g CO2e"));
    CHECK(contains(text, "instead: pickup at S3"));
    CHECK(contains(text, "TEE: 2 wanted, 0 available now by pickup at S1"));
    CHECK(contains(text, "version 3"));
}

TEST_CASE("a quote that cannot be made ends with the server's reason") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.quote = [](const auto&, auto&) {
        return refusal(grpc::StatusCode::FAILED_PRECONDITION, "no rules", "RULES_NOT_PUBLISHED");
    };
    CHECK(terminal.run({"quote", "--channel", "web", "--line", "TEE"}) == ExitCode::refused);
    CHECK(contains(terminal.err(), "RULES_NOT_PUBLISHED"));
    CHECK(terminal.run({"quote", "--channel", "web"}) == ExitCode::usage);
}
