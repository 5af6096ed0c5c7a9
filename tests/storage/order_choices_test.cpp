// One order decided in several choices: each sees what those before it have taken, and the record
// of them all makes the same plan again.
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

fulfillment::LocationSettings& settings_of(F0& f0, const char* location) {
    for (auto& settings : f0.network_draft.settings) {
        if (settings.location_id.str() == location) return settings;
    }
    FAIL("no such location");
    return f0.network_draft.settings.front();
}

// One line at the standard level, one express.
orders::OrderRequest two_levels(const char* external) {
    orders::OrderRequest request =
        to_france(OrderRequestBuilder{}.external(external).line("TEE", 1).line("TEE", 1), "75001");
    request.draft.lines[1].service_level = "express";
    return request;
}

void check_repeats(RoutingShop& shop, const Order& placed, const Demand& demand) {
    const RoutingRecord why = shop.decisions(placed.order_id).at(0);
    const auto setup = shop.setups.current();
    const auto view = fulfillment::view_of_inputs(why.inputs, setup->network);
    REQUIRE(view);
    const StockOverlay nothing;
    const auto again =
        shop.exact.plan(demand, {*view, nothing, why.time, why.position, why.command_index});
    REQUIRE(again);
    CHECK(again->parcels == placed.parcels);
    CHECK(again->record->choices == why.choices);
    CHECK(again->record->inputs == why.inputs);
}

}  // namespace

SCENARIO("a later choice of an order sees the work that an earlier one has taken") {
    F0 f0;
    settings_of(f0, "S1").ship_capacity = DailyCapacity{CapacityMeasure::parcels, 1};
    RoutingShop shop(f0);
    shop.stock("S1", "TEE", 9);
    GIVEN("another location with room") {
        shop.stock("S2", "TEE", 9);
        const auto answer = shop.route(two_levels("W-1"));
        REQUIRE(answer);
        const Order placed = shop.order(*answer);
        REQUIRE(placed.parcels.size() == 2);
        CHECK(placed.parcels[0].location_id.str() == "S1");
        CHECK(placed.parcels[1].location_id.str() == "S2");
        CHECK(words(shop.verify()) == "");
        THEN("deciding again from the record gives the same plan") {
            check_repeats(shop, placed, shop.demand_of(placed, "75001"));
        }
    }
    GIVEN("no other location") {
        const auto refused = shop.route(two_levels("W-1"));
        REQUIRE(!refused);
        CHECK(refused.error().reason == Reason::unroutable);
        CHECK(refused.error().preconditions.at(0).description ==
              "line 2: wanted 1, available 7; 1 locations: capacity");
        CHECK(shop.level("TEE", "S1").reserved == 0);
        THEN("the place is for whoever needs one") {
            CHECK(shop.route(
                to_france(OrderRequestBuilder{}.external("W-2").line("TEE", 1), "75001")));
        }
    }
    GIVEN("a day that others have filled but for one place") {
        settings_of(f0, "S1").ship_capacity = DailyCapacity{CapacityMeasure::parcels, 2};
        shop.setups.use(setup_of(f0));
        shop.stock("S2", "TEE", 9);
        REQUIRE(
            shop.route(to_france(OrderRequestBuilder{}.external("W-0").line("TEE", 1), "75001")));
        const auto answer = shop.route(two_levels("W-1"));
        REQUIRE(answer);
        const Order placed = shop.order(*answer);
        CHECK(placed.parcels.at(1).location_id.str() == "S2");
        THEN("the record holds what others have taken, and not the order's own") {
            check_repeats(shop, placed, shop.demand_of(placed, "75001"));
        }
    }
}

SCENARIO("a pickup and a delivery of one order share the last units") {
    F0 f0;
    settings_of(f0, "S1").pickup_capacity = DailyCapacity{CapacityMeasure::units, 2};
    RoutingShop shop(f0);
    shop.stock("S1", "TEE", 4);
    orders::OrderRequest request =
        to_france(OrderRequestBuilder{}.pickup("TEE", 2, "S1").line("TEE", 2), "75001");
    const auto refused = shop.route(request);
    REQUIRE(!refused);
    // One of the four is safety stock.
    CHECK(refused.error().reason == Reason::insufficient_stock);
    shop.stock("S1", "TEE", 1);
    const auto answer = shop.route(request);
    REQUIRE(answer);
    const Order placed = shop.order(*answer);
    CHECK(placed.parcels.size() == 2);
    CHECK(shop.level("TEE", "S1").reserved == 4);
    check_repeats(shop, placed, shop.demand_of(placed, "75001"));
    CHECK(words(shop.verify()) == "");
}

namespace {

orders::OrderRequest open_pickup(OrderRequestBuilder builder,
                                 std::vector<std::vector<const char*>> places) {
    orders::OrderRequest request = to_france(std::move(builder), "75001");
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i].empty()) continue;
        OrderLine& line = request.draft.lines[i];
        line.method = Method::pickup;
        line.service_level.clear();
        for (const char* id : places[i])
            request.pickup_any_of[line.line_no].push_back(LocationId::trusted(id));
    }
    return request;
}

std::vector<std::string> pickups(const Order& order) {
    std::vector<std::string> ids;
    for (const OrderLine& line : order.lines)
        ids.push_back(line.pickup_location.str());
    return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

SCENARIO("an order leaves it to routing at which of several places it is collected") {
    RoutingShop shop;
    shop.stock("W1", "TEE", 50);
    shop.stock("S1", "TEE", 5);
    shop.stock("S2", "JEAN", 5);
    shop.stock("S1", "JEAN", 5);
    WHEN("one of them has it on its shelf") {
        const auto request = open_pickup(
            OrderRequestBuilder{
        }
                .line("TEE", 1),
            {{"S4", "S1"}});
        const auto answer = shop.route(request);
        REQUIRE(answer);
        const Order placed = shop.order(*answer);
        CHECK(pickups(placed) == Ids{"S1"});
        CHECK(placed.parcels.at(0).carriage == Carriage::shelf);
        CHECK(placed.parcels.at(0).pickup_location.str() == "S1");
        const RecordedChoice choice = shop.decisions(placed.order_id).at(0).choices.at(0);
        CHECK(choice.pickup_location.str() == "S1");
        REQUIRE(choice.pickups.size() == 2);
        CHECK(choice.pickups[0].location_id.str() == "S4");
        CHECK(choice.pickups[0].cost > choice.pickups[1].cost);
        CHECK(choice.pickups[1].cost == choice.chosen.cost);
        THEN("deciding again from the record, which names the places, gives the same plan") {
            Demand demand = shop.demand_of(placed, "75001");
            demand.lines[0].pickup_location = {};
            for (const RecordedPickup& place : choice.pickups)
                demand.lines[0].pickup_any_of.push_back(place.location_id);
            check_repeats(shop, placed, demand);
        }
    }
    WHEN("several lines name the same places, in any order") {
        const auto answer = shop.route(open_pickup(
            OrderRequestBuilder{
        }
                .line("TEE", 1)
                .line("JEAN", 1)
                .line("JEAN", 1),
            {{"S2", "S1"}, {"S1", "S2"}, {"S2", "S4"}}));
        REQUIRE(answer);
        const Order placed = shop.order(*answer);
        THEN("they are collected at one, and lines that name others apart from them") {
            CHECK(pickups(placed) == Ids{"S1", "S1", "S2"});
            CHECK(shop.decisions(placed.order_id).at(0).choices.size() == 2);
        }
    }
    WHEN("a place does not exist") {
        const auto refused = shop.route(open_pickup(
            OrderRequestBuilder{
        }
                .line("TEE", 1),
            {{"S1", "S77"}}));
        CHECK(refused.error().reason == Reason::location_not_found);
        CHECK(refused.error().detail == "S77");
    }
    WHEN("a place hands nothing over") {
        const auto refused = shop.route(open_pickup(
            OrderRequestBuilder{
        }
                .line("TEE", 1),
            {{"S1", "W1"}}));
        CHECK(refused.error().reason == Reason::pickup_not_offered);
    }
    WHEN("there is not enough for any of them") {
        auto request = open_pickup(
            OrderRequestBuilder{
        }
                .line("COAT", 1),
            {{"S4", "S1"}});
        shop.create(item("COAT"));
        CHECK(shop.route(request).error().reason == Reason::insufficient_stock);
        request.draft.on_shortage = OnShortage::backorder;
        const auto answer = shop.route(request);
        REQUIRE(answer);
        THEN("it waits for the first, and gets what comes there") {
            const Order placed = shop.order(*answer);
            CHECK(pickups(placed) == Ids{"S4"});
            shop.stock("W1", "COAT", 5);
            shop.settle();
            const Order released = shop.order(*answer);
            REQUIRE(released.parcels.size() == 1);
            CHECK(released.parcels[0].pickup_location.str() == "S4");
            CHECK(released.parcels[0].carriage == Carriage::shuttle);
        }
    }
    CHECK(words(shop.verify()) == "");
}

SCENARIO("without rules the first place that has the goods is taken") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "S1", 1);
    shop.receive("TEE", "S2", 3);
    shop.receive("JEAN", "S2", 1);
    shop.receive("JEAN", "S3", 9);
    const auto request = [&](const char* external, std::int64_t tees) {
        return open_pickup(
            OrderRequestBuilder{
        }
                .external(external)
                .line("TEE", tees)
                .line("JEAN", 1),
            {{"S3", "S1", "S2"}, {"S1", "S3", "S2"}});
    };
    WHEN("one has everything") {
        const auto answer = shop.place(request("W-1", 2));
        REQUIRE(answer);
        CHECK(pickups(shop.order(*answer)) == Ids{"S2", "S2"});
        CHECK(shop.level("TEE", "S2").reserved == 2);
    }
    WHEN("none has everything") {
        CHECK(shop.place(request("W-1", 4)).error().reason == Reason::insufficient_stock);
        auto waits = request("W-2", 4);
        waits.draft.on_shortage = OnShortage::backorder;
        const auto answer = shop.place(waits);
        REQUIRE(answer);
        THEN("it is the first that has some, for all lines") {
            CHECK(pickups(shop.order(*answer)) == Ids{"S3", "S3"});
            CHECK(shop.level("JEAN", "S3").reserved == 1);
        }
    }
    WHEN("the order's own cart holds the last unit there") {
        auto line = CartHoldLine{*Sku::parse("TEE"), 1, LocationId::trusted("S1")};
        REQUIRE(shop.run(std::make_unique<inventory::PlaceCartHold>(
            shop.header("hold"), CartKey{*ChannelId::parse("web"), *CartId::parse("C-1")},
            std::vector{line}, std::nullopt, shop.sourcing,
            [](const CartHold& made) { return to_text(made.key); })));
        const auto answer =
            shop.place(open_pickup(OrderRequestBuilder{}.cart("C-1").line("TEE", 1), {{"S1"}}));
        REQUIRE(answer);
        CHECK(pickups(shop.order(*answer)) == Ids{"S1"});
        CHECK(shop.level("TEE", "S1").reserved == 1);
    }
    CHECK(words(shop.verify()) == "");
}

SCENARIO("rules keep stock back by the tags of items") {
    F0 f0;
    fulfillment::StockRule rule;
    rule.name = "new things";
    rule.item_tags = {"new"};
    rule.safety_stock = 4;
    f0.rule_draft.stock.insert(f0.rule_draft.stock.begin(), rule);
    RoutingShop shop(f0);
    Item tagged = item("TEE");
    tagged.tags = {"new", "summer"};
    shop.create(tagged);
    shop.stock("W1", "TEE", 5);
    shop.stock("W1", "JEAN", 5);
    const auto refused =
        shop.route(to_france(OrderRequestBuilder{}.external("W-1").line("TEE", 2), "75001"));
    REQUIRE(!refused);
    CHECK(refused.error().reason == Reason::insufficient_stock);
    CHECK(refused.error().preconditions.at(0).description == "line 1: wanted 2, available 1");
    CHECK(shop.route(to_france(OrderRequestBuilder{}.external("W-2").line("JEAN", 5), "75001")));
    const auto answer =
        shop.route(to_france(OrderRequestBuilder{}.external("W-3").line("TEE", 1), "75001"));
    REQUIRE(answer);
    const Order placed = shop.order(*answer);
    THEN("the record tells the tags too") {
        check_repeats(shop, placed, shop.demand_of(placed, "75001"));
        const auto view = fulfillment::view_of_inputs(shop.decisions(placed.order_id).at(0).inputs,
                                                      shop.setups.current()->network);
        CHECK(view->item(*Sku::parse("TEE"))->tags == tagged.tags);
    }
    THEN("they are the same after the store was opened again") {
        shop.reopen();
        CHECK(shop.route(to_france(OrderRequestBuilder{}.external("W-4").line("TEE", 1), "75001"))
                  .error()
                  .reason == Reason::insufficient_stock);
    }
}

TEST_CASE("a record from before items had tags can be read") {
    RoutingShop shop;
    const auto& network = shop.setups.current()->network;
    std::string old;
    old.push_back(1);
    old.push_back(static_cast<char>(network.size()));
    old.push_back(4);
    old += "TEE";
    old += std::string{5, 0, 0, 0, 0};     // weight, sides, class
    old += std::string{1, 7, 0, 0, 0, 0};  // 7 at the first location; no supply, SKU, work
    const auto view = fulfillment::view_of_inputs(old, network);
    REQUIRE(view);
    CHECK(view->item(*Sku::parse("TEE"))->weight_g == 5);
    CHECK(view->item(*Sku::parse("TEE"))->tags.empty());
    CHECK(view->cells(*Sku::parse("TEE"))[0].on_hand == 7);
}

TEST_CASE("a record from before neighbors with the same stock were told together can be read") {
    RoutingShop shop;
    const auto& network = shop.setups.current()->network;
    REQUIRE(network.size() >= 3);
    std::string old;
    old.push_back(2);
    old.push_back(static_cast<char>(network.size()));
    old.push_back(4);
    old += "TEE";
    old += std::string{5, 0, 0, 0, 0, 0};        // weight, sides, class; no tags
    old += std::string{1, 7, 3, 8, 0, 0, 0, 0};  // 7 at the first location, 8 at the third
    const auto view = fulfillment::view_of_inputs(old, network);
    REQUIRE(view);
    const auto cells = view->cells(*Sku::parse("TEE"));
    REQUIRE(cells.size() == 2);
    CHECK(view->place(cells[1].place).location_id == network.location(2).location_id);
    CHECK(cells[0].on_hand == 7);
    CHECK(cells[1].on_hand == 8);
}

TEST_CASE("what a decision looked at is read as it was, in runs of any length and size") {
    RoutingShop shop;
    const auto& network = shop.setups.current()->network;
    const Sku sku = *Sku::parse("TEE");
    auto random = [state = std::uint64_t{7}](std::uint64_t below) mutable {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return (state >> 33) % below;
    };
    for (int round = 0; round < 200; ++round) {
        StockView view;
        for (std::size_t i = 0; i < network.size(); ++i) {
            Location place;
            place.location_id = network.location(i).location_id;
            view.put_place(place);
        }
        std::vector<std::pair<std::string, std::int64_t>> stock;
        for (std::size_t i = 0; i < network.size(); ++i) {
            const std::uint64_t choice = random(4);
            const std::int64_t units = choice == 0   ? 0
                                       : choice == 1 ? 1'000'000'000
                                                     : static_cast<std::int64_t>(choice);
            StockLevel level;
            level.on_hand = units;
            view.put_level({sku, network.location(i).location_id}, level);
            if (units > 0) stock.emplace_back(network.location(i).location_id.str(), units);
        }
        Demand demand;
        demand.lines.push_back({1, sku, 1, {}});
        const StockOverlay nothing;
        const auto read = fulfillment::view_of_inputs(
            fulfillment::encode_inputs(demand, {view, nothing}, {}, network), network);
        REQUIRE(read);
        std::vector<std::pair<std::string, std::int64_t>> found;
        for (const StockView::Cell& cell : read->cells(sku))
            found.emplace_back(read->place(cell.place).location_id.str(), cell.on_hand);
        CHECK(found == stock);
    }
}
