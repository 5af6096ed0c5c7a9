// Pairs of commands that want opposite things at the same moment: one after the other in both
// orders, and both at once. Exactly one wins, the other is told so, and the store verifies.
#include <doctest/doctest.h>

#include "services/fulfillment/giving_back.hpp"
#include "services/fulfillment/refusing.hpp"
#include "services/inventory/post_movements.hpp"
#include "services/pickups/pickup_commands.hpp"
#include "tests/support/race.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// A store that has one order in work.
class Race : public StoreFixture {
public:
    Race() {
        create(channel("web"));
        Location at_once = store_location("S1");
        at_once.fulfillment.release = ReleaseMode::at_once;
        create(at_once);
        receive("TEE", "S1", 5);
    }

    void begin(bool for_pickup) {
        OrderRequestBuilder builder;
        if (for_pickup) {
            builder.pickup("TEE", 1, "S1");
        } else {
            builder.line("TEE", 1);
        }
        placed = *place(builder.build());
    }
    FulfillmentOrder task() {
        TaskQuery query;
        query.order_id = order(placed).order_id;
        return read<Result<std::vector<FulfillmentOrder>>>([&](ReadSession& session) {
                   return session.fulfillment_orders(query, header().actor);
               })
            .value()
            .at(0);
    }
    Pickup pickup() {
        PickupQuery query;
        query.order_id = order(placed).order_id;
        return read<Result<std::vector<Pickup>>>(
                   [&](ReadSession& session) { return session.pickups(query, header().actor); })
            .value()
            .at(0);
    }
    template <class TheCommand, class... Given>
    std::unique_ptr<Command> on_task(Given&&... given) {
        return std::make_unique<TheCommand>(
            header(), fulfilling::TaskRequest{task().fulfillment_order_id, 0, "who"},
            std::forward<Given>(given)...,
            [](const FulfillmentOrder&, const Order&) { return std::string(); });
    }
    std::unique_ptr<Command> cancel_it() {
        orders::CancelRequest request;
        request.order_id = order(placed).order_id;
        return std::make_unique<orders::CancelOrder>(
            header("cancel"), request,
            [](const Order&, const std::vector<ParcelUnits>&) { return std::string(); });
    }
    std::unique_ptr<Command> collect() {
        pickups::HandoverRequest handover;
        handover.identity_checked = true;
        handover.reason = "known to the clerk";
        return std::make_unique<pickups::CollectPickup>(
            header(), pickups::PickupRequest{pickup().pickup_id, 0}, handover,
            [](const Pickup&, const Order&) { return std::string(); });
    }
    void pick() {
        REQUIRE(run(on_task<fulfilling::AcceptTask>()));
        REQUIRE(run(on_task<fulfilling::StartPicking>()));
        REQUIRE(run(on_task<fulfilling::PickGoods>(std::vector<Scan>{
            {"", Sku::trusted("TEE"), 1}
        })));
    }
    void pack() {
        pick();
        REQUIRE(run(on_task<fulfilling::PackTask>(std::vector<fulfilling::PackedParcel>{})));
    }
    void make_ready() {
        pick();
        REQUIRE(run(on_task<fulfilling::MakeReady>()));
    }
    std::unique_ptr<Command> ship() {
        return on_task<fulfilling::ShipTask>(std::vector<fulfilling::TrackingNumber>{});
    }

    // The store gives the task back, and its units come from elsewhere.
    std::unique_ptr<Command> reroute() {
        return on_task<fulfilling::RejectTask>(fulfilling::Refusal{RefusalReason::too_busy, {}});
    }
    std::unique_ptr<Command> pick_confirm() {
        return on_task<fulfilling::PickGoods>(std::vector<Scan>{
            {"", Sku::trusted("TEE"), 1}
        });
    }
    std::unique_ptr<Command> count(std::int64_t units) {
        return std::make_unique<inventory::RecordCount>(
            header("count"), StockKey{Sku::trusted("TEE"), LocationId::trusted("S1")}, units,
            "count", [](const StockRow&, std::int64_t) { return std::string(); });
    }
    std::unique_ptr<Command> buy(std::int64_t units, const char* external_id = "first") {
        OrderRequestBuilder builder;
        builder.external(external_id).line("TEE", units);
        return std::make_unique<orders::PlaceOrder>(header("place"), builder.build(), sourcing,
                                                    encode_order);
    }

    std::string placed;
};

void check_refused(const Answer& answer) {
    REQUIRE_FALSE(answer);
    CHECK(answer.error().reason == Reason::illegal_transition);
}

}  // namespace

TEST_CASE("cancel and ship: what is asked back does not leave, what has left is not asked back") {
    for (const Sequence sequence : sequences) {
        Race race;
        race.begin(false);
        race.pack();
        const auto [canceled, shipped] = run_both(race, race.cancel_it(), race.ship(), sequence);
        CHECK(canceled.has_value() != shipped.has_value());
        check_refused(canceled ? shipped : canceled);
        CHECK(race.level("TEE", "S1").on_hand == (shipped ? 4 : 5));
        if (canceled) {
            REQUIRE(race.run(race.on_task<fulfilling::AnswerCancel>(true)));
            CHECK(order_status(race.order(race.placed)) == OrderStatus::canceled);
        }
        const Order order = race.order(race.placed);
        REQUIRE(order.payments_due.size() == 1);
        CHECK(order.payments_due[0].kind ==
              (shipped ? DueKind::capture : DueKind::void_authorization));
        CHECK(race.verify().empty());
    }
}

TEST_CASE("cancel and pick: who begins first is asked, who is asked does not begin") {
    for (const Sequence sequence : sequences) {
        Race race;
        race.begin(false);
        REQUIRE(race.run(race.on_task<fulfilling::AcceptTask>()));
        const auto [canceled, started] =
            run_both(race, race.cancel_it(), race.on_task<fulfilling::StartPicking>(), sequence);
        REQUIRE(canceled);
        const FulfillmentOrder task = race.task();
        CHECK(task.state == FulfillmentState::cancel_requested);
        // Ten minutes of silence grant it only when nobody has begun.
        CHECK(task.cancel_by.has_value() != started.has_value());
        if (!started) check_refused(started);
        race.clock.advance(std::chrono::minutes{11});
        race.settle();
        CHECK(order_status(race.order(race.placed)) ==
              (started ? OrderStatus::placed : OrderStatus::canceled));
        CHECK(race.verify().empty());
    }
}

TEST_CASE("two tills hand over the same pickup: one of them does") {
    for (const Sequence sequence : sequences) {
        Race race;
        race.begin(true);
        race.make_ready();
        const auto [one, two] = run_both(race, race.collect(), race.collect(), sequence);
        CHECK(one.has_value() != two.has_value());
        check_refused(one ? two : one);
        CHECK(race.level("TEE", "S1").on_hand == 4);
        CHECK(race.pickup().handovers.size() == 1);
        CHECK(race.order(race.placed).payments_due.size() == 1);
        CHECK(race.verify().empty());
    }
}

TEST_CASE("handover and expiry: the customer who stands there gets the goods, once") {
    for (const Sequence sequence : sequences) {
        Race race;
        race.begin(true);
        race.make_ready();
        const Timestamp until = *race.pickup().hold_until;
        race.clock.set(until);
        const Timer timer{until, TimerKind::pickup_expiry, race.pickup().pickup_id.str()};
        const auto [collected, expired] =
            run_both(race, race.collect(),
                     std::make_unique<pickups::PickupTimer>(race.header("timer"), timer), sequence);
        CHECK(collected.has_value());
        CHECK(expired.has_value());
        CHECK(race.pickup().state == PickupState::collected);
        CHECK(race.level("TEE", "S1").on_hand == 4);
        CHECK(race.verify().empty());
    }
}

TEST_CASE("handover and put-back of an expired pickup: the goods go one way") {
    for (const Sequence sequence : sequences) {
        Race race;
        race.begin(true);
        race.make_ready();
        race.clock.set(*race.pickup().hold_until);
        race.settle();
        const auto [collected, back] =
            run_both(race, race.collect(), race.on_task<fulfilling::PutBack>(), sequence);
        CHECK(collected.has_value() != back.has_value());
        check_refused(collected ? back : collected);
        CHECK(race.level("TEE", "S1").on_hand == (collected ? 4 : 5));
        CHECK(race.level("TEE", "S1").reserved == 0);
        CHECK(race.verify().empty());
    }
}

TEST_CASE("acceptance and its time-out: the task is the store's or is taken away") {
    for (const Sequence sequence : sequences) {
        Race race;
        race.begin(false);
        const FulfillmentOrder task = race.task();
        REQUIRE(task.accept_by);
        race.clock.set(*task.accept_by);
        const Timer timer{*task.accept_by, TimerKind::acceptance_timeout,
                          task.fulfillment_order_id.str()};
        const auto [accepted, withdrawn] = run_both(
            race, race.on_task<fulfilling::AcceptTask>(),
            std::make_unique<fulfilling::WithdrawTask>(race.header("timer"), timer), sequence);
        CHECK(withdrawn.has_value());
        CHECK(race.task().state ==
              (accepted ? FulfillmentState::accepted : FulfillmentState::rejected));
        if (!accepted) check_refused(accepted);
        race.settle();
        CHECK(race.level("TEE", "S1").reserved == (accepted ? 1 : 0));
        CHECK(race.verify().empty());
    }
}

TEST_CASE("reroute and pick: the unit is picked here or planned elsewhere, never both") {
    for (const Sequence sequence : sequences) {
        Race race;
        race.create(store_location("S2"));
        race.receive("TEE", "S2", 5);
        race.begin(false);
        const LocationId here = race.task().location_id;
        REQUIRE(race.run(race.on_task<fulfilling::AcceptTask>()));
        REQUIRE(race.run(race.on_task<fulfilling::StartPicking>()));
        const auto [rerouted, picked] =
            run_both(race, race.reroute(), race.pick_confirm(), sequence);
        CHECK((rerouted.has_value() || picked.has_value()));
        if (!rerouted) check_refused(rerouted);
        if (!picked) check_refused(picked);
        race.settle();
        const Order order = race.order(race.placed);
        const std::string there = here.str() == "S1" ? "S2" : "S1";
        CHECK(race.level("TEE", here.str()).reserved == (rerouted ? 0 : 1));
        CHECK(race.level("TEE", there).reserved == (rerouted ? 1 : 0));
        CHECK(order.lines[0].quantities.in(UnitState::picking) == (rerouted ? 0 : 1));
        CHECK(race.verify().empty());
    }
}

TEST_CASE("sale and stock count: what is counted is sold once, whichever comes first") {
    for (const std::int64_t counted : {2, 0}) {
        for (const Sequence sequence : sequences) {
            Race race;
            const auto [recorded, sold] =
                run_both(race, race.count(counted), race.buy(2), sequence);
            REQUIRE(recorded);
            if (!sold) CHECK(sold.error().reason == Reason::insufficient_stock);
            CHECK(race.level("TEE", "S1").on_hand == counted);
            // Counted first, more than that is not sold; sold first, the units are promised.
            if (sequence == Sequence::first_then_second) CHECK(sold.has_value() == (counted == 2));
            if (sequence == Sequence::second_then_first) CHECK(sold.has_value());
            // And nobody is sold a unit of them again.
            Result<std::string> again = race.run(race.buy(3, "more"));
            REQUIRE_FALSE(again);
            CHECK(again.error().reason == Reason::insufficient_stock);
            race.settle();
            CHECK(race.verify().empty());
        }
    }
}
