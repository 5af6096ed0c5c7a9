// A task that several stores may accept, and what happens to it at the same moment: in both orders,
// and at once. Exactly one has it, its units are reserved at one location, and the store verifies.
#include <doctest/doctest.h>

#include "services/fulfillment/giving_back.hpp"
#include "services/fulfillment/refusing.hpp"
#include "services/inventory/post_movements.hpp"
#include "tests/support/race.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

WorkLimit one_parcel_at(const char* location) {
    return {
        {LocationId::trusted(location), WorkKind::shipping, 20515, ""},
        {CapacityMeasure::parcels,                           1                                            }
    };
}

// Everything comes from S1, and is offered to S2 and S3 as well.
class OfferingSourcing final : public Sourcing {
public:
    Result<SourcingPlan> plan(const Demand& demand, const PlanningView& view) const override {
        SourcingPlan plan;
        OrderParcel parcel;
        parcel.location_id = LocationId::trusted("S1");
        parcel.carriage = Carriage::carrier;
        parcel.service_id = "standard";
        parcel.ship_date = "2026-03-03";
        parcel.order_by = view.now;
        parcel.promised_by = view.now + std::chrono::hours{48};
        parcel.work.push_back(one_parcel_at("S1").key);
        plan.limits.push_back(one_parcel_at("S1"));
        for (const DemandLine& line : demand.lines) {
            plan.units.push_back({
                line.line_no, {line.sku, parcel.location_id},
                 line.quantity
            });
            parcel.units.push_back({line.line_no, line.quantity});
        }
        for (const char* store : {"S2", "S3"})
            parcel.offers.push_back({LocationId::trusted(store),
                                     "by bicycle",
                                     "2026-03-03",
                                     parcel.order_by,
                                     parcel.promised_by,
                                     {one_parcel_at(store)}});
        plan.parcels.push_back(std::move(parcel));
        plan.record = std::make_shared<const RoutingRecord>();
        return plan;
    }
};

class OfferRace : public StoreFixture {
public:
    OfferRace() {
        create(channel("web"));
        for (const char* shop : {"S1", "S2", "S3"}) {
            Location at_once = store_location(shop);
            at_once.fulfillment.release = ReleaseMode::at_once;
            create(at_once);
            receive("TEE", shop, 2);
        }
        placed = buy("W-1");
        REQUIRE(is_offered(task()));
    }

    std::string buy(const char* external_id) {
        OrderRequestBuilder builder;
        builder.external(external_id).line("TEE", 2);
        const Answer answer = run(std::make_unique<orders::PlaceOrder>(
            header("place"), builder.build(), offering, encode_order));
        REQUIRE(answer);
        return *answer;
    }
    FulfillmentOrder task() {
        TaskQuery query;
        query.order_id = order(placed).order_id;
        return read<Result<std::vector<FulfillmentOrder>>>(
                   [&](ReadSession& session) { return session.fulfillment_orders(query, admin()); })
            .value()
            .at(0);
    }
    std::unique_ptr<Command> claim(const char* shop) {
        return std::make_unique<fulfilling::AcceptTask>(
            header(), fulfilling::TaskRequest{task().fulfillment_order_id, 0, "who"},
            LocationId::trusted(shop),
            [](const FulfillmentOrder&, const Order&) { return std::string(); });
    }
    std::unique_ptr<Command> cancel_it() {
        orders::CancelRequest request;
        request.order_id = order(placed).order_id;
        return std::make_unique<orders::CancelOrder>(
            header("cancel"), request,
            [](const Order&, const std::vector<ParcelUnits>&) { return std::string(); });
    }
    std::unique_ptr<Command> post(const char* shop, LedgerKind kind, std::int64_t units) {
        LedgerEntry entry;
        entry.key = {Sku::trusted("TEE"), LocationId::trusted(shop)};
        entry.kind = kind;
        entry.on_hand_change = -units;
        return std::make_unique<inventory::PostMovements>(
            header("post"), std::vector<LedgerEntry>{entry},
            [](const std::vector<StockRow>&) { return std::string(); });
    }
    std::unique_ptr<Command> time_out() {
        const FulfillmentOrder silent = task();
        clock.set(*silent.accept_by);
        return std::make_unique<fulfilling::WithdrawTask>(
            header("timer"), Timer{*silent.accept_by, TimerKind::acceptance_timeout,
                                   silent.fulfillment_order_id.str()});
    }
    // Whose units are reserved; "": nobody's. Never more than one location.
    std::string owner() {
        std::string found;
        for (const char* shop : {"S1", "S2", "S3"}) {
            const std::int64_t reserved = level("TEE", shop).reserved;
            if (reserved == 0) continue;
            CHECK(reserved == 2);
            CHECK(found.empty());
            found = shop;
        }
        return found;
    }

    OfferingSourcing offering;
    std::string placed;

protected:
    // What is withdrawn finds nobody else.
    const Sourcing& timer_sourcing() const override { return sourcing; }
};

void check_told(const Answer& answer, const std::string& owner) {
    REQUIRE_FALSE(answer);
    CHECK(answer.error().reason == Reason::illegal_transition);
    REQUIRE(answer.error().metadata.size() == 1);
    CHECK(answer.error().metadata[0].second == owner);
}

}  // namespace

TEST_CASE("two claims: one store has the task, the other is told which") {
    for (const char* other : {"S1", "S3"}) {
        for (const Sequence sequence : sequences) {
            OfferRace race;
            const auto [one, two] = run_both(race, race.claim("S2"), race.claim(other), sequence);
            REQUIRE(one.has_value() != two.has_value());
            const std::string owner = one ? "S2" : other;
            CHECK(race.owner() == owner);
            CHECK(race.task().location_id.str() == owner);
            CHECK(race.task().state == FulfillmentState::accepted);
            // Who it was planned at finds it accepted, by itself or by another.
            if (owner != "S1") check_told(one ? two : one, owner);
            CHECK(race.order(race.placed).parcels.at(0).location_id.str() == owner);
            CHECK(race.verify().empty());
        }
    }
}

TEST_CASE("claim and time-out: the task is somebody's or is taken away from all") {
    for (const Sequence sequence : sequences) {
        OfferRace race;
        std::unique_ptr<Command> late = race.time_out();
        const auto [claimed, withdrawn] =
            run_both(race, race.claim("S3"), std::move(late), sequence);
        CHECK(withdrawn.has_value());
        CHECK(race.owner() == (claimed ? "S3" : ""));
        CHECK(race.task().state ==
              (claimed ? FulfillmentState::accepted : FulfillmentState::rejected));
        CHECK(race.order(race.placed).exclusions.size() == (claimed ? 0 : 3));
        race.settle();
        CHECK(race.owner() == (claimed ? "S3" : ""));
        CHECK(race.verify().empty());
    }
}

TEST_CASE(
    "claim and cancel: what is asked back is claimed by nobody, what is claimed is asked for") {
    for (const Sequence sequence : sequences) {
        OfferRace race;
        const auto [claimed, canceled] =
            run_both(race, race.claim("S2"), race.cancel_it(), sequence);
        REQUIRE(canceled);
        CHECK(race.owner() == (claimed ? "S2" : "S1"));
        race.clock.advance(std::chrono::minutes{11});
        race.settle();
        CHECK(race.owner() == "");
        CHECK(order_status(race.order(race.placed)) == OrderStatus::canceled);
        CHECK(race.verify().empty());
    }
}

TEST_CASE("claim and sale: the last units go one way, and a claim without units changes nothing") {
    for (const Sequence sequence : sequences) {
        OfferRace race;
        const auto [claimed, sold] =
            run_both(race, race.claim("S2"), race.post("S2", LedgerKind::sold, 1), sequence);
        REQUIRE(claimed.has_value() != sold.has_value());
        CHECK((claimed ? sold : claimed).error().reason == Reason::insufficient_stock);
        CHECK(race.owner() == (claimed ? "S2" : "S1"));
        CHECK(is_offered(race.task()) == !claimed);
        if (!claimed) CHECK(race.run(race.claim("S3")));
        CHECK(race.verify().empty());
    }
}

TEST_CASE(
    "claim and damage: a store whose goods are broken loses the task again, or never has it") {
    for (const Sequence sequence : sequences) {
        OfferRace race;
        const auto [claimed, broken] =
            run_both(race, race.claim("S2"), race.post("S2", LedgerKind::adjusted, 1), sequence);
        REQUIRE(broken);
        CHECK(race.level("TEE", "S2").on_hand == 1);
        if (!claimed) CHECK(claimed.error().reason == Reason::insufficient_stock);
        CHECK(race.level("TEE", "S2").short_quantity == (claimed ? 1 : 0));
        race.settle();
        CHECK(race.level("TEE", "S2").short_quantity == 0);
        CHECK(race.level("TEE", "S2").reserved <= 1);
        CHECK(race.verify().empty());
    }
}

TEST_CASE("a store whose day is full does not get the task, which stays offered") {
    OfferRace race;
    REQUIRE(race.run(race.claim("S2")));
    const std::string first = race.placed;
    // S1 has its day free again, and its goods.
    race.placed = race.buy("W-2");
    race.receive("TEE", "S2", 2);
    const Answer full = race.run(race.claim("S2"));
    REQUIRE_FALSE(full);
    CHECK(full.error().reason == Reason::stock_contention);
    CHECK(is_offered(race.task()));
    CHECK(race.level("TEE", "S1").reserved == 2);
    CHECK(race.run(race.claim("S3")));
    CHECK(race.verify().empty());
}
