#include "fulfillment/deadlines.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/contract.hpp"
#include "tests/support/zones.hpp"

using namespace oms;
using namespace oms::fulfillment;
using namespace std::chrono_literals;
using oms::testing::at;
using oms::testing::shown;

namespace {

const std::shared_ptr<const TimeZone> paris = oms::testing::paris_zone();

// Monday to Saturday, 10 to 20.
Calendar shop(const std::vector<HoursException>& exceptions = {}) {
    std::vector<OpeningHours> hours;
    for (int day = 0; day < 6; ++day)
        hours.push_back({static_cast<Weekday>(day), 600, 1200});
    return Calendar::make(paris, hours, exceptions).value();
}
Calendar always_open(const std::vector<HoursException>& exceptions = {}) {
    return Calendar::make(paris, {}, exceptions).value();
}

std::string accept(const Calendar& calendar, const char* now, std::int64_t minutes = 30) {
    return shown(*paris, accept_by(calendar, at(*paris, now), minutes).value());
}
std::string hold(const Calendar& calendar, const char* ready, std::int64_t days = 7) {
    return shown(*paris, hold_until(calendar, at(*paris, ready), days).value());
}
std::string reminder(const char* ready, std::int64_t days) {
    return shown(*paris, reminder_at(shop(), at(*paris, ready), days));
}

}  // namespace

TEST_CASE("accept by: half an hour of opening, over the night and the Sunday") {
    CHECK(accept(shop(), "2026-03-03 19:45") == "2026-03-04 10:15");
    CHECK(accept(shop(), "2026-03-03 10:00") == "2026-03-03 10:30");
    CHECK(accept(shop(), "2026-03-03 19:30") == "2026-03-03 20:00");
    CHECK(accept(shop(), "2026-03-07 19:50") == "2026-03-09 10:20");
    CHECK(accept(shop(), "2026-03-03 22:00") == "2026-03-04 10:30");
    CHECK(accept(always_open(), "2026-03-03 23:50") == "2026-03-04 00:20");
    // The night of the change to summer time.
    CHECK(accept(always_open(), "2026-03-29 01:45") == "2026-03-29 03:15");
    CHECK(accept(shop({
                     {"2026-03-04", true, 0, 0, "inventory"}
    }),
                 "2026-03-03 19:45") == "2026-03-05 10:15");
    CHECK_THROWS_AS((void)accept_by(shop(), at(*paris, "2026-03-03 10:00"), -1), ContractViolation);
}

TEST_CASE("hold until: closing time after seven days, or of the next day that is open") {
    CHECK(hold(shop(), "2026-03-03 12:00") == "2026-03-10 20:00");
    CHECK(hold(shop(), "2026-03-03 23:59:59") == "2026-03-10 20:00");
    CHECK(hold(shop(), "2026-03-04 00:00") == "2026-03-11 20:00");
    // Sunday is closed.
    CHECK(hold(shop(), "2026-03-03 12:00", 5) == "2026-03-09 20:00");
    SUBCASE("holidays and short days") {
        const Calendar calendar = shop({
            {"2026-03-10", true,  0,   0,   "inventory"},
            {"2026-03-11", false, 600, 720, "half day" },
            {"2026-03-11", false, 840, 900, "half day" },
        });
        CHECK(hold(calendar, "2026-03-03 12:00") == "2026-03-11 15:00");
    }
    SUBCASE("today still, or the next time it opens") {
        CHECK(hold(shop(), "2026-03-03 12:00", 0) == "2026-03-03 20:00");
        CHECK(hold(shop(), "2026-03-03 20:00", 0) == "2026-03-04 20:00");
        CHECK(hold(shop(), "2026-03-07 21:00", 0) == "2026-03-09 20:00");
    }
    SUBCASE("day and night: until midnight") {
        CHECK(hold(always_open(), "2026-03-03 12:00") == "2026-03-11 00:00");
        CHECK(hold(always_open({
                       {"2026-03-10", true, 0, 0, "holiday"}
        }),
                   "2026-03-03 12:00") == "2026-03-12 00:00");
    }
}

TEST_CASE("hold until: local days, whatever clocks do between") {
    CHECK(hold(shop(), "2026-03-28 19:30", 2) == "2026-03-30 20:00");
    // 48 hours before are the same local date's hours, one hour apart in UTC.
    CHECK(*hold_until(shop(), at(*paris, "2026-03-28 12:00"), 2) -
              *hold_until(shop(), at(*paris, "2026-03-28 12:00"), 0) ==
          47h);
    CHECK(*hold_until(shop(), at(*paris, "2026-10-24 12:00"), 2) -
              *hold_until(shop(), at(*paris, "2026-10-24 12:00"), 0) ==
          49h);
}

TEST_CASE("hold until: never, where it does not open again") {
    std::vector<HoursException> closed;
    for (LocalDate date = *parse_date("2026-03-04"); date < *parse_date("2027-05-01");
         date += std::chrono::days{1})
        closed.push_back({date_text(date), true, 0, 0, ""});
    CHECK_FALSE(hold_until(shop(closed), at(*paris, "2026-03-03 12:00"), 7));
    CHECK_FALSE(accept_by(shop(closed), at(*paris, "2026-03-03 19:45"), 30));
    CHECK_THROWS_AS((void)hold_until(shop(), at(*paris, "2026-03-03 12:00"), -1),
                    ContractViolation);
}

TEST_CASE("reminder: the same time of day, on a Sunday too") {
    CHECK(reminder("2026-03-03 12:00", 2) == "2026-03-05 12:00");
    CHECK(reminder("2026-03-03 12:00", 5) == "2026-03-08 12:00");
    CHECK(reminder("2026-03-27 11:15:30", 5) == "2026-04-01 11:15:30");
    CHECK(reminder("2026-10-23 11:15", 3) == "2026-10-26 11:15");
    // 02:30 does not come that night; in autumn it comes twice.
    CHECK(reminder("2026-03-27 02:30", 2) == "2026-03-29 03:00");
    CHECK(reminder_at(shop(), at(*paris, "2026-10-23 02:30"), 2) ==
          at(*paris, "2026-10-23 02:30") + 48h);
    CHECK_THROWS_AS((void)reminder_at(shop(), at(*paris, "2026-03-03 12:00"), 0),
                    ContractViolation);
}

TEST_CASE("deadlines grow with the time they start from and with their days") {
    CHECK(rc::check([] {
        std::vector<HoursException> exceptions;
        for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
            const LocalDate date =
                *parse_date("2026-03-20") + std::chrono::days{*rc::gen::inRange(0, 20)};
            exceptions.push_back({date_text(date), *rc::gen::arbitrary<bool>(), 60, 1380, ""});
        }
        const Calendar calendar =
            *rc::gen::arbitrary<bool>() ? shop(exceptions) : always_open(exceptions);
        // Around the change to summer time of 2026-03-29.
        const Timestamp ready =
            at(*paris, "2026-03-20 00:00") + std::chrono::seconds{*rc::gen::inRange(0, 1'200'000)};
        const Timestamp later = ready + std::chrono::seconds{*rc::gen::inRange(0, 200'000)};
        const auto days = *rc::gen::inRange<std::int64_t>(1, 9);
        const Timestamp until = *hold_until(calendar, ready, days);
        RC_ASSERT(until > ready);
        RC_ASSERT(*hold_until(calendar, later, days) >= until);
        RC_ASSERT(*hold_until(calendar, ready, days + 1) >= until);
        // It ends a time that is open.
        RC_ASSERT(calendar.is_open(until - 1us));
        RC_ASSERT(date_of(paris->local(until - 1us)) >=
                  date_of(paris->local(ready)) + std::chrono::days{days});
        const Timestamp remind = reminder_at(calendar, ready, days);
        RC_ASSERT(remind > ready);
        RC_ASSERT(reminder_at(calendar, ready, days + 1) > remind);
        RC_ASSERT(date_of(paris->local(remind)) ==
                  date_of(paris->local(ready)) + std::chrono::days{days});
        const auto minutes = *rc::gen::inRange<std::int64_t>(0, 600);
        RC_ASSERT(calendar.opening_between(ready, *accept_by(calendar, ready, minutes)) ==
                  std::chrono::minutes{minutes});
    }));
}
