#include "fulfillment/nearest_first.hpp"

#include <algorithm>
#include <map>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tests/support/builders.hpp"

using namespace oms;
using oms::fulfillment::NearestFirst;

namespace {

struct Network {
    StockView view;
    StockOverlay overlay;
    Network& place(const char* id, LocationType type, std::optional<GeoPosition> position = {}) {
        Location location =
            type == LocationType::store ? testing::store_location(id) : testing::warehouse(id);
        location.address.position = position;
        view.put_place(location);
        return *this;
    }
    Network& stock(const char* sku, const char* location, std::int64_t units) {
        StockLevel level;
        level.on_hand = units;
        view.put_level({Sku::trusted(sku), LocationId::trusted(location)}, level);
        return *this;
    }
    SourcingPlan plan(Demand demand) const {
        return NearestFirst().plan(demand, {view, overlay}).value();
    }
};

DemandLine line(std::int64_t no, const char* sku, std::int64_t quantity, const char* pickup = "") {
    return {no, Sku::trusted(sku), quantity, LocationId::trusted(pickup)};
}

PlannedUnits units(std::int64_t no, const char* sku, const char* location, std::int64_t quantity) {
    return {
        no, {Sku::trusted(sku), LocationId::trusted(location)},
         quantity
    };
}

constexpr GeoPosition paris{48'860'000, 2'340'000};
constexpr GeoPosition orleans{47'900'000, 1'910'000};
constexpr GeoPosition lyon{45'760'000, 4'860'000};

}  // namespace

SCENARIO("one location that holds everything is chosen, the nearest of them") {
    Network network;
    network.place("W1", LocationType::warehouse, orleans)
        .place("S1", LocationType::store, paris)
        .place("S2", LocationType::store, lyon);
    network.stock("TEE", "W1", 5)
        .stock("TEE", "S1", 5)
        .stock("JEAN", "S1", 1)
        .stock("JEAN", "S2", 1)
        .stock("TEE", "S2", 1);
    const Demand both{
        {line(1, "TEE", 1), line(2, "JEAN", 1)},
        paris
    };
    CHECK(network.plan(both).units ==
          std::vector{units(1, "TEE", "S1", 1), units(2, "JEAN", "S1", 1)});
    WHEN("the nearest is used up by the batch") {
        network.overlay.add(Sku::trusted("JEAN"), *network.view.index_of(LocationId::trusted("S1")),
                            1);
        CHECK(network.plan(both).units ==
              std::vector{units(1, "TEE", "S2", 1), units(2, "JEAN", "S2", 1)});
    }
    WHEN("none holds everything, each line comes from its nearest") {
        const Demand more{
            {line(1, "TEE", 5), line(2, "JEAN", 1)},
            lyon
        };
        CHECK(network.plan(more).units ==
              std::vector{units(1, "TEE", "S1", 5), units(2, "JEAN", "S1", 1)});
        network.stock("JEAN", "S1", 0);
        CHECK(network.plan(more).units ==
              std::vector{units(1, "TEE", "W1", 5), units(2, "JEAN", "S2", 1)});
    }
    WHEN("no location holds a whole line, it is split") {
        const auto plan = network.plan({{line(1, "TEE", 8)}, orleans});
        CHECK(plan.units == std::vector{units(1, "TEE", "W1", 5), units(1, "TEE", "S1", 3)});
        CHECK(plan.short_lines.empty());
    }
    WHEN("there is not enough anywhere") {
        const auto plan = network.plan({
            {line(1, "TEE", 12), line(2, "SHOE", 1)},
            orleans
        });
        CHECK(plan.short_lines ==
              std::vector<ShortLine>{
                  {1, Sku::trusted("TEE"),  12, 11},
                  {2, Sku::trusted("SHOE"), 1,  0 }
        });
    }
    WHEN("the place to deliver to is not known, warehouses come first") {
        CHECK(network.plan({{line(1, "TEE", 1)}, {}}).units ==
              std::vector{units(1, "TEE", "W1", 1)});
    }
}

SCENARIO("pickup lines come from their own location, and take before delivered ones") {
    Network network;
    network.place("W1", LocationType::warehouse).place("S1", LocationType::store);
    network.stock("TEE", "W1", 1).stock("TEE", "S1", 2);
    const auto plan = network.plan({
        {line(1, "TEE", 2), line(2, "TEE", 1, "S1")},
        {}
    });
    CHECK(plan.short_lines.empty());
    CHECK(plan.units == std::vector{units(2, "TEE", "S1", 1), units(1, "TEE", "W1", 1),
                                    units(1, "TEE", "S1", 1)});
    CHECK(network
              .plan({
                  {line(1,              "TEE", 3, "S1")},
                  {}
    })
              .short_lines == std::vector<ShortLine>{{1, Sku::trusted("TEE"), 3, 2}});
}

TEST_CASE(
    "a plan never takes more than there is, never more than wanted, and is short only when it must "
    "be") {
    CHECK(rc::check([] {
        Network network;
        const std::vector<const char*> places{"A", "B", "C", "D"};
        const std::vector<const char*> skus{"X", "Y"};
        for (const char* id : places) {
            network.place(id, *rc::gen::element(LocationType::warehouse, LocationType::store),
                          GeoPosition{*rc::gen::inRange(-80'000'000, 80'000'000),
                                      *rc::gen::inRange(-179'000'000, 179'000'000)});
        }
        std::map<std::string, std::int64_t> total;
        for (const char* sku : skus) {
            for (const char* id : places) {
                const auto held = *rc::gen::inRange<std::int64_t>(0, 6);
                network.stock(sku, id, held);
                total[sku] += held;
            }
        }
        Demand demand;
        demand.destination = paris;
        std::map<std::string, std::int64_t> wanted;
        const int lines = *rc::gen::inRange(1, 5);
        for (int i = 1; i <= lines; ++i) {
            demand.lines.push_back(
                line(i, *rc::gen::elementOf(skus), *rc::gen::inRange<std::int64_t>(1, 7)));
            wanted[demand.lines.back().sku.str()] += demand.lines.back().quantity;
        }
        const SourcingPlan plan = network.plan(demand);
        std::map<StockKey, std::int64_t> taken;
        std::map<std::int64_t, std::int64_t> got;
        for (const PlannedUnits& planned : plan.units) {
            RC_ASSERT(planned.quantity > 0);
            taken[planned.key] += planned.quantity;
            got[planned.line_no] += planned.quantity;
        }
        for (const auto& [key, units_taken] : taken) {
            for (const auto& cell : network.view.cells(key.sku)) {
                if (network.view.place(cell.place).location_id == key.location_id)
                    RC_ASSERT(units_taken <= cell.available());
            }
        }
        for (const DemandLine& wish : demand.lines)
            RC_ASSERT(got[wish.line_no] <= wish.quantity);
        for (const auto& wish : wanted) {
            const bool is_short =
                std::any_of(plan.short_lines.begin(), plan.short_lines.end(),
                            [&](const ShortLine& s) { return s.sku.str() == wish.first; });
            RC_ASSERT(is_short == (wish.second > total[wish.first]));
        }
        RC_ASSERT(network.plan(demand).units == plan.units);
    }));
}
