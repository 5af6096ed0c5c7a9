#include "fulfillment/calendar.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "fulfillment/departures.hpp"
#include "fulfillment/working_days.hpp"
#include "tests/support/zones.hpp"

using namespace oms;
using namespace oms::fulfillment;
using namespace std::chrono_literals;
using oms::testing::at;
using oms::testing::shown;

namespace {

const std::shared_ptr<const TimeZone> paris = oms::testing::paris_zone();

std::vector<OpeningHours> days(Weekday first, Weekday last, std::int64_t opens,
                               std::int64_t closes) {
    std::vector<OpeningHours> hours;
    for (auto day = static_cast<int>(first); day <= static_cast<int>(last); ++day)
        hours.push_back({static_cast<Weekday>(day), opens, closes});
    return hours;
}

Calendar shop(std::vector<HoursException> exceptions = {}) {
    return Calendar::make(paris, days(Weekday::monday, Weekday::saturday, 600, 1200), exceptions)
        .value();
}

std::string ready(const Calendar& calendar, const char* ordered, Duration amount = 2h) {
    return shown(*paris, calendar.add_opening(at(*paris, ordered), amount).value());
}

}  // namespace

TEST_CASE("opening time is counted over closed hours, nights and Sundays") {
    const Calendar calendar = shop();
    CHECK(ready(calendar, "2026-03-03 10:05") == "2026-03-03 12:05");
    CHECK(ready(calendar, "2026-03-03 19:15") == "2026-03-04 11:15");
    CHECK(ready(calendar, "2026-03-07 19:30") == "2026-03-09 11:30");
    CHECK(ready(calendar, "2026-03-03 08:00") == "2026-03-03 12:00");
    CHECK(ready(calendar, "2026-03-03 18:00") == "2026-03-03 20:00");
    CHECK(ready(calendar, "2026-03-03 18:00:01") == "2026-03-04 10:00:01");
    CHECK(ready(calendar, "2026-03-03 10:00", 25h) == "2026-03-05 15:00");
    CHECK(ready(calendar, "2026-03-03 03:00", 0h) == "2026-03-03 03:00");
}

TEST_CASE("a date with other hours, or closed, replaces the weekly hours") {
    const Calendar calendar = shop({
        {"2026-03-04", true,  0,   0,    "inventory"   },
        {"2026-03-05", false, 720, 780,  "short day"   },
        {"2026-03-08", false, 840, 1080, "open Sunday" },
        {"2026-03-10", false, 600, 720,  "in two parts"},
        {"2026-03-10", false, 840, 900,  "in two parts"},
        {"2026-03-11", false, 600, 900,  "closed wins" },
        {"2026-03-11", true,  0,   0,    "closed wins" },
    });
    CHECK(ready(calendar, "2026-03-03 19:15") == "2026-03-06 10:15");
    CHECK(ready(calendar, "2026-03-07 19:30") == "2026-03-08 15:30");
    CHECK(ready(calendar, "2026-03-10 11:30") == "2026-03-12 10:30");
    CHECK(calendar.open_on(*parse_date("2026-03-10")).size() == 2);
    CHECK_FALSE(calendar.works_on(*parse_date("2026-03-11")));
    CHECK(calendar.closes_on(*parse_date("2026-03-10")) == 900);
    CHECK(calendar.is_open(at(*paris, "2026-03-10 11:59:59")));
    CHECK_FALSE(calendar.is_open(at(*paris, "2026-03-10 12:00")));
    CHECK(shown(*paris, *calendar.next_open(at(*paris, "2026-03-10 12:00"))) == "2026-03-10 14:00");
}

TEST_CASE("a location without hours is open day and night, but for the dates it is closed") {
    const HoursException holiday{"2026-05-01", true, 0, 0, "Labor Day"};
    const Calendar calendar = Calendar::make(paris, {}, {&holiday, 1}).value();
    CHECK(ready(calendar, "2026-04-30 23:00") == "2026-05-02 01:00");
    CHECK(ready(calendar, "2026-03-03 23:00", 50h) == "2026-03-06 01:00");
}

TEST_CASE("hours that are none and dates that do not exist are all named at once") {
    const std::vector<OpeningHours> hours{
        {Weekday::monday,  600, 600 },
        {Weekday::tuesday, 600, 1441}
    };
    const std::vector<HoursException> exceptions{
        {"2026-02-29", true,  0,   0,   ""},
        {"2026-03-01", false, 900, 800, ""}
    };
    const auto refused = Calendar::make(paris, hours, exceptions);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::malformed_field);
    REQUIRE(refused.error().fields.size() == 4);
    CHECK(refused.error().fields[2].field == "hours_exceptions[0].date");
}

TEST_CASE("a location that never opens again is ready never, not in an endless search") {
    std::vector<HoursException> closed;
    for (LocalDate date = *parse_date("2026-03-01"); date < *parse_date("2027-05-01");
         date += std::chrono::days{1})
        closed.push_back({date_text(date), true, 0, 0, ""});
    const Calendar calendar = shop(closed);
    CHECK_FALSE(calendar.add_opening(at(*paris, "2026-03-03 10:00"), 1h));
    CHECK_FALSE(calendar.next_open(at(*paris, "2026-03-03 10:00")));
}

TEST_CASE("the night in spring when clocks go forward is an hour short") {
    const Calendar night =
        Calendar::make(paris, days(Weekday::saturday, Weekday::sunday, 0, 360), {}).value();
    const auto open = night.open_on(*parse_date("2026-03-29"));
    REQUIRE(open.size() == 1);
    CHECK(open[0].until - open[0].from == 5h);
    CHECK(ready(night, "2026-03-29 01:30", 1h) == "2026-03-29 03:30");
    CHECK(shown(*paris, at(*paris, "2026-03-29 02:30")) == "2026-03-29 03:00");
    const OpeningHours skipped{Weekday::sunday, 130, 170};
    const Calendar only = Calendar::make(paris, {&skipped, 1}, {}).value();
    CHECK(only.open_on(*parse_date("2026-03-29")).empty());
    CHECK(ready(only, "2026-03-28 12:00", 10min) == "2026-04-05 02:20");
    CHECK(ready(shop(), "2026-03-28 19:00") == "2026-03-30 11:00");
}

TEST_CASE("in the night in autumn an hour comes twice: its first time counts") {
    const Timestamp first = at(*paris, "2026-10-25 02:30");
    CHECK(first == Timestamp{std::chrono::sys_days{2026y / 10 / 25} + 30min});
    CHECK(shown(*paris, first + 1h) == "2026-10-25 02:30");
    const Calendar night =
        Calendar::make(paris, days(Weekday::sunday, Weekday::sunday, 0, 360), {}).value();
    const auto open = night.open_on(*parse_date("2026-10-25"));
    CHECK(open[0].until - open[0].from == 7h);
}

TEST_CASE("a cut-off takes in its own second, and not the next") {
    const auto working = {Weekday::monday, Weekday::tuesday, Weekday::wednesday, Weekday::thursday,
                          Weekday::friday};
    const auto departures = on_weekdays(working, 960, 1080);
    const Calendar always = Calendar::make(paris, {}, {}).value();
    const auto ships = [&](const char* ready_at) {
        return date_text(next_departure(departures, always, at(*paris, ready_at))->date);
    };
    CHECK(ships("2026-03-03 10:00") == "2026-03-03");
    CHECK(ships("2026-03-03 16:00") == "2026-03-03");
    CHECK(ships("2026-03-03 16:00:01") == "2026-03-04");
    CHECK(ships("2026-03-06 16:01") == "2026-03-09");
    CHECK(ships("2026-03-07 09:00") == "2026-03-09");
    const auto next = next_departure(departures, always, at(*paris, "2026-03-03 10:00"));
    CHECK(shown(*paris, next->leaves) == "2026-03-03 18:00");
    SUBCASE("a closed date has no departure, an early closing cuts off early") {
        const Calendar calendar = shop({
            {"2026-03-04", true,  0,   0,   "inventory"},
            {"2026-03-05", false, 600, 720, "half day" }
        });
        const auto cut_off = [&](const char* ready_at) {
            return shown(*paris,
                         next_departure(departures, calendar, at(*paris, ready_at))->cut_off);
        };
        CHECK(cut_off("2026-03-04 10:00") == "2026-03-05 12:00");
        CHECK(cut_off("2026-03-05 12:00:01") == "2026-03-06 16:00");
    }
    SUBCASE("of several departures in a day the next to leave is taken") {
        auto twice = departures;
        twice.push_back({Weekday::tuesday, 600, 660});
        const auto leaves = [&](const char* ready_at) {
            return shown(*paris, next_departure(twice, always, at(*paris, ready_at))->leaves);
        };
        CHECK(leaves("2026-03-03 10:00") == "2026-03-03 11:00");
        CHECK(leaves("2026-03-03 10:01") == "2026-03-03 18:00");
    }
    CHECK_FALSE(next_departure({}, always, at(*paris, "2026-03-03 10:00")));
}

TEST_CASE("working days leave out weekends and holidays") {
    WorkingDays days;
    days.holidays = {*parse_date("2026-04-06"), *parse_date("2026-05-01")};
    const auto after = [&](const char* date, std::int64_t n) {
        return date_text(*days.add(*parse_date(date), n));
    };
    CHECK(after("2026-03-03", 2) == "2026-03-05");
    CHECK(after("2026-03-09", 2) == "2026-03-11");
    CHECK(after("2026-04-03", 1) == "2026-04-07");
    CHECK(after("2026-03-07", 0) == "2026-03-09");
    CHECK(after("2026-03-09", 0) == "2026-03-09");
    days.weekdays.fill(false);
    CHECK_FALSE(days.add(*parse_date("2026-03-03"), 1));
}

TEST_CASE("adding opening time is monotone, additive and the inverse of measuring it") {
    CHECK(rc::check([] {
        std::vector<OpeningHours> hours;
        const int openings = *rc::gen::inRange(1, 9);
        for (int i = 0; i < openings; ++i) {
            const auto opens = *rc::gen::inRange<std::int64_t>(0, 1440);
            hours.push_back({static_cast<Weekday>(*rc::gen::inRange(0, 7)), opens,
                             *rc::gen::inRange<std::int64_t>(opens + 1, 1441)});
        }
        std::vector<HoursException> exceptions;
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
            const LocalDate date =
                *parse_date("2026-03-20") + std::chrono::days{*rc::gen::inRange(0, 20)};
            exceptions.push_back({date_text(date), *rc::gen::arbitrary<bool>(), 0, 1440, ""});
        }
        const Calendar calendar = Calendar::make(paris, hours, exceptions).value();
        // Around the change to summer time of 2026-03-29.
        const Timestamp from =
            at(*paris, "2026-03-20 00:00") + std::chrono::seconds{*rc::gen::inRange(0, 1'200'000)};
        const Duration a = std::chrono::minutes{*rc::gen::inRange(0, 600)};
        const Duration b = std::chrono::seconds{*rc::gen::inRange(0, 36'000)};
        const auto first = calendar.add_opening(from, a);
        const auto both = calendar.add_opening(from, a + b);
        // So short a week may need more than 400 days; then there is nothing to compare.
        if (!first || !both || *both - from > std::chrono::days{300}) return;
        RC_ASSERT(*first >= from);
        RC_ASSERT(*both >= *first);
        RC_ASSERT(calendar.add_opening(*first, b) == both);
        RC_ASSERT(calendar.opening_between(from, *both) == a + b);
        RC_ASSERT(calendar.add_opening(from + 1min, a).value() >= *first);
    }));
}

TEST_CASE("local time goes to UTC and back, and the way there never falls") {
    CHECK(rc::check([] {
        const LocalTime local = at_minute(*parse_date("2026-01-01"), 0) +
                                std::chrono::seconds{*rc::gen::inRange(0, 31'000'000)};
        const Timestamp utc = paris->utc(local);
        RC_ASSERT(paris->local(utc) >= local);
        RC_ASSERT(paris->local(utc - 1us) < local);
        RC_ASSERT(paris->utc(local + std::chrono::seconds{*rc::gen::inRange(0, 9000)}) >= utc);
    }));
}

TEST_CASE("changes of a zone come in order, with offsets that exist") {
    const Timestamp noon = at(*paris, "2026-03-03 12:00");
    CHECK_FALSE(TimeZone::make("X", 0s,
                               {
                                   {noon, 0s   },
                                   {noon, 3600s}
    }));
    CHECK_FALSE(TimeZone::make("X", 27h, {}));
    CHECK_FALSE(TimeZone::make("X", 0h,
                               {
                                   {noon, -27h}
    }));
    CHECK(TimeZone::make("X", 0h, {}).value().utc(LocalTime{}) == Timestamp{});
}
