#include "services/common/zone_reader.hpp"

#include <doctest/doctest.h>

#include "tests/support/zones.hpp"

using namespace oms;
using namespace std::chrono_literals;
using oms::testing::at;

TEST_CASE("the system's database and the European rule agree on Paris, Helsinki and Lisbon") {
    struct Example {
        const char* name;
        int hours;
    };
    const Example zones[] = {
        {"Europe/Paris",    1},
        {"Europe/Helsinki", 2},
        {"Europe/Lisbon",   0}
    };
    for (const Example& zone : zones) {
        CAPTURE(zone.name);
        const auto read = read_time_zone(zone.name);
        REQUIRE(read);
        const auto rule = testing::european_zone(zone.name, zone.hours);
        for (Timestamp time = at(*rule, "2020-01-01 00:00"); time < at(*rule, "2037-12-30 00:00");
             time += 7h)
            REQUIRE(read->local(time) == rule->local(time));
    }
}

TEST_CASE("zones without summer time, and with half hours, are read as they are") {
    const Timestamp noon = at(*testing::european_zone("UTC", 0), "2026-01-15 12:00");
    CHECK(testing::shown(read_time_zone("Asia/Kolkata").value(), noon) == "2026-01-15 17:30");
    CHECK(testing::shown(read_time_zone("UTC").value(), noon) == "2026-01-15 12:00");
    CHECK(testing::shown(read_time_zone("America/New_York").value(), noon) == "2026-01-15 07:00");
}

TEST_CASE("a zone that is not in the database is refused") {
    for (const char* name : {"Europe/Atlantis", "", "../etc/passwd", "europe paris"}) {
        CAPTURE(name);
        const auto refused = read_time_zone(name);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().reason == Reason::malformed_field);
    }
}
