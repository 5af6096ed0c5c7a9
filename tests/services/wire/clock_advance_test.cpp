#include "services/testing/clock_advance.hpp"

#include <doctest/doctest.h>

#include "domain/unit_of_work.hpp"
#include "fulfillment/nearest_first.hpp"
#include "tests/services/wire/fakes.hpp"

using namespace oms;
using oms::testing::ClockAdvance;
using oms::testing::ManualClock;
using oms::tests::FakeReads;
using oms::tests::FakeSession;

namespace {

constexpr Timestamp noon = from_unix_micros(1'800'000'000'000'000);

// Notes which cart each command expires and when, and takes its timer away, as a commit would.
class NotingExecutor final : public Executor {
public:
    NotingExecutor(FakeSession& session, const Clock& clock) : session_(session), clock_(clock) {}
    void submit(std::unique_ptr<Command> command, Completion completion) override {
        KeySet keys;
        command->name_keys(keys);
        const std::string subject = to_text(keys.cart_holds.at(0));
        ran.push_back({subject, clock_.now()});
        CHECK(command->header().method == "timer/cart_hold_expiry");
        CHECK(command->header().request_id.empty());
        if (refuses) return completion(fail(Reason::disk_full));
        if (!forgets) session_.unset(subject);
        completion(std::string());
    }
    std::vector<std::pair<std::string, Timestamp>> ran;
    bool refuses = false;
    bool forgets = false;

private:
    FakeSession& session_;
    const Clock& clock_;
};

struct Fixture {
    FakeSession session;
    FakeReads reads{session};
    ManualClock clock{noon};
    NotingExecutor executor{session, clock};
    fulfillment::NearestFirst sourcing;
    std::shared_ptr<effects::EffectWorker> effects =
        effects::EffectWorker::create(executor, [] { return std::uint64_t{1}; }, {}, 1);
    std::shared_ptr<ClockAdvance> advance = ClockAdvance::create(
        clock, reads, executor, sourcing, [] { return std::uint64_t{1}; }, effects);

    Result<std::int64_t> to(Timestamp time) {
        std::optional<Result<std::int64_t>> answer;
        advance->advance(time, [&](Result<std::int64_t> result) { answer = std::move(result); });
        REQUIRE(answer);
        return *answer;
    }
    void timer(const char* subject, Duration after) {
        session.set({noon + after, TimerKind::cart_hold_expiry, subject});
    }
};

}  // namespace

TEST_CASE("the clock moves forward through every due time, oldest first") {
    using std::chrono::minutes;
    Fixture fixture;
    fixture.timer("web/late", minutes{30});
    fixture.timer("web/with/slashes", minutes{20});
    fixture.timer("web/early", minutes{10});
    CHECK(fixture.to(noon + minutes{25}) == 2);
    REQUIRE(fixture.executor.ran.size() == 2);
    CHECK(fixture.executor.ran[0] ==
          std::pair<std::string, Timestamp>{"web/early", noon + minutes{10}});
    CHECK(fixture.executor.ran[1] ==
          std::pair<std::string, Timestamp>{"web/with/slashes", noon + minutes{20}});
    CHECK(fixture.clock.now() == noon + minutes{25});
    CHECK(fixture.to(noon + minutes{30}) == 1);
    CHECK(fixture.to(noon + minutes{30}) == 0);
}

TEST_CASE("the clock does not move back") {
    Fixture fixture;
    const auto refused = fixture.to(noon - Duration{1});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::clock_backwards);
    CHECK(fixture.clock.now() == noon);
}

TEST_CASE("a timer that fails ends the advance at its due time") {
    Fixture fixture;
    fixture.timer("web/cart", std::chrono::minutes{10});
    fixture.executor.refuses = true;
    CHECK(fixture.to(noon + std::chrono::minutes{15}).error().reason == Reason::disk_full);
    CHECK(fixture.clock.now() == noon + std::chrono::minutes{10});
}

TEST_CASE("a timer that does not go away is a fault, not an endless loop") {
    Fixture fixture;
    fixture.timer("web/cart", std::chrono::minutes{10});
    fixture.executor.forgets = true;
    CHECK(fixture.to(noon + std::chrono::minutes{15}).error().reason == Reason::internal_fault);
}

TEST_CASE("a timer whose subject is no cart is told, not run") {
    Fixture fixture;
    fixture.timer("nothing", std::chrono::minutes{1});
    CHECK(fixture.to(noon + std::chrono::minutes{15}).error().reason == Reason::corrupt_row);
}
