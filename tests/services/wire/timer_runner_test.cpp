#include "services/common/timer_runner.hpp"

#include <condition_variable>
#include <mutex>

#include <doctest/doctest.h>

#include "fulfillment/nearest_first.hpp"
#include "services/common/background.hpp"
#include "services/testing/manual_clock.hpp"
#include "tests/services/wire/fakes.hpp"

using namespace oms;
using oms::tests::FakeReads;
using oms::tests::FakeSession;

namespace {

constexpr Timestamp noon = from_unix_micros(1'800'000'000'000'000);

// Counts the carts that expire; the first commands may be refused.
class CountingExecutor final : public Executor {
public:
    explicit CountingExecutor(FakeSession& session) : session_(session) {}
    void submit(std::unique_ptr<Command> command, Completion completion) override {
        KeySet keys;
        command->name_keys(keys);
        {
            const std::lock_guard lock(mutex_);
            if (refusals-- > 0) return completion(fail(Reason::overloaded));
            session_.unset(to_text(keys.cart_holds.at(0)));
            ++ran_;
            changed_.notify_all();
        }
        completion(answer);
    }
    bool wait_for(int count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return ran_ >= count; });
    }
    int refusals = 0;
    std::string answer;

private:
    FakeSession& session_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int ran_ = 0;
};

struct Fixture {
    FakeSession session;
    FakeReads reads{session};
    testing::ManualClock clock{noon};
    CountingExecutor executor{session};
    fulfillment::NearestFirst sourcing;
    std::atomic<int> failures{0};
    std::atomic<Reason> last_reason{Reason::internal_fault};
    Background background{[](std::string_view what) { FAIL_CHECK(std::string(what)); }};

    std::shared_ptr<TimerRunner> start(std::chrono::milliseconds interval, std::int64_t round) {
        TimerRunner::Options options;
        options.interval = interval;
        options.round = round;
        options.on_failure = [this](const Error& error) {
            last_reason = error.reason;
            ++failures;
            failures.notify_all();
        };
        return TimerRunner::start(
            background.context(), reads, executor, sourcing, clock, [] { return std::uint64_t{1}; },
            options);
    }
    void wait_for_failures(int count) {
        for (int now = failures; now < count; now = failures)
            failures.wait(now);
    }
    void timers(int count, Timestamp due) {
        for (int i = 0; i < count; ++i)
            session.set({due, TimerKind::cart_hold_expiry, "web/" + std::to_string(i)});
    }
};

}  // namespace

TEST_CASE("what became due while the server was away runs at once, however much it is") {
    Fixture fixture;
    fixture.timers(7, noon - std::chrono::hours{1});
    const auto runner = fixture.start(std::chrono::hours{1}, 2);
    CHECK(fixture.executor.wait_for(7));
}

TEST_CASE("what becomes due later runs in a later round, and what failed runs again") {
    Fixture fixture;
    fixture.executor.refusals = 1;
    fixture.timers(1, noon + std::chrono::minutes{1});
    const auto runner = fixture.start(std::chrono::milliseconds{1}, 100);
    CHECK(fixture.failures == 0);
    fixture.clock.advance_to(noon + std::chrono::minutes{2});
    CHECK(fixture.executor.wait_for(1));
    CHECK(fixture.failures == 1);
}

TEST_CASE("what a timer's command could not do whole is told, and no failure of the timer") {
    Fixture fixture;
    fixture.executor.answer = "a line that could not be decided";
    fixture.timers(1, noon);
    const auto runner = fixture.start(std::chrono::milliseconds{1}, 100);
    CHECK(fixture.executor.wait_for(1));
    fixture.wait_for_failures(1);
    CHECK(fixture.failures == 1);
    CHECK(fixture.last_reason == Reason::routing_unavailable);
}
