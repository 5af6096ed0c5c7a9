#include "storage/batch_executor.hpp"

#include <functional>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "tests/storage/fake_engine.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

using At = FakeEngine::At;
using Fault = FakeEngine::Kind;

// Adds an item and answers with its SKU; `behave` may do anything else first.
class AddItem final : public Command {
public:
    using Behave = std::function<Result<void>(UnitOfWork&)>;
    AddItem(Header header, const std::string& sku, Behave behave = {})
        : Command(std::move(header)), sku_(Sku::trusted(sku)), behave_(std::move(behave)) {}
    void name_keys(KeySet& keys) const override { keys.items.push_back(sku_); }
    Result<std::string> run(UnitOfWork& unit) override {
        if (unit.items.find(sku_) != nullptr) return fail(Reason::item_exists, sku_.str());
        Item added = item(sku_.str());
        unit.record({AggregateType::item, sku_.str()}, added.head, {}, {}, ItemCreated{added});
        unit.items.put(sku_, std::move(added));
        if (behave_) OMS_CHECK(behave_(unit));
        return sku_.str();
    }

private:
    Sku sku_;
    Behave behave_;
};

// An executor that is stepped by hand, and the answers it gave.
struct Harness {
    explicit Harness(storage::ExecutorOptions options = {})
        : executor(engine, view, clock, options) {
        REQUIRE(executor.open().has_value());
    }
    Command::Header header(const std::string& request_id, std::uint8_t body = 0) {
        Command::Header made;
        made.actor = admin();
        made.method = "add";
        made.request_id = request_id;
        made.body_hash[0] = body;
        return made;
    }
    std::size_t add(const std::string& request_id, const std::string& sku,
                    AddItem::Behave behave = {}) {
        return submit(std::make_unique<AddItem>(header(request_id), sku, std::move(behave)));
    }
    std::size_t submit(std::unique_ptr<Command> command) {
        const std::size_t index = answers.size();
        answers.emplace_back();
        times_answered.push_back(0);
        executor.submit(std::move(command), [this, index](Result<std::string> answer) {
            ++times_answered[index];
            answers[index] = std::move(answer);
        });
        return index;
    }
    void run_all() {
        while (executor.step()) {
        }
        for (const int times : times_answered)
            CHECK(times == 1);
    }
    Reason reason(std::size_t index) const { return answers[index]->error().reason; }

    FakeEngine engine;
    storage::SharedStockView view;
    ManualClock clock;
    storage::BatchExecutor executor;
    std::vector<std::optional<Result<std::string>>> answers;
    std::vector<int> times_answered;
};

}  // namespace

SCENARIO("commands that wait together share one commit, and each sees those before it") {
    Harness h;
    const auto first = h.add("a", "TEE");
    const auto second = h.add("b", "TEE");
    const auto third = h.add("c", "JEAN");
    h.run_all();
    CHECK(*h.answers[first] == "TEE");
    CHECK(h.reason(second) == Reason::item_exists);
    CHECK(*h.answers[third] == "JEAN");
    CHECK(h.engine.commits == 1);
    CHECK(h.executor.last_position() == 2);
}

SCENARIO("a repeated request gets the committed answer") {
    Harness h;
    const auto first = h.add("a", "TEE");
    const auto twin = h.add("a", "TEE");  // in the same batch
    h.run_all();
    const auto later = h.add("a", "TEE");
    const auto other_body = h.submit(std::make_unique<AddItem>(h.header("a", 1), "JEAN"));
    Command::Header stranger = h.header("a");
    stranger.actor.principal = "somebody else";
    const auto other_principal = h.submit(std::make_unique<AddItem>(std::move(stranger), "COAT"));
    h.run_all();
    CHECK(*h.answers[first] == "TEE");
    CHECK(*h.answers[twin] == "TEE");
    CHECK(*h.answers[later] == "TEE");
    CHECK(h.reason(other_body) == Reason::request_id_reused);
    CHECK(*h.answers[other_principal] == "COAT");
    CHECK(h.engine.items.size() == 2);
}

// I1: one effect and one answer for a request, however often it comes. `fault` is what may be
// broken.
static bool repeats_are_harmless(void (*fault)(FakeEngine&)) {
    Harness h;
    fault(h.engine);
    const auto first = h.add("a", "TEE");
    h.run_all();
    const auto again = h.add("a", "TEE");
    h.run_all();
    return h.answers[again]->has_value() && **h.answers[again] == **h.answers[first] &&
           h.engine.commits == 1;
}

TEST_CASE("I1: the oracle of repeats trips when answers are lost") {
    CHECK(repeats_are_harmless([](FakeEngine&) {}));
    CHECK_FALSE(repeats_are_harmless([](FakeEngine& engine) { engine.forgets_answers = true; }));
}

// I2: the id of one request with the body of another is refused. The fault: no fingerprint is
// taken.
static bool other_bodies_are_refused(bool takes_fingerprint) {
    Harness h;
    h.add("a", "TEE");
    h.run_all();
    const auto other =
        h.submit(std::make_unique<AddItem>(h.header("a", takes_fingerprint ? 1 : 0), "JEAN"));
    h.run_all();
    return !h.answers[other]->has_value() && h.reason(other) == Reason::request_id_reused;
}

// I4: a refusal without changes is decided afresh. The fault: it is kept like an answer.
static bool refusals_are_decided_afresh(bool keeps_refusals) {
    Harness h;
    h.add("a", "TEE", [&](UnitOfWork&) -> Result<void> {
        Error refusal{Reason::insufficient_stock, "", {}, {}, {}, keeps_refusals};
        return fail(std::move(refusal));
    });
    h.run_all();
    const auto again = h.add("a", "TEE");
    h.run_all();
    return h.answers[again]->has_value();
}

// I6: nobody gets another principal's answer. The fault: everybody is taken for one.
static bool answers_are_their_principals(bool tells_principals_apart) {
    Harness h;
    h.add("a", "TEE");
    h.run_all();
    Command::Header stranger = h.header("a");
    if (tells_principals_apart) stranger.actor.principal = "somebody else";
    const auto theirs = h.submit(std::make_unique<AddItem>(std::move(stranger), "JEAN"));
    h.run_all();
    return h.answers[theirs]->has_value() && **h.answers[theirs] == "JEAN";
}

TEST_CASE("I2, I4, I6: each oracle holds, and trips under its own fault") {
    CHECK(other_bodies_are_refused(true));
    CHECK_FALSE(other_bodies_are_refused(false));
    CHECK(refusals_are_decided_afresh(false));
    CHECK_FALSE(refusals_are_decided_afresh(true));
    CHECK(answers_are_their_principals(true));
    CHECK_FALSE(answers_are_their_principals(false));
}

// D1, D4: no OK before the commit has happened.
static bool acknowledges_only_commits(FakeEngine::At at, FakeEngine::Kind kind) {
    Harness h;
    h.engine.fail_next(at, kind);
    const auto index = h.add("a", "TEE");
    h.run_all();
    return !h.answers[index]->has_value() || h.engine.items.contains(Sku::trusted("TEE"));
}

TEST_CASE("D1: whatever fails, an OK means that it is there") {
    for (const At at : {At::begin, At::load, At::flush, At::commit}) {
        for (const Fault kind :
             {Fault::conflict, Fault::constraint, Fault::full, Fault::unknown, Fault::fatal}) {
            CHECK(acknowledges_only_commits(at, kind));
        }
    }
}

SCENARIO("a refusal without changes keeps nothing and is decided afresh") {
    Harness h;
    const auto refused = h.add(
        "a", "TEE", [](UnitOfWork&) { return Result<void>(fail(Reason::insufficient_stock)); });
    h.run_all();
    CHECK(h.reason(refused) == Reason::insufficient_stock);
    CHECK(h.engine.commits == 0);
    const auto again = h.add("a", "TEE");
    h.run_all();
    CHECK(*h.answers[again] == "TEE");
}

SCENARIO("a refusal with changes commits them and its answer") {
    Harness h;
    const auto counted = [](UnitOfWork&) -> Result<void> {
        Error wrong{Reason::illegal_transition, "wrong code", {}, {}, {{"left", "4"}}, true};
        return fail(std::move(wrong));
    };
    const auto refused = h.add("a", "TEE", counted);
    h.run_all();
    const auto again = h.add("a", "TEE");
    h.run_all();
    CHECK(h.engine.items.contains(Sku::trusted("TEE")));
    CHECK(h.reason(refused) == Reason::illegal_transition);
    CHECK(h.reason(again) == Reason::illegal_transition);
    CHECK(h.answers[again]->error().metadata == h.answers[refused]->error().metadata);
}

SCENARIO("a dry run answers, changes nothing and uses up no request id") {
    Harness h;
    Command::Header dry = h.header("a");
    dry.validate_only = true;
    const auto tried = h.submit(std::make_unique<AddItem>(std::move(dry), "TEE"));
    h.run_all();
    CHECK(*h.answers[tried] == "TEE");
    CHECK(h.engine.commits == 0);
    const auto real = h.submit(std::make_unique<AddItem>(h.header("a", 9), "TEE"));
    h.run_all();
    CHECK(*h.answers[real] == "TEE");
}

SCENARIO("a poison command pays alone") {
    Harness h;
    WHEN("it breaks a contract") {
        const auto good = h.add("a", "TEE");
        const auto bad = h.add("b", "BAD", [](UnitOfWork& unit) {
            static_cast<void>(unit.items.find(Sku::trusted("never named")));
            return Result<void>();
        });
        const auto also_good = h.add("c", "JEAN");
        h.run_all();
        CHECK(*h.answers[good] == "TEE");
        CHECK(h.reason(bad) == Reason::internal_fault);
        CHECK(*h.answers[also_good] == "JEAN");
        THEN("its answer is not kept: once mended, the same request succeeds") {
            const auto mended = h.add("b", "BAD");
            h.run_all();
            CHECK(*h.answers[mended] == "BAD");
        }
    }
    WHEN("the store refuses what it writes") {
        h.engine.poison("BAD");
        const auto good = h.add("a", "TEE");
        const auto bad = h.add("b", "BAD");
        h.run_all();
        CHECK(*h.answers[good] == "TEE");
        CHECK(h.reason(bad) == Reason::internal_fault);
        CHECK_FALSE(h.engine.items.contains(Sku::trusted("BAD")));
    }
}

SCENARIO("a conflict at the flush re-runs the batch; a second one, its commands one by one") {
    Harness h;
    h.engine.fail_next(At::flush, Fault::conflict);
    const auto once = h.add("a", "TEE");
    h.run_all();
    CHECK(*h.answers[once] == "TEE");
    CHECK(h.engine.transactions == 2);
    h.engine.fail_next(At::flush, Fault::conflict);
    h.engine.fail_next(At::flush, Fault::conflict);
    const auto x = h.add("b", "JEAN");
    const auto y = h.add("c", "COAT");
    h.run_all();
    CHECK(*h.answers[x] == "JEAN");
    CHECK(*h.answers[y] == "COAT");
    CHECK(h.engine.transactions == 6);
}

SCENARIO("a connection lost at commit is settled through the request ids") {
    for (const bool committed : {false, true}) {
        Harness h;
        h.engine.fail_next(At::commit, Fault::unknown, committed);
        const auto index = h.add("a", "TEE");
        h.run_all();
        CHECK(*h.answers[index] == "TEE");
        CHECK(h.engine.commits == 1);
    }
}

SCENARIO("a full disk refuses the batch and nothing more") {
    for (const At at : {At::flush, At::commit}) {
        Harness h;
        h.engine.fail_next(at, Fault::full);
        const auto refused = h.add("a", "TEE");
        h.run_all();
        CHECK(h.reason(refused) == Reason::disk_full);
        CHECK(h.executor.is_healthy());
        const auto again = h.add("a", "TEE");
        h.run_all();
        CHECK(*h.answers[again] == "TEE");
    }
}

SCENARIO("a failed write ends all acknowledging") {
    Harness h;
    h.engine.fail_next(At::commit, Fault::fatal);
    const auto refused = h.add("a", "TEE");
    h.run_all();
    CHECK(h.reason(refused) == Reason::store_unavailable);
    CHECK_FALSE(h.executor.is_healthy());
    const auto after = h.add("b", "JEAN");
    CHECK(h.reason(after) == Reason::store_unavailable);
}

SCENARIO("after a failed write nothing that waits is begun any more") {
    Harness h({.queue_limit = 100, .batch_limit = 2, .replans = 3});
    h.engine.fail_next(At::commit, Fault::fatal);
    for (const char* sku : {"A", "B", "C", "D", "E"})
        h.add(sku, sku);
    h.run_all();
    CHECK(h.engine.transactions == 1);
    for (std::size_t i = 0; i < h.answers.size(); ++i)
        CHECK(h.reason(i) == Reason::store_unavailable);
}

SCENARIO("nor is one of a batch whose commands are run one by one") {
    Harness h;
    h.engine.fail_next(At::flush, Fault::constraint);
    h.engine.fail_next(At::commit, Fault::fatal);
    h.add("a", "TEE");
    h.add("b", "JEAN");
    h.run_all();
    CHECK(h.engine.commits == 0);
    CHECK(h.reason(1) == Reason::store_unavailable);
}

SCENARIO("contention is planned again three times, then given up") {
    Harness h;
    int runs = 0;
    const auto index = h.add("a", "TEE", [&](UnitOfWork&) {
        ++runs;
        return Result<void>(fail(Reason::stock_contention));
    });
    h.run_all();
    CHECK(runs == 4);
    CHECK(h.reason(index) == Reason::stock_contention);
    int second_runs = 0;
    const auto lucky = h.add("b", "TEE", [&](UnitOfWork&) {
        return ++second_runs < 3 ? Result<void>(fail(Reason::stock_contention)) : Result<void>();
    });
    h.run_all();
    CHECK(*h.answers[lucky] == "TEE");
}

SCENARIO("what is too late or too much is refused, and a stop answers everything") {
    Harness h({.queue_limit = 2, .batch_limit = 8, .replans = 3});
    Command::Header late = h.header("late");
    late.deadline = std::chrono::steady_clock::time_point::min();
    const auto too_late = h.submit(std::make_unique<AddItem>(std::move(late), "TEE"));
    h.add("a", "JEAN");
    const auto too_much = h.add("b", "COAT");
    CHECK(h.reason(too_much) == Reason::overloaded);
    h.run_all();
    CHECK(h.reason(too_late) == Reason::deadline_passed);
    CHECK_FALSE(h.engine.items.contains(Sku::trusted("TEE")));
    const auto waiting = h.add("c", "SHOE");
    h.executor.stop();
    CHECK(h.reason(waiting) == Reason::shutting_down);
    const auto after = h.add("d", "HAT");
    CHECK(h.reason(after) == Reason::shutting_down);
}

SCENARIO("time never runs backwards from one batch to the next") {
    Harness h;
    std::vector<Timestamp> times;
    const auto remember = [&](UnitOfWork& unit) {
        times.push_back(unit.now());
        return Result<void>();
    };
    h.add("a", "TEE", remember);
    h.run_all();
    h.clock.advance(-std::chrono::hours{1});
    h.add("b", "JEAN", remember);
    h.run_all();
    CHECK(times == std::vector{noon, noon});
}
