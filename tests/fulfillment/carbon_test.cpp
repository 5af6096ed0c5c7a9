// What carriage causes, as offers tell it.
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fulfillment/offers.hpp"
#include "fulfillment/plan_finder.hpp"
#include "fulfillment/rules_document.hpp"
#include "tests/support/f0_network.hpp"

using namespace oms;
using namespace oms::fulfillment;
using oms::testing::F0;

namespace {

CarrierService& service(F0& f0, const char* id) {
    for (CarrierService& one : f0.network_draft.carriers.services) {
        if (one.service_id == id) return one;
    }
    FAIL("no such service");
    return f0.network_draft.carriers.services.front();
}

std::optional<std::int64_t> cheapest(F0& f0, const RoutingRequest& request) {
    static const PlanFinder find_plan = exact_plan_finder();
    const Offers offers = make_offers(request, f0.world(), find_plan).value();
    REQUIRE(offers.cheapest);
    return offers.offers[*offers.cheapest].carbon_g;
}

RoutingRequest to_paris(F0& f0) {
    RoutingRequest request = f0.delivery("75001", "2026-03-03 10:00",
                                         {
                                             {"TEE", 2}
    });
    request.destination.position = GeoPosition{48'856'600, 2'352'200};
    return request;
}

}  // namespace

TEST_CASE("carbon is counted by parcel, weight and straight way, rounded up") {
    CHECK(carbon_of({}, 1'000, 1'000) == 0);
    CHECK(carbon_of({120, 0}, 1'000, 1'000) == 120);
    // A ton over a kilometer.
    CHECK(carbon_of({0, 62}, 1'000'000, 1'000) == 62);
    CHECK(carbon_of({0, 62}, 400, 110'600) == 3);
    CHECK(carbon_of({5, 1}, 1, 1) == 6);
    CHECK(carbon_of({1'000'000, 1'000'000}, 1'000'000'000'000'000'000, 20'000'000) ==
          1'000'000'000'000'000);
}

SCENARIO("an offer tells its carbon where the rules say enough") {
    F0 f0;
    f0.stock("W1", "TEE", 50).stock("S1", "TEE", 5);
    GIVEN("rules without a word of it") {
        CHECK_FALSE(cheapest(f0, to_paris(f0)));
    }
    GIVEN("a service that tells it") {
        service(f0, "parcel-warehouse").carbon = Carbon{150, 100'000};
        const std::int64_t way =
            distance_m({47'902'700, 1'908'600}, GeoPosition{48'856'600, 2'352'200});
        CHECK(cheapest(f0, to_paris(f0)) ==
              150 + (400 * way * 100'000 + 999'999'999) / 1'000'000'000);
        WHEN("it is not known where the goods go") {
            RoutingRequest request = to_paris(f0);
            request.destination.position.reset();
            CHECK_FALSE(cheapest(f0, request));
            THEN("what does not depend on the way is told all the same") {
                service(f0, "parcel-warehouse").carbon = Carbon{150, 0};
                CHECK(cheapest(f0, request) == 150);
            }
        }
        WHEN("another service would carry it") {
            RoutingRequest request = to_paris(f0);
            request.levels = {"express"};
            CHECK_FALSE(cheapest(f0, request));
        }
        WHEN("it is handed over from the shelf") {
            CHECK(cheapest(f0, f0.pickup(
                                   {
                                       "S1"
            },
                                   "2026-03-03 10:00", {{"TEE", 2}})) == 0);
        }
        WHEN("a shuttle brings it to where it is collected") {
            const auto request = f0.pickup(
                {
                    "S4"
            },
                "2026-03-03 10:00", {{"TEE", 2}});
            CHECK_FALSE(cheapest(f0, request));
            f0.network_draft.shuttles[0].carbon = Carbon{7, 0};
            CHECK(cheapest(f0, request) == 7);
        }
    }
}

TEST_CASE("carbon that cannot be is refused by its path") {
    F0 f0;
    service(f0, "express").carbon = Carbon{-1, 1'000'001};
    f0.network_draft.shuttles[0].carbon = Carbon{1'000'001, 0};
    const auto network =
        Network::make(f0.network_draft, {
                                            {"Europe/Paris", oms::testing::paris_zone()}
    });
    REQUIRE(!network);
    std::set<std::string> fields;
    for (const FieldViolation& one : network.error().fields)
        fields.insert(one.field);
    CHECK(fmt::format("{}", fmt::join(fields, " ")) ==
          "carriers.services[2].carbon.g_per_parcel carriers.services[2].carbon.g_per_tonne_km "
          "shuttles[0].carbon.g_per_parcel");
}
