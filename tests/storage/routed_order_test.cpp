#include <stdexcept>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fulfillment/routing_inputs.hpp"
#include "tests/support/routing_shop.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

std::string words(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings)
        text += fmt::format("{} {}: {}\n", finding.invariant, finding.subject, finding.description);
    return text;
}

OrderRequestBuilder order(const char* external, const char* sku, std::int64_t units) {
    return OrderRequestBuilder{}.external(external).line(sku, units);
}

}  // namespace

SCENARIO("an order is routed from where it costs least, and says why") {
    RoutingShop shop;
    shop.stock("W1", "TEE", 5);
    shop.stock("S2", "TEE", 3);
    shop.stock("S2", "JEAN", 2);
    shop.stock("S1", "TEE", 4);
    shop.stock("S1", "JEAN", 4);
    const auto answer =
        shop.route(to_france(OrderRequestBuilder{}.line("TEE", 1).line("JEAN", 1), "69003"));
    REQUIRE(answer);
    const Order placed = shop.order(*answer);
    REQUIRE(placed.parcels.size() == 1);
    const OrderParcel& parcel = placed.parcels[0];
    CHECK(parcel.location_id.str() == "S2");
    CHECK(parcel.service_id == "parcel-store");
    CHECK(parcel.ship_date == "2026-03-03");
    CHECK(paris_date(parcel.promised_by) == "2026-03-05");
    CHECK(parcel.units == std::vector<ParcelUnits>{
                              {1, 1},
                              {2, 1}
    });
    CHECK(shop.level("JEAN", "S2").reserved == 1);

    const auto decisions = shop.decisions(placed.order_id);
    REQUIRE(decisions.size() == 1);
    const RoutingRecord& why = decisions[0];
    CHECK(why.rules_version == 1);
    REQUIRE(why.choices.size() == 1);
    const RecordedChoice& choice = why.choices[0];
    CHECK(choice.proven);
    CHECK(choice.chosen.cost == 910);
    CHECK(choice.chosen.costs.parcels == 200);
    CHECK(choice.chosen.costs.carriage == 590);
    CHECK(choice.chosen.costs.lines == 120);
    REQUIRE(choice.runner_up);
    CHECK(choice.runner_up->cost == 1060);
    CHECK(choice.runner_up->parcels[0].location_id.str() == "S1");
    REQUIRE(choice.rejections.size() == 4);
    CHECK(choice.rejections[0].location_id.str() == "S1");
    CHECK(choice.rejections[0].reason == "cost");
    CHECK(choice.rejections[0].alone_cost == 1060);
    CHECK(words(shop.verify()) == "");

    THEN("deciding again from the record gives the same plan") {
        const auto setup = shop.setups.current();
        const auto view = fulfillment::view_of_inputs(why.inputs, setup->network);
        REQUIRE(view);
        const StockOverlay nothing;
        const auto again =
            shop.exact.plan(shop.demand_of(placed, "69003"),
                            {*view, nothing, why.time, why.position, why.command_index});
        REQUIRE(again);
        CHECK(again->parcels == placed.parcels);
        CHECK(again->record->choices == why.choices);
        CHECK(again->record->inputs == why.inputs);
    }
    THEN("it is the same after the store was opened again") {
        shop.reopen();
        CHECK(shop.order(*answer) == placed);
        CHECK(shop.decisions(placed.order_id) == decisions);
    }
    THEN("a damaged record is told as such") {
        const auto setup = shop.setups.current();
        for (std::size_t cut = 0; cut < why.inputs.size(); ++cut) {
            const auto view = fulfillment::view_of_inputs(
                std::string_view(why.inputs).substr(0, cut), setup->network);
            REQUIRE(!view);
            CHECK(view.error().reason == Reason::corrupt_row);
        }
    }
}

SCENARIO("a location takes no more than its day's capacity") {
    F0 f0;
    for (auto& settings : f0.network_draft.settings) {
        if (settings.location_id.str() == "S1")
            settings.ship_capacity = DailyCapacity{CapacityMeasure::parcels, 3};
        if (settings.location_id.str() != "S1") settings.departures.clear();
    }
    RoutingShop shop(f0);
    shop.stock("S1", "TEE", 100);
    GIVEN("ten orders at once") {
        std::vector<std::future<Result<std::string>>> answers;
        for (int i = 0; i < 10; ++i) {
            answers.push_back(shop.submit_route(
                to_france(order(fmt::format("W-{}", i).c_str(), "TEE", 1), "75001")));
        }
        std::vector<OrderId> placed;
        for (auto& future : answers) {
            const auto answer = future.get();
            if (answer) {
                placed.push_back(shop.order(*answer).order_id);
            } else {
                CHECK(answer.error().reason == Reason::unroutable);
            }
        }
        CHECK(placed.size() == 3);
        CHECK(words(shop.verify()) == "");
        WHEN("one is canceled") {
            REQUIRE(shop.cancel(placed[1]));
            CHECK(shop.order(placed[1].str() + " x").parcels.empty());
            THEN("there is room for one more, and not for two") {
                CHECK(shop.route(to_france(order("W-20", "TEE", 1), "75001")));
                const auto refused = shop.route(to_france(order("W-21", "TEE", 1), "75001"));
                REQUIRE(!refused);
                CHECK(refused.error().reason == Reason::unroutable);
                CHECK(words(shop.verify()) == "");
            }
        }
        WHEN("the store is opened again") {
            shop.reopen();
            CHECK(shop.route(to_france(order("W-30", "TEE", 1), "75001")).error().reason ==
                  Reason::unroutable);
        }
    }
}

SCENARIO("two services of one location share its day's limit") {
    F0 f0;
    fulfillment::Carriers& carriers = f0.network_draft.carriers;
    fulfillment::CarrierService other = carriers.services.at(1);
    REQUIRE(other.service_id == "parcel-store");
    other.service_id = "other-store";
    carriers.services.push_back(other);
    for (fulfillment::CarrierService& service : carriers.services) {
        for (fulfillment::ZoneTariff& tariff : service.tariffs)
            tariff.steps[0].up_to_weight_g = 1'000;  // one unit a parcel
    }
    for (auto& settings : f0.network_draft.settings) {
        const std::string& id = settings.location_id.str();
        if (id == "S1") settings.ship_capacity = DailyCapacity{CapacityMeasure::parcels, 1};
        settings.services = {"parcel-store", "other-store"};
        if (id != "S1" && id != "S2") settings.departures.clear();
    }
    RoutingShop shop(f0);
    for (const char* const sku : {"TEE", "JEAN"}) {
        Item heavy = item(sku);
        heavy.weight_g = 1'000;
        shop.create(heavy);
    }
    shop.stock("S1", "TEE", 5);
    shop.stock("S1", "JEAN", 5);
    const auto both = to_france(OrderRequestBuilder{}.line("TEE", 1).line("JEAN", 1), "75001");
    GIVEN("another store with the same") {
        shop.stock("S2", "TEE", 5);
        shop.stock("S2", "JEAN", 5);
        const auto answer = shop.route(both);
        REQUIRE_MESSAGE(answer, answer.error().detail);
        const Order placed = shop.order(*answer);
        THEN("each sends one parcel, and the bound is still one that no plan beats") {
            REQUIRE(placed.parcels.size() == 2);
            CHECK(placed.parcels[0].location_id.str() == "S1");
            CHECK(placed.parcels[1].location_id.str() == "S2");
            const RecordedChoice why = shop.decisions(placed.order_id).at(0).choices.at(0);
            CHECK(why.bound <= why.chosen.cost);
            CHECK(words(shop.verify()) == "");
        }
    }
    GIVEN("no other store with any") {
        THEN("it is refused at once, and not as if others had taken the place") {
            const auto refused = shop.route(both);
            REQUIRE(!refused);
            CHECK(refused.error().reason == Reason::insufficient_stock);
        }
    }
}

SCENARIO("what cannot be sent is refused with the reason that is true") {
    RoutingShop shop;
    shop.stock("S1", "TEE", 3);
    WHEN("there is not enough beside the safety stock") {
        const auto refused = shop.route(to_france(order("W-1", "TEE", 3), "75001"));
        REQUIRE(!refused);
        CHECK(refused.error().reason == Reason::insufficient_stock);
        CHECK(refused.error().preconditions.at(0).description == "line 1: wanted 3, available 2");
    }
    WHEN("no carrier goes there") {
        const auto refused = shop.route(to_france(order("W-1", "TEE", 1), "97100"));
        REQUIRE(!refused);
        CHECK(refused.error().reason == Reason::unroutable);
        CHECK(refused.error().preconditions.at(0).description ==
              "line 1: wanted 1, available 2; 1 locations: no_service");
    }
    WHEN("routing does not know the pickup location") {
        shop.create(store_location("S9"));
        const auto refused = shop.route(OrderRequestBuilder{}.pickup("TEE", 1, "S9").build());
        REQUIRE(!refused);
        CHECK(refused.error().reason == Reason::routing_unavailable);
    }
    CHECK(shop.level("TEE", "S1").reserved == 0);
    CHECK(words(shop.verify()) == "");
}

SCENARIO("pickups and deliveries of one order are decided together") {
    RoutingShop shop;
    shop.stock("S1", "TEE", 3);
    shop.stock("W1", "TEE", 5);
    shop.stock("W1", "JEAN", 5);
    const auto answer = shop.route(to_france(
        OrderRequestBuilder{}.pickup("TEE", 2, "S1").line("TEE", 1).pickup("JEAN", 1, "S4"),
        "75001"));
    REQUIRE(answer);
    const Order placed = shop.order(*answer);
    REQUIRE(placed.parcels.size() == 3);
    CHECK(placed.parcels[0].carriage == Carriage::shelf);
    CHECK(placed.parcels[0].pickup_location.str() == "S1");
    CHECK(paris_time(placed.parcels[0].promised_by) == "2026-03-03 12:00");
    // Not at S4: it comes with the shuttle of 18:00, is there at 11:00, and ready two hours later.
    CHECK(placed.parcels[1].carriage == Carriage::shuttle);
    CHECK(placed.parcels[1].location_id.str() == "W1");
    CHECK(paris_time(placed.parcels[1].promised_by) == "2026-03-04 13:00");
    CHECK(placed.parcels[2].carriage == Carriage::carrier);
    CHECK(placed.parcels[2].location_id.str() == "W1");
    CHECK(shop.decisions(placed.order_id).at(0).choices.size() == 3);
    CHECK(words(shop.verify()) == "");
}

SCENARIO("an order may have what its own cart holds") {
    RoutingShop shop;
    shop.stock("S1", "TEE", 3);
    REQUIRE(shop.hold("cart-1", "TEE", 2));
    CHECK(shop.route(to_france(order("W-1", "TEE", 2), "75001")).error().reason ==
          Reason::insufficient_stock);
    const auto answer = shop.route(to_france(order("W-2", "TEE", 2).cart("cart-1"), "75001"));
    REQUIRE(answer);
    CHECK(shop.order(*answer).parcels.at(0).location_id.str() == "S1");
    CHECK(shop.level("TEE", "S1").reserved == 2);
    CHECK(words(shop.verify()) == "");
}

namespace {

// What goes wrong inside a decision.
enum class Broken { refuses, throws };

class BrokenSourcing final : public Sourcing {
public:
    explicit BrokenSourcing(Broken how) : how_(how) {}
    Result<SourcingPlan> plan(const Demand&, const PlanningView&) const override {
        if (how_ == Broken::throws) throw std::runtime_error("a fault in a decision");
        return fail(Reason::routing_unavailable, "no decision");
    }

private:
    const Broken how_;
};

}  // namespace

SCENARIO("what is broken inside a decision is never told as a shortage") {
    RoutingShop shop;
    shop.stock("S1", "TEE", 10);
    const auto one = to_france(order("W-1", "TEE", 1), "75001");
    const auto place_by = [&](const Sourcing& sourcing, const orders::OrderRequest& request) {
        return shop.run(std::make_unique<orders::PlaceOrder>(shop.header("place"), request,
                                                             sourcing, encode_order));
    };
    WHEN("the decision is refused") {
        const auto answer = place_by(BrokenSourcing(Broken::refuses), one);
        REQUIRE(!answer);
        CHECK(answer.error().reason == Reason::routing_unavailable);
        CHECK(info(answer.error().reason).retryable);
    }
    WHEN("it is a fault of ours") {
        const auto answer = place_by(BrokenSourcing(Broken::throws), one);
        REQUIRE(!answer);
        CHECK(answer.error().reason == Reason::internal_fault);
        THEN("the next order is not harmed") {
            CHECK(shop.route(one));
        }
    }
    WHEN("the rules know none of the locations") {
        F0 elsewhere;
        for (Location& location : elsewhere.network_draft.locations)
            location.location_id = LocationId::trusted("X" + location.location_id.str());
        for (auto& settings : elsewhere.network_draft.settings)
            settings.location_id = LocationId::trusted("X" + settings.location_id.str());
        for (auto& shuttle : elsewhere.network_draft.shuttles) {
            shuttle.from = LocationId::trusted("X" + shuttle.from.str());
            for (LocationId& to : shuttle.to)
                to = LocationId::trusted("X" + to.str());
        }
        shop.setups.use(setup_of(elsewhere));
        const auto pickup =
            shop.route(OrderRequestBuilder{}.external("W-2").pickup("TEE", 1, "S1").build());
        REQUIRE(!pickup);
        CHECK(pickup.error().reason == Reason::routing_unavailable);
        const auto delivery = shop.route(one);
        REQUIRE(!delivery);
        CHECK(delivery.error().reason == Reason::routing_unavailable);
    }
    WHEN("there are more units than a problem can count") {
        shop.stock("S1", "JEAN", 2'000'000);
        const auto answer = shop.route(to_france(order("W-3", "JEAN", 1'500'000), "75001"));
        REQUIRE(answer);
        THEN("the plain rule takes the order") {
            CHECK(shop.order(*answer).parcels.empty());
            CHECK(shop.level("JEAN", "S1").reserved == 1'500'000);
        }
    }
    CHECK(words(shop.verify()) == "");
}

SCENARIO("an order may be planned elsewhere, and is checked all the same") {
    RoutingShop shop;
    shop.stock("S1", "TEE", 3);
    const auto planned = [&](const StockView& view, std::int64_t units = 2) {
        const auto request = to_france(order("W-1", "TEE", units), "75001");
        auto command = std::make_unique<orders::PlaceOrder>(shop.header("place"), request,
                                                            shop.exact, encode_order);
        const StockOverlay nothing;
        auto plan = shop.exact.plan(command->demand(), {view, nothing, shop.clock.now()});
        REQUIRE(plan);
        command->use_plan(*std::move(plan), std::chrono::microseconds{7});
        return command;
    };
    StockView before;
    shop.store->stock_view().read(
        [&](const StockView& view) { before = view.excerpt(std::vector{Sku::trusted("TEE")}); });
    WHEN("nothing has changed since") {
        const auto answer = shop.run(planned(before));
        REQUIRE(answer);
        const Order placed = shop.order(*answer);
        CHECK(placed.parcels.at(0).location_id.str() == "S1");
        CHECK(shop.decisions(placed.order_id).at(0).duration_us == 7);
    }
    WHEN("somebody was faster") {
        REQUIRE(shop.route(to_france(order("W-2", "TEE", 2), "75001")));
        const auto answer = shop.run(planned(before));
        REQUIRE(!answer);
        CHECK(answer.error().reason == Reason::stock_contention);
        CHECK(shop.level("TEE", "S1").reserved == 2);
    }
    WHEN("it lacks units, and still does") {
        const auto answer = shop.run(planned(before, 4));
        REQUIRE(!answer);
        CHECK(answer.error().reason == Reason::insufficient_stock);
        CHECK(answer.error().preconditions.at(0).description == "line 1: wanted 4, available 2");
    }
    WHEN("it lacked units, and some have come") {
        shop.stock("S1", "TEE", 9);
        const auto answer = shop.run(planned(before, 4));
        REQUIRE(!answer);
        CHECK(answer.error().reason == Reason::stock_contention);
    }
    CHECK(words(shop.verify()) == "");
}
