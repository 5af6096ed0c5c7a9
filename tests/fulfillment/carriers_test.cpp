#include "fulfillment/carriers.hpp"

#include <cstdlib>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "tests/support/f0_network.hpp"

using namespace oms;
using namespace oms::fulfillment;

namespace {

const GeoPosition london{51'507'400, -127'800};
const GeoPosition york{53'960'000, -1'087'300};

PostalPlace place(const char* code, std::optional<GeoPosition> position = {}) {
    return {"GB", normalized_postal_code("GB", code), position};
}

// Bands by distance, a remote area, volumetric weight: one carrier of the United Kingdom.
Carriers british() {
    CarrierService service;
    service.service_id = "parcel";
    service.level = "standard";
    service.zones = {
        {{{"GB", "JE"}, {"GB", "GY"}}, false, {},      "islands"},
        {{{"GB", ""}},                 false, 25'000,  "near"   },
        {{{"GB", ""}},                 false, 500'000, "far"    },
        {{{"GB", "HS"}},               false, {},      "far"    },
    };
    service.tariffs = {
        {"near",    1, {{1'000, 270}, {5'000, 380}, {30'000, 1'060}}},
        {"far",     2, {{1'000, 335}, {5'000, 445}, {30'000, 1'125}}},
        {"islands", 4, {{2'000, 900}}                               },
    };
    service.surcharges = {
        {{{"GB", "HS"}, {"GB", "ZE"}, {"GB", "PA20"}}, 450}
    };
    service.volumetric_g_per_l = 200;
    service.longest_side_mm = 1'500;
    service.refused_classes = {HandlingClass::hazardous};
    Carriers carriers;
    carriers.services = {service};
    return carriers;
}

std::string price(const Carriers& carriers, const PostalPlace& to, Goods goods,
                  const PostalPlace& from = place("EC1A 1BB", london)) {
    const auto found = parcel_price(carriers, carriers.services[0], from, to, goods);
    return found ? std::to_string(*found) : std::string(to_string(found.error()));
}

}  // namespace

TEST_CASE("a parcel costs what its zone asks at its weight, or is not offered for a reason") {
    const Carriers carriers = british();
    const Goods small{800, 1'000, 200, HandlingClass::standard};
    CHECK(price(carriers, place("sw1a 1aa", london), small) == "270");
    CHECK(price(carriers, place("YO1 7HH", york), small) == "335");
    CHECK(price(carriers, place("YO1 7HH"), small) == "no_zone");
    CHECK(price(carriers, place("YO1 7HH", york), small, place("EC1A 1BB")) == "no_zone");
    CHECK(price(carriers, place("HS1 2AA"), small) == "785");
    CHECK(price(carriers, place("JE2 3AB"), small) == "900");
    CHECK(price(carriers, place("PA20 1AB", york), small) == "785");
    CHECK(price(carriers, place("PA2 0AB", york), small) == "335");
    CHECK(price(carriers, {"FR", "75001", london}, small) == "no_zone");
    CHECK(price(carriers, place("SW1A", london), {1'000, 0, 0, {}}) == "270");
    CHECK(price(carriers, place("SW1A", london), {1'001, 0, 0, {}}) == "380");
    CHECK(price(carriers, place("SW1A", london), {800, 5'001, 200, {}}) == "380");
    CHECK(price(carriers, place("SW1A", london), {30'001, 0, 0, {}}) == "too_heavy");
    CHECK(price(carriers, place("SW1A", london), {800, 0, 1'501, {}}) == "too_large");
    CHECK(price(carriers, place("SW1A", london), {800, 0, 0, HandlingClass::hazardous}) ==
          "class_refused");
}

TEST_CASE("the longest prefix decides in which region a place lies") {
    Carriers carriers;
    carriers.regions = {
        {"country", {{"FR", ""}}   },
        {"south",   {{"FR", "13"}} },
        {"city",    {{"FR", "130"}}}
    };
    CHECK(region_of(carriers, {"FR", "13008", {}}) == "city");
    CHECK(region_of(carriers, {"FR", "13100", {}}) == "south");
    CHECK(region_of(carriers, {"FR", "75001", {}}) == "country");
    CHECK(region_of(carriers, {"BE", "1300", {}}).empty());
}

TEST_CASE("the lane of the reference network is dearer outside the store's own region") {
    testing::F0 f0;
    const Carriers& carriers = f0.network().carriers();
    const auto from_lyon = [&](const char* code) {
        const auto found =
            lane(carriers, carriers.services[1], {"FR", "69003", {}}, {"FR", code, {}});
        return found ? found->tariff->steps[0].price : -1;
    };
    CHECK(from_lyon("69003") == 590);
    CHECK(from_lyon("42000") == 590);
    CHECK(from_lyon("75001") == 740);
    CHECK(from_lyon("97100") == -1);
}

TEST_CASE("distances are right within one percent") {
    CHECK(std::llabs(distance_m(london, york) - 280'000) < 3'000);
    const GeoPosition paris{48'856'600, 2'352'200};
    const GeoPosition marseille{43'296'500, 5'369'800};
    CHECK(std::llabs(distance_m(paris, marseille) - 660'500) < 6'600);
    CHECK(distance_m(paris, paris) == 0);
}

TEST_CASE("everything that is wrong with carrier tables is said at once") {
    Carriers carriers = british();
    carriers.services[0].tariffs[0].steps = {
        {5'000, 380},
        {1'000, 270}
    };
    carriers.services[0].tariffs[1].steps = {};
    carriers.services[0].zones[0].zone = "nowhere";
    carriers.services[0].surcharges[0].price = -1;
    carriers.services[0].slots = {
        {1'080, 960, 0, -1}
    };
    carriers.services.push_back(carriers.services[0]);
    carriers.services[1].slots.clear();
    CHECK(problems_of(british(), "carriers").empty());
    const auto problems = problems_of(carriers, "carriers");
    std::vector<std::string> fields;
    for (const FieldViolation& problem : problems)
        fields.push_back(problem.field);
    const std::string first = "carriers.services[0]";
    const std::string second = "carriers.services[1]";
    const std::vector<std::string> expected{first + ".tariffs[0].steps[1].up_to_weight_g",
                                            first + ".tariffs[0].steps[1].price",
                                            first + ".tariffs[1].steps",
                                            first + ".zones[0].zone",
                                            first + ".surcharges[0].price",
                                            first + ".slots[0]",
                                            first + ".slots[0].places",
                                            second + ".tariffs[0].steps[1].up_to_weight_g",
                                            second + ".tariffs[0].steps[1].price",
                                            second + ".tariffs[1].steps",
                                            second + ".zones[0].zone",
                                            second + ".surcharges[0].price",
                                            second + ".service_id"};
    CHECK(fmt::format("{}", fmt::join(fields, " ")) == fmt::format("{}", fmt::join(expected, " ")));
}

TEST_CASE("a heavier or bulkier parcel is never cheaper") {
    const Carriers carriers = british();
    CHECK(rc::check([&] {
        Goods goods{*rc::gen::inRange<std::int64_t>(0, 29'000),
                    *rc::gen::inRange<std::int64_t>(0, 140'000), 100, HandlingClass::standard};
        Goods more = goods;
        more.weight_g += *rc::gen::inRange<std::int64_t>(0, 900);
        more.volume_cm3 += *rc::gen::inRange<std::int64_t>(0, 4'000);
        const PostalPlace to = place("YO1", york);
        const auto price_of = [&](const Goods& g) {
            return parcel_price(carriers, carriers.services[0], place("EC1A", london), to, g);
        };
        RC_ASSERT(price_of(goods).value() <= price_of(more).value());
    }));
}
