#include <doctest/doctest.h>
#include <sqlite3.h>

#include "services/effects/settle_effect.hpp"
#include "tests/support/store_fixture.hpp"

namespace oms {
namespace {

using effects::Outcome;
using effects::SettleEffect;
using testing::StoreFixture;

// A canceled order, of which the customer is to be told.
struct Canceled : StoreFixture {
    Canceled() {
        receive("TEE", "W1", 5);
        create(testing::channel("web"));
        const Order placed =
            order(place(testing::OrderRequestBuilder().line("TEE", 2).build()).value());
        REQUIRE(cancel(placed.order_id));
        id = placed.order_id;
    }
    std::vector<Effect> due(Timestamp until) {
        return read<Result<std::vector<Effect>>>([&](ReadSession& session) {
                   return session.due_effects(EffectKind::notice, until, 10);
               })
            .value();
    }
    std::vector<Effect> all(EffectState state) {
        Actor everybody;
        everybody.channels = ScopeSet<ChannelId>::all();
        EffectQuery query;
        query.state = state;
        return read<Result<std::vector<Effect>>>(
                   [&](ReadSession& session) { return session.effects(query, everybody); })
            .value();
    }
    void settle_with(const OperationId& operation, Outcome outcome) {
        REQUIRE(run(std::make_unique<SettleEffect>(header(), operation, std::move(outcome))));
    }
    OrderId id;
};

}  // namespace

TEST_CASE("an effect is written with its change, once, and settled once") {
    Canceled shop;
    const std::vector<Effect> due = shop.due(shop.clock.now());
    REQUIRE(due.size() == 1);
    CHECK(due[0].order_id == shop.id);
    CHECK(due[0].topic == "order_canceled");
    const OperationId operation = due[0].operation_id;

    shop.settle_with(operation, {EffectAction::postpone, "GATEWAY_UNAVAILABLE", {}});
    CHECK(shop.due(shop.clock.now()).empty());
    CHECK(shop.due(shop.clock.now() + std::chrono::seconds(5)).at(0).attempts == 1);
    shop.reopen();
    CHECK(shop.due(shop.clock.now() + std::chrono::seconds(5)).size() == 1);

    int changed = 0;
    const auto count = [&](UnitOfWork&, const Effect& effect) -> Result<void> {
        CHECK(effect.state == EffectState::done);
        ++changed;
        return {};
    };
    shop.settle_with(operation, {EffectAction::succeed, {}, count});
    // A second answer of the gateway comes too late to change anything.
    shop.settle_with(operation, {EffectAction::succeed, {}, count});
    shop.settle_with(operation, {EffectAction::fail, "GATEWAY_REFUSED", {}});
    CHECK(changed == 1);
    CHECK(shop.due(Timestamp::max()).empty());
    CHECK(shop.all(EffectState::failed).empty());
    CHECK(shop.verify().empty());
}

TEST_CASE("what its success cannot change leaves an effect as due as before") {
    Canceled shop;
    const OperationId operation = shop.due(shop.clock.now()).at(0).operation_id;
    const auto refuse = [](UnitOfWork&, const Effect&) -> Result<void> {
        return fail(Reason::illegal_transition, "too late");
    };
    CHECK_FALSE(shop.run(std::make_unique<SettleEffect>(
        shop.header(), operation, Outcome{EffectAction::succeed, {}, refuse})));
    CHECK(shop.due(shop.clock.now()).size() == 1);
    CHECK(shop.verify().empty());
}

TEST_CASE("a failed effect is listed, and due again when a person says so") {
    Canceled shop;
    const OperationId operation = shop.due(shop.clock.now()).at(0).operation_id;
    shop.settle_with(operation, {EffectAction::fail, "GATEWAY_REFUSED", {}});
    REQUIRE(shop.all(EffectState::failed).size() == 1);
    shop.clock.advance(std::chrono::hours(1));
    const auto encode = [](const Effect& effect) { return std::string(enum_text(effect.state)); };
    const auto change = [&](EffectAction action) {
        return shop.run(
            std::make_unique<effects::ChangeEffect>(shop.header(), operation, action, encode));
    };
    CHECK(change(EffectAction::retry).value() == "due");
    CHECK(change(EffectAction::retry).error().reason == Reason::illegal_transition);
    CHECK(shop.due(shop.clock.now()).size() == 1);
    CHECK(change(EffectAction::cancel).value() == "canceled");
    CHECK(shop.due(Timestamp::max()).empty());
    CHECK(shop.verify().empty());
}

TEST_CASE("verify finds an effect that is stored otherwise than told") {
    Canceled shop;
    shop.store->stop();
    sqlite3* file = nullptr;
    REQUIRE(sqlite3_open((shop.options.data_dir + "/oms.db").c_str(), &file) == SQLITE_OK);
    REQUIRE(sqlite3_exec(
                file, "UPDATE effects SET body = replace(body, 'order_canceled', 'pickup_ready')",
                nullptr, nullptr, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_changes(file) == 1);
    sqlite3_close(file);
    shop.reopen();
    const std::vector<Finding> findings = shop.verify();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].invariant == "E2");
}

TEST_CASE("pauses between attempts double up to a quarter of an hour") {
    CHECK(effect_pause(1) == std::chrono::seconds(5));
    CHECK(effect_pause(2) == std::chrono::seconds(10));
    CHECK(effect_pause(9) == std::chrono::minutes(15));
    CHECK(effect_pause(1'000'000) == std::chrono::minutes(15));
}

}  // namespace oms
