#include "fulfillment/simulation.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "tests/support/routing_shop.hpp"

using namespace oms;
using namespace oms::testing;
using fulfillment::Simulation;
using fulfillment::SimulationFigures;

namespace {

const std::vector<const char*> locations{"W1", "S1", "S2", "S3", "S4"};

ViewDelta rows_of(const StockView& view) {
    ViewDelta rows = network_rows(view);
    std::vector<Sku> skus = view.skus();
    std::sort(skus.begin(), skus.end());
    ViewDelta of_skus = sku_rows(view, skus);
    rows.items = std::move(of_skus.items);
    rows.cells = std::move(of_skus.cells);
    std::sort(rows.work.begin(), rows.work.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    return rows;
}

ViewDelta stock_of(RoutingShop& shop) {
    ViewDelta rows;
    shop.store->stock_view().read([&](const StockView& view) { rows = rows_of(view); });
    return rows;
}

Address in_france(const char* postal_code) {
    Address address;
    address.country_code = "FR";
    address.postal_code = postal_code;
    return address;
}

struct Placed {
    Order order;
    const char* postal_code;
};

// The stock that there was before those orders.
ViewDelta without(const ViewDelta& rows, const std::vector<Placed>& orders) {
    StockView stock;
    apply(stock, rows);
    for (const Placed& placed : orders)
        fulfillment::give_back(stock, placed.order);
    return rows_of(stock);
}

RecordedCosts costs_of(RoutingShop& shop, const std::vector<Placed>& orders) {
    RecordedCosts sum;
    for (const Placed& placed : orders) {
        for (const RoutingRecord& record : shop.decisions(placed.order.order_id)) {
            for (const RecordedChoice& choice : record.choices) {
                sum.parcels += choice.chosen.costs.parcels;
                sum.carriage += choice.chosen.costs.carriage;
                sum.lines += choice.chosen.costs.lines;
                sum.splits += choice.chosen.costs.splits;
                sum.lateness += choice.chosen.costs.lateness;
                sum.unfilled += choice.chosen.costs.unfilled;
            }
        }
    }
    return sum;
}

std::vector<Placed> place_some(RoutingShop& shop, int count) {
    std::vector<Placed> placed;
    for (int i = 0; i < count; ++i) {
        const char* const code = *rc::gen::element("69003", "75011", "13001", "59000");
        OrderRequestBuilder builder;
        builder.external(fmt::format("W-{}", i));
        const int lines = *rc::gen::inRange(1, 4);
        for (int line = 0; line < lines; ++line) {
            builder.line(*rc::gen::element("TEE", "JEAN"), *rc::gen::inRange<std::int64_t>(1, 4));
        }
        if (const auto answer = shop.route(to_france(builder, code)))
            placed.push_back({shop.order(*answer), code});
        shop.clock.advance(std::chrono::minutes{*rc::gen::inRange(0, 300)});
    }
    return placed;
}

}  // namespace

TEST_CASE("replaying orders under the rules in force does again what was done") {
    CHECK(rc::check([] {
        RoutingShop shop;
        for (const char* location : locations) {
            for (const char* sku : {"TEE", "JEAN"})
                shop.stock(location, sku, *rc::gen::inRange<std::int64_t>(1, 8));
        }
        const std::vector<Placed> placed = place_some(shop, *rc::gen::inRange(1, 12));
        const ViewDelta after = stock_of(shop);
        Simulation simulation(shop.setups.current(), without(after, placed));
        std::int64_t parcels = 0;
        for (const Placed& one : placed) {
            const Address to = in_france(one.postal_code);
            simulation.place(fulfillment::simulated(one.order, &to));
            parcels += static_cast<std::int64_t>(one.order.parcels.size());
        }
        const ViewDelta again = rows_of(simulation.stock());
        RC_ASSERT(again.cells == after.cells);
        RC_ASSERT(again.work == after.work);
        const SimulationFigures& figures = simulation.figures();
        RC_ASSERT(figures.orders == static_cast<std::int64_t>(placed.size()));
        RC_ASSERT(figures.filled_orders == figures.orders);
        RC_ASSERT(figures.failed_orders == 0);
        RC_ASSERT(figures.parcels == parcels);
        RC_ASSERT(figures.costs == costs_of(shop, placed));
        RC_ASSERT(stock_of(shop).cells == after.cells);  // nothing of it is written
    }));
}

TEST_CASE("a version that charges splits more splits less, and the figures say so") {
    RoutingShop shop;
    shop.stock("W1", "TEE", 5);
    shop.stock("S2", "JEAN", 5);
    shop.stock("S4", "TEE", 2);
    shop.stock("S4", "JEAN", 2);
    const ViewDelta stock = stock_of(shop);
    const auto answer =
        shop.route(to_france(OrderRequestBuilder{}.line("TEE", 1).line("JEAN", 1), "69003"));
    REQUIRE(answer);
    const Address to = in_france("69003");
    const auto asked = fulfillment::simulated(shop.order(*answer), &to);
    F0 dear;
    dear.rule_draft.profiles[0].costs.split_penalty = 1'500;
    Simulation simulation(setup_of(dear), stock);
    const std::string plan = simulation.place(asked);
    CHECK(plan == "S4 1x1 2x1 parcel-store");
    const SimulationFigures& figures = simulation.figures();
    CHECK(figures.multi_line_orders == 1);
    CHECK(figures.split_orders == 0);
    CHECK(figures.parcels == 1);
    CHECK(figures.costs.splits == 0);
    CHECK(figures.load.at(LocationId::trusted("S4")) == fulfillment::SimulatedLoad{1, 2, 2});
    // The second has to come in two parcels: S4 has only its safety stock left.
    CHECK(simulation.place(asked) == "S2 2x1 parcel-store + W1 1x1 parcel-warehouse");
    CHECK(figures.split_orders == 1);
    CHECK(figures.parcels == 3);
    CHECK(figures.costs.splits == 1'500);
    CHECK(figures.filled_units == 4);
}

TEST_CASE("what cannot be had as a whole takes nothing, and is no technical failure") {
    RoutingShop shop;
    shop.stock("W1", "TEE", 2);
    const Address to = in_france("69003");
    Order order;
    order.channel_id = ChannelId::trusted("web");
    order.create_time = shop.clock.now();
    OrderLine line;
    line.line_no = 1;
    line.sku = Sku::trusted("TEE");
    line.service_level = "standard";
    line.quantities = LineQuantities(UnitState::unallocated, 3);
    order.lines.push_back(line);
    const ViewDelta stock = stock_of(shop);
    for (const auto policy : {OnShortage::refuse, OnShortage::backorder}) {
        order.on_shortage = policy;
        Simulation simulation(shop.setups.current(), stock);
        const std::string plan = simulation.place(fulfillment::simulated(order, &to));
        const bool refused = policy == OnShortage::refuse;
        CHECK(plan.starts_with("refused: ") == refused);
        CHECK(simulation.figures().orders == 1);
        CHECK(simulation.figures().failed_orders == 0);
        CHECK(simulation.figures().filled_lines == 0);
        CHECK(simulation.figures().filled_units == (refused ? 0 : 2));
        StockView same;
        apply(same, stock);
        const bool nothing_taken = rows_of(simulation.stock()).cells == rows_of(same).cells;
        CHECK(nothing_taken == refused);
    }
}
