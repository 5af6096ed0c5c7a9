#include "domain/attempt_lock.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/contract.hpp"

using namespace oms;
using namespace std::chrono_literals;

namespace {

const Timestamp start = from_unix_micros(1'772'535'600'000'000);

// By the words of the rule, over everything that was ever counted.
bool is_locked(const std::vector<Timestamp>& counted, AttemptLimits limits, Timestamp now) {
    for (const AttemptLimit& limit : limits) {
        for (const Timestamp last : counted) {
            std::size_t within = 0;
            for (const Timestamp other : counted)
                within += other <= last && last - other < limit.window ? 1U : 0U;
            if (within >= limit.attempts && now < last + limit.window) return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("attempts: the fifth wrong code of an order locks it for 15 minutes") {
    AttemptLock lock;
    for (int i = 0; i < 4; ++i)
        CHECK_FALSE(count_wrong(lock, order_attempt_limits, start + i * 1min));
    CHECK_FALSE(locked_until(lock, order_attempt_limits, start + 4min));
    CHECK(count_wrong(lock, order_attempt_limits, start + 4min) == start + 19min);
    CHECK(locked_until(lock, order_attempt_limits, start + 19min - 1us) == start + 19min);
    CHECK_FALSE(locked_until(lock, order_attempt_limits, start + 19min));
}

TEST_CASE("attempts: four in a quarter of an hour and one at its end do not lock") {
    AttemptLock lock;
    for (int i = 0; i < 4; ++i)
        CHECK_FALSE(count_wrong(lock, order_attempt_limits, start));
    SUBCASE("the window's end is outside") {
        CHECK_FALSE(count_wrong(lock, order_attempt_limits, start + 15min));
    }
    SUBCASE("a microsecond before is inside") {
        CHECK(count_wrong(lock, order_attempt_limits, start + 15min - 1us) == start + 30min - 1us);
    }
}

TEST_CASE("attempts: what comes while it is locked is not counted and extends nothing") {
    AttemptLock lock;
    for (int i = 0; i < 5; ++i)
        (void)count_wrong(lock, order_attempt_limits, start);
    const AttemptLock before = lock;
    CHECK(count_wrong(lock, order_attempt_limits, start + 14min) == start + 15min);
    CHECK(lock == before);
    CHECK_FALSE(count_wrong(lock, order_attempt_limits, start + 15min));
}

TEST_CASE("attempts: the twentieth of an order in a day locks it for a day") {
    AttemptLock lock;
    Timestamp now = start;
    for (int i = 0; i < 19; ++i, now += 1h)
        CHECK_FALSE(count_wrong(lock, order_attempt_limits, now));
    CHECK(count_wrong(lock, order_attempt_limits, now) == now + 24h);
    CHECK(lock.wrong.size() == 20);
    CHECK_FALSE(locked_until(lock, order_attempt_limits, now + 24h));
}

TEST_CASE("attempts: a device may be wrong 19 times in an hour") {
    AttemptLock lock;
    for (int i = 0; i < 19; ++i)
        CHECK_FALSE(count_wrong(lock, device_attempt_limits, start + i * 1s));
    CHECK(count_wrong(lock, device_attempt_limits, start + 19s) == start + 19s + 1h);
    AttemptLock slow;
    for (int i = 0; i < 200; ++i)
        CHECK_FALSE(count_wrong(slow, device_attempt_limits, start + i * 4min));
    CHECK(slow.wrong.size() == 20);
}

TEST_CASE("attempts: a clock that is put back opens nothing") {
    AttemptLock lock;
    for (int i = 0; i < 4; ++i)
        (void)count_wrong(lock, order_attempt_limits, start);
    CHECK(count_wrong(lock, order_attempt_limits, start - 2h) == start + 15min);
    CHECK(lock.wrong.back() == start);
    CHECK(locked_until(lock, order_attempt_limits, start - 5h) == start + 15min);
}

TEST_CASE("attempts: limits that lock nothing, or everything, are a bug") {
    AttemptLock lock;
    CHECK_THROWS_AS((void)count_wrong(lock, {}, start), ContractViolation);
    const AttemptLimit none{0, 1min};
    CHECK_THROWS_AS((void)count_wrong(lock, {&none, 1}, start), ContractViolation);
}

TEST_CASE("attempts: the short list decides like the whole history, and no window has too many") {
    CHECK(rc::check([] {
        const std::vector<AttemptLimit> limits{
            {*rc::gen::inRange<std::size_t>(1, 5), std::chrono::seconds{*rc::gen::inRange(1, 20)}},
            {*rc::gen::inRange<std::size_t>(1, 9), std::chrono::seconds{*rc::gen::inRange(1, 60)}}
        };
        AttemptLock lock;
        std::vector<Timestamp> counted;
        Timestamp now = start;
        for (const int step : *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(0, 12))) {
            now += std::chrono::seconds{step};
            const bool locked = is_locked(counted, limits, now);
            RC_ASSERT(locked_until(lock, limits, now).has_value() == locked);
            const auto until = count_wrong(lock, limits, now);
            if (!locked) counted.push_back(now);
            RC_ASSERT(until.has_value() == is_locked(counted, limits, now));
            if (until) {
                RC_ASSERT(is_locked(counted, limits, *until - 1us));
                RC_ASSERT(!is_locked(counted, limits, *until));
            }
            RC_ASSERT(lock.wrong.size() <= std::max(limits[0].attempts, limits[1].attempts));
        }
        for (const AttemptLimit& limit : limits) {
            for (const Timestamp from : counted) {
                std::size_t within = 0;
                for (const Timestamp other : counted)
                    within += other >= from && other - from < limit.window ? 1U : 0U;
                RC_ASSERT(within <= limit.attempts);
            }
        }
    }));
}
