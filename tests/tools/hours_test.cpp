#include "tools/oms/hours.hpp"

#include <doctest/doctest.h>

using namespace oms::cli;
namespace catalog = oms::catalog::v1;

TEST_CASE("opening hours are read as people write them") {
    catalog::Location location;
    REQUIRE(add_weekly_hours("Mon-Sat 10:00-20:00", location));
    REQUIRE(location.weekly_hours_size() == 6);
    CHECK(location.weekly_hours(0).weekday() == catalog::WEEKDAY_MONDAY);
    CHECK(location.weekly_hours(5).weekday() == catalog::WEEKDAY_SATURDAY);
    CHECK(location.weekly_hours(0).opens_minute() == 600);
    CHECK(location.weekly_hours(0).closes_minute() == 1200);
}

TEST_CASE("a day may open twice, a range may go over Sunday, and a day may end at 24:00") {
    catalog::Location location;
    REQUIRE(add_weekly_hours("sat-mon,Wednesday 9:00-12:00,14:00-24:00", location));
    REQUIRE(location.weekly_hours_size() == 8);
    CHECK(location.weekly_hours(2).weekday() == catalog::WEEKDAY_SUNDAY);
    CHECK(location.weekly_hours(4).weekday() == catalog::WEEKDAY_MONDAY);
    CHECK(location.weekly_hours(7).weekday() == catalog::WEEKDAY_WEDNESDAY);
    CHECK(location.weekly_hours(7).closes_minute() == 1440);
    CHECK(span_text(540, 1440) == "09:00-24:00");
}

TEST_CASE("hours that make no sense are refused") {
    for (const char* text :
         {"", "Mon", "Mon 10:00", "Moon 10:00-12:00", "Mon 12:00-10:00", "Mon 10:00-24:01",
          "Mon 10:60-12:00", "Mon 10-12", "Mon- 10:00-12:00", "Mon 1:0-2:00"}) {
        CAPTURE(text);
        catalog::Location location;
        CHECK_FALSE(add_weekly_hours(text, location));
    }
}

TEST_CASE("exceptions close a day or give it other hours, with a label") {
    catalog::Location location;
    REQUIRE(add_hours_exception("2026-12-25=closed Christmas Day", location));
    REQUIRE(add_hours_exception("2026-12-24=10:00-16:00", location));
    CHECK(location.hours_exceptions(0).closed());
    CHECK(location.hours_exceptions(0).label() == "Christmas Day");
    CHECK(location.hours_exceptions(1).date() == "2026-12-24");
    CHECK(location.hours_exceptions(1).opens_minute() == 600);
    CHECK(location.hours_exceptions(1).closes_minute() == 960);
    CHECK_FALSE(add_hours_exception("2026-12-25", location));
    CHECK_FALSE(add_hours_exception("2026-12-25=open", location));
}
