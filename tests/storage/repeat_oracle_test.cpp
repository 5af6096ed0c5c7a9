// Oracles of repeats that come at the worst time: while the first attempt runs (I3), and when its
// answer is no longer kept (I5). Each holds, and trips under faults of its own.
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "storage/batch_executor.hpp"
#include "tests/storage/fake_engine.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// Counts its executions; `meanwhile` happens in the middle of one.
class CountedAdd final : public Command {
public:
    CountedAdd(Header header, int& executions, std::function<void()> meanwhile)
        : Command(std::move(header)), executions_(executions), meanwhile_(std::move(meanwhile)) {}
    void name_keys(KeySet& keys) const override { keys.items.push_back(sku_); }
    Result<std::string> run(UnitOfWork& unit) override {
        ++executions_;
        if (meanwhile_) meanwhile_();
        if (unit.items.find(sku_) == nullptr) {
            Item added = item(sku_.str());
            unit.record({AggregateType::item, sku_.str()}, added.head, {}, {}, ItemCreated{added});
            unit.items.put(sku_, std::move(added));
        }
        return std::to_string(executions_);
    }

private:
    const Sku sku_ = Sku::trusted("TEE");
    int& executions_;
    std::function<void()> meanwhile_;
};

// I3: a repeat that comes while the first attempt runs never becomes a second execution.
bool a_twin_of_a_running_request_waits(bool answers_lag) {
    FakeEngine engine;
    engine.answers_lag = answers_lag;
    storage::SharedStockView view;
    ManualClock clock;
    storage::BatchExecutor executor(engine, view, clock, {});
    REQUIRE(executor.open().has_value());
    int executions = 0;
    std::vector<std::string> answers;
    const auto submit = [&](std::function<void()> meanwhile) {
        Command::Header header;
        header.actor = admin();
        header.method = "add";
        header.request_id = "one";
        executor.submit(std::make_unique<CountedAdd>(header, executions, std::move(meanwhile)),
                        [&](Result<std::string> answer) { answers.push_back(answer.value()); });
    };
    submit([&] { submit({}); });
    while (executor.step()) {
    }
    return executions == 1 && answers == std::vector<std::string>{"1", "1"};
}

void execute(const std::string& data_dir, const char* sql) {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open((data_dir + "/oms.db").c_str(), &handle) == SQLITE_OK);
    CHECK_MESSAGE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK,
                  sqlite3_errmsg(handle));
    sqlite3_close(handle);
}

// I5: without the kept answers, external id and cart id still prevent a second effect. `lost` is
// what may get lost beside the answers.
bool natural_keys_outlive_the_answers(const char* lost) {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 20);
    const Command::Header header = shop.header("place");
    const auto by_external = OrderRequestBuilder{}.external("W-1").line("TEE", 2).build();
    const auto of_cart = [](const char* external) {
        return OrderRequestBuilder{}.external(external).cart("C-1").line("TEE", 4).build();
    };
    REQUIRE(shop.place(header, by_external));
    REQUIRE(shop.place(of_cart("W-2")));
    REQUIRE(shop.hold("C-2", "TEE", 3));
    shop.store.reset();
    execute(shop.options.data_dir, "DELETE FROM kept_answers; DELETE FROM answer_batches");
    if (lost != nullptr) execute(shop.options.data_dir, lost);
    shop.reopen();

    const auto refused = [&](const Result<std::string>& answer, Reason reason) {
        return !answer && answer.error().reason == reason;
    };
    const bool same_order = refused(shop.place(header, by_external), Reason::order_exists);
    const bool same_cart = refused(shop.place(of_cart("W-3")), Reason::order_exists);
    const bool same_hold = refused(shop.hold("C-2", "TEE", 3), Reason::cart_hold_exists);
    return same_order && same_cart && same_hold && shop.level("TEE", "W1").reserved == 9;
}

}  // namespace

TEST_CASE("I3: a repeat while the first attempt runs waits for its answer") {
    CHECK(a_twin_of_a_running_request_waits(false));
    CHECK_FALSE(a_twin_of_a_running_request_waits(true));
}

TEST_CASE("I3: of many repeats at once exactly one is carried out") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 100);
    const Command::Header header = shop.header("place");
    std::vector<std::future<Result<std::string>>> answers;
    for (int i = 0; i < 50; ++i) {
        answers.push_back(shop.submit(std::make_unique<orders::PlaceOrder>(
            header, OrderRequestBuilder{}.line("TEE", 1).build(), shop.sourcing, encode_order)));
    }
    const std::string first = answers.front().get().value();
    for (std::size_t i = 1; i < answers.size(); ++i)
        CHECK(answers[i].get().value() == first);
    CHECK(shop.level("TEE", "W1").reserved == 1);
}

TEST_CASE("I5: natural keys hold when kept answers are gone, and the oracle trips without them") {
    CHECK(natural_keys_outlive_the_answers(nullptr));
    CHECK_FALSE(
        natural_keys_outlive_the_answers("UPDATE orders SET external_id = 'lost ' || external_id"));
    CHECK_FALSE(natural_keys_outlive_the_answers("UPDATE orders SET cart_id = NULL"));
    CHECK_FALSE(natural_keys_outlive_the_answers("DELETE FROM cart_holds"));
}
