// A count that finds too few, against whoever works with the same units at the same moment: in both
// orders and at once. Nobody's units are lost, and the store verifies.
#include <array>

#include <doctest/doctest.h>

#include "services/common/timer_commands.hpp"
#include "services/fulfillment/refusing.hpp"
#include "services/fulfillment/task_commands.hpp"
#include "services/inventory/post_movements.hpp"
#include "tests/support/race.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// A store with two orders of one unit each, on two units.
class CountRace : public StoreFixture {
public:
    CountRace() {
        create(channel("web"));
        create(warehouse("W1"));
        Location at_once = store_location("S1");
        at_once.fulfillment.release = ReleaseMode::at_once;
        create(at_once);
        receive("TEE", "S1", 2);
        older = order_of("A");
        clock.advance(std::chrono::minutes{1});
        newer = order_of("B");
    }

    std::string order_of(const std::string& external) {
        return place(OrderRequestBuilder{}.external(external).line("TEE", 1).build()).value();
    }
    FulfillmentOrder task_of(const std::string& placed) {
        TaskQuery query;
        query.order_id = order(placed).order_id;
        return read<Result<std::vector<FulfillmentOrder>>>([&](ReadSession& session) {
                   return session.fulfillment_orders(query, header().actor);
               })
            .value()
            .at(0);
    }
    std::unique_ptr<Command> count(std::int64_t units) {
        return std::make_unique<inventory::RecordCount>(
            header("count"), StockKey{Sku::trusted("TEE"), LocationId::trusted("S1")}, units,
            "stock_take", [](const StockRow&, std::int64_t) { return std::string(); });
    }
    std::unique_ptr<Command> reserve() {
        return std::make_unique<orders::PlaceOrder>(
            header("place"), OrderRequestBuilder{}.external("C").line("TEE", 1).build(), sourcing,
            encode_order);
    }
    // What the due timer of the shelf becomes.
    std::unique_ptr<Command> resolve() {
        return read<Result<std::unique_ptr<Command>>>(
                   [&](ReadSession& session) -> Result<std::unique_ptr<Command>> {
                       OMS_TRY(const std::vector<Timer> due, session.due_timers(clock.now(), 100));
                       for (const Timer& timer : due) {
                           if (timer.kind == TimerKind::resolve_shortage)
                               return command_of(timer, 1, session, sourcing);
                       }
                       return fail(Reason::internal_fault, "no shelf is due");
                   })
            .value();
    }
    template <class TheCommand, class... Given>
    std::unique_ptr<Command> on_task(const FulfillmentOrder& task, Given&&... given) {
        return std::make_unique<TheCommand>(
            header(), fulfilling::TaskRequest{task.fulfillment_order_id, 0, "who"},
            std::forward<Given>(given)...,
            [](const FulfillmentOrder&, const Order&) { return std::string(); });
    }
    std::unique_ptr<Command> pick(const FulfillmentOrder& task) {
        return on_task<fulfilling::PickGoods>(task, std::vector<Scan>{
                                                        {"", Sku::trusted("TEE"), 1}
        });
    }
    void start(const FulfillmentOrder& task) {
        REQUIRE(run(on_task<fulfilling::AcceptTask>(task)));
        REQUIRE(run(on_task<fulfilling::StartPicking>(task)));
    }
    std::int64_t units(const std::string& placed, UnitState state) {
        return order(placed).lines.at(0).quantities.in(state);
    }

    std::string older;
    std::string newer;
};

}  // namespace

TEST_CASE("reserve and count: a new order never has a unit that an older one has to give up") {
    for (const Sequence sequence : sequences) {
        CountRace race;
        race.receive("TEE", "S1", 1);
        const auto [counted, placed] = run_both(race, race.count(2), race.reserve(), sequence);
        REQUIRE(counted);
        if (!placed) CHECK(placed.error().reason == Reason::insufficient_stock);
        race.settle();
        const StockLevel level = race.level("TEE", "S1");
        CHECK(level.on_hand == 2);
        CHECK(level.reserved == 2);
        CHECK(level.short_quantity == 0);
        CHECK(race.units(race.older, UnitState::allocated) == 1);
        CHECK(race.units(race.newer, UnitState::allocated) == 1);
        // Placed in time, it waits like everybody without stock.
        if (placed) CHECK(race.units(*placed, UnitState::backordered) == 1);
        CHECK(race.verify().empty());
    }
}

TEST_CASE("count and pick: what was picked first stays, else the older order keeps the unit") {
    for (const Sequence sequence : sequences) {
        CountRace race;
        const FulfillmentOrder task = race.task_of(race.newer);
        race.start(task);
        const auto [counted, picked] = run_both(race, race.count(1), race.pick(task), sequence);
        REQUIRE(counted);
        // The count is a transaction of its own: a pick that comes before its consequences counts.
        REQUIRE(picked);
        race.settle();
        CHECK(race.units(race.newer, UnitState::picking) == 1);
        CHECK(race.units(race.older, UnitState::backordered) == 1);
        CHECK(race.level("TEE", "S1").reserved == 1);
        CHECK(race.level("TEE", "S1").short_quantity == 0);
        CHECK(race.verify().empty());
    }
}

TEST_CASE("the consequences of a count and a pick: whoever is first, one order has the unit") {
    for (const Sequence sequence : sequences) {
        CountRace race;
        const FulfillmentOrder task = race.task_of(race.newer);
        race.start(task);
        REQUIRE(race.run(race.count(1)));
        const auto [resolved, picked] = run_both(race, race.resolve(), race.pick(task), sequence);
        REQUIRE(resolved);
        race.settle();
        const bool has_unit = race.units(race.newer, UnitState::picking) == 1;
        CHECK(has_unit == picked.has_value());
        if (!picked) CHECK(picked.error().reason == Reason::illegal_transition);
        CHECK(race.units(has_unit ? race.older : race.newer, UnitState::backordered) == 1);
        CHECK(race.level("TEE", "S1").reserved == 1);
        CHECK(race.level("TEE", "S1").short_quantity == 0);
        CHECK(race.verify().empty());
    }
}
