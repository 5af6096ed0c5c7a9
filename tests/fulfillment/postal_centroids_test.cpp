#include "fulfillment/postal_centroids.hpp"

#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

using namespace oms;
using namespace oms::fulfillment;

namespace {

constexpr const char* table =
    "country,postal_code,place,lat,lon,places\n"
    "AT,1010,\"Wien, Innere Stadt\",48.2077,16.3705,1\n"
    "FR,75001,\"Paris \"\"1er\"\"\",48.8592,2.3417,1\r\n"
    "FR,75002,Paris,48.8655,2.3426,1\n"
    "GB,E1,London,51.5156,-0.0582,1\n"
    "GB,E11,London,51.5691,0.0128,1\n"
    "SE,106 85,Stockholm,59.3326,18.0649,1\n";

std::string position(const PostalCentroids& centroids, const char* country, const char* code) {
    const auto found = centroids.find(country, code);
    if (!found) return "unknown";
    return std::to_string(found->latitude_microdegrees) + " " +
           std::to_string(found->longitude_microdegrees);
}

}  // namespace

TEST_CASE("a code is where its longest known beginning is") {
    const PostalCentroids centroids = PostalCentroids::parse(table).value();
    CHECK(centroids.size() == 6);
    CHECK(position(centroids, "FR", "75001") == "48859200 2341700");
    CHECK(position(centroids, "FR", "75001 CEDEX") == "48859200 2341700");
    CHECK(position(centroids, "SE", "10685") == "59332600 18064900");
    CHECK(position(centroids, "GB", "e1 1aa") == "51515600 -58200");
    CHECK(position(centroids, "GB", "E11 1AA") == "51569100 12800");
    // No code begins it: the middle of those that share most of it.
    CHECK(position(centroids, "FR", "75009") == "48862350 2342150");
    CHECK(position(centroids, "FR", "69003") == "unknown");
    CHECK(position(centroids, "DE", "75001") == "unknown");
    CHECK(position(centroids, "FR", "") == "unknown");
    CHECK(position(PostalCentroids(), "FR", "75001") == "unknown");
}

TEST_CASE("the files of geonames.org are read as they come, rows of one code averaged") {
    const char* rows =
        "FR\t17120\tArces\tNouvelle-Aquitaine\t75\tCharente-Maritime\t17\tSaintes\t174\t45.5489\t"
        "-0.8188\t5\n"
        "FR\t17120\tCozes\tNouvelle-Aquitaine\t75\tCharente-Maritime\t17\tSaintes\t174\t45.5689\t"
        "-0.8388\t\n"
        "JE\tJE2\tSt \"Helier\"\t\t\t\t\t\t\t49.18804\t-2.10491\t4\n";
    const PostalCentroids centroids = PostalCentroids::parse(rows).value();
    CHECK(centroids.size() == 2);
    CHECK(position(centroids, "FR", "17120") == "45558900 -828800");
    CHECK(position(centroids, "JE", "JE2 3AB") == "49188040 -2104910");
}

TEST_CASE("an address keeps its position, and gets one from its code when it has none") {
    const PostalCentroids centroids = PostalCentroids::parse(table).value();
    CHECK(centroids.located({"FR", "75002", {}}).position == GeoPosition{48'865'500, 2'342'600});
    CHECK(centroids
              .located({
                  "FR", "75002", GeoPosition{1, 2}
    })
              .position == GeoPosition{1, 2});
    CHECK_FALSE(centroids.located({"IT", "00100", {}}).position);
}

TEST_CASE("one bad row refuses the file, and all bad rows are named") {
    const auto refused = PostalCentroids::parse(
        "postal_code,country,lat,lon\n"
        "75001,FR,48.8,2.3\n"
        "75001,FR,91,2.3\n"
        "75001,FR,48.8,-180.000001\n"
        "75001,fr,48.8,2.3\n"
        " ,FR,48.8,2.3\n"
        "75001,FR,48.8\n"
        "75001,FR,48.8e1,2\n"
        "75001,FR,.8,2\n");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::malformed_field);
    REQUIRE(refused.error().fields.size() == 7);
    CHECK(refused.error().fields[0].field == "line 3");
    CHECK(refused.error().fields[3].description == "has no postal code");
    CHECK_FALSE(PostalCentroids::parse("a,b,c\n"));
    CHECK(PostalCentroids::parse("country,postal_code,lat,lon\n").value().size() == 0);
    CHECK_FALSE(PostalCentroids::parse(""));
}

TEST_CASE("every code of a file is found again, at the mean of its rows") {
    CHECK(rc::check([] {
        std::string text = "lon,lat,postal_code,country\n";
        std::map<std::string, std::vector<std::pair<int, int>>> rows;
        for (int left = *rc::gen::inRange(1, 12); left > 0; --left) {
            const std::string code = std::to_string(*rc::gen::inRange(1, 200));
            const int latitude = *rc::gen::inRange(-89, 90);
            const int longitude = *rc::gen::inRange(-179, 180);
            text += fmt::format("{}.5,{}.5,{},DE\n", longitude, latitude, code);
            const auto half = [](int degrees) {
                return degrees * 1'000'000 + (degrees < 0 ? -500'000 : 500'000);
            };
            rows[code].emplace_back(half(latitude), half(longitude));
        }
        const PostalCentroids centroids = PostalCentroids::parse(text).value();
        RC_ASSERT(centroids.size() == rows.size());
        for (const auto& [code, positions] : rows) {
            std::int64_t latitude = 0;
            std::int64_t longitude = 0;
            for (const auto& [north, east] : positions) {
                latitude += north;
                longitude += east;
            }
            const auto count = static_cast<std::int64_t>(positions.size());
            const GeoPosition mean{static_cast<std::int32_t>(latitude / count),
                                   static_cast<std::int32_t>(longitude / count)};
            RC_ASSERT(centroids.find("DE", code) == mean);
        }
    }));
}
