#include <stdexcept>
#include <string>
#include <unordered_map>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tools/replay/stored.hpp"

using namespace oms::replay;

namespace {

std::string placed_event(const std::string& external_id,
                         const std::string& channel = "retail-raw") {
    return fmt::format(
        R"({{"order":{{"channel_id":"{}","external_id":"{}","totals":{{"goods":"1600 GBP","discounts":"70 GBP","total":"1530 GBP"}},)"
        R"("lines":[{{"sku":"A","quantities":{{"allocated":4,"backordered":2}}}},{{"sku":"B","quantities":{{"unallocated":1}}}}],)"
        R"("reservations":[{{"line_no":1,"sku":"A","location_id":"WH02","quantity":3,"open":3}},)"
        R"({{"line_no":1,"sku":"A","location_id":"S1","quantity":1,"open":1}}]}}}})",
        channel, external_id);
}

oms::orders::v1::PlaceOrderRequest asked() {
    oms::orders::v1::PlaceOrderRequest request;
    request.set_channel_id("retail-raw");
    request.set_external_id("536365");
    request.mutable_contact()->set_name("Ada Kettle");
    request.mutable_ship_to()->set_postal_code("GL53");
    auto& line = *request.add_lines();
    line.set_sku("A");
    line.set_quantity(6);
    line.mutable_unit_price()->set_minor_units(255);
    line.add_discounts()->mutable_amount()->set_minor_units(30);
    request.mutable_expected_total()->set_minor_units(1'500);
    return request;
}

oms::orders::v1::Order stored() {
    oms::orders::v1::Order order;
    order.set_channel_id("retail-raw");
    order.set_external_id("536365");
    order.mutable_contact()->set_name("Ada Kettle");
    order.mutable_ship_to()->set_postal_code("GL53");
    auto& line = *order.add_lines();
    line.set_sku("A");
    line.mutable_quantities()->set_ordered(6);
    line.mutable_quantities()->set_allocated(4);
    line.mutable_quantities()->set_backordered(2);
    line.mutable_unit_price()->set_minor_units(255);
    line.mutable_totals()->mutable_line_discounts()->set_minor_units(30);
    order.mutable_totals()->mutable_total()->set_minor_units(1'500);
    return order;
}

}  // namespace

TEST_CASE("events are added up by order, line, unit and penny") {
    EventTally tally("retail-raw");
    tally.add(placed_event("1"));
    tally.add(placed_event("2"));
    tally.add(placed_event("3", "another"));
    CHECK(tally.totals() == Totals{2, 4, 14, 3'060});
    CHECK(tally.units() == UnitTally{8, 4, 2});
    CHECK(tally.doubled() == 0);
    CHECK(tally.reserved().at("A@WH02") == 6);
    CHECK(tally.reserved().at("A@S1") == 2);
    CHECK(tally.backordered().at("A") == 4);
    tally.add(placed_event("2"));
    CHECK(tally.doubled() == 1);
}

TEST_CASE("what is not an order.placed event in pounds is refused") {
    EventTally tally("retail-raw");
    CHECK_THROWS_AS(tally.add("{}"), std::runtime_error);
    CHECK_THROWS_AS(tally.add("{"), std::runtime_error);
    std::string euros = placed_event("1");
    euros.replace(euros.find("1530 GBP"), 8, "1530 EUR");
    CHECK_THROWS_AS(tally.add(euros), std::runtime_error);
}

TEST_CASE("an order read back is compared field by field") {
    CHECK(OrderTally::difference(asked(), stored()).empty());
    OrderTally tally;
    tally.add(asked(), stored());
    CHECK(tally.totals() == Totals{1, 1, 6, 1'500});
    CHECK(tally.units() == UnitTally{4, 2, 0});
    CHECK(tally.different() == 0);

    auto order = stored();
    order.mutable_totals()->mutable_total()->set_minor_units(1'501);
    CHECK(OrderTally::difference(asked(), order) == "total");
    order = stored();
    order.mutable_lines(0)->mutable_quantities()->set_ordered(5);
    CHECK(OrderTally::difference(asked(), order) == "line 1: quantity");
    order = stored();
    order.mutable_lines(0)->set_sku("B");
    CHECK(OrderTally::difference(asked(), order) == "line 1: sku");
    order = stored();
    order.mutable_lines(0)->mutable_totals()->clear_line_discounts();
    CHECK(OrderTally::difference(asked(), order) == "line 1: discount");
    order = stored();
    order.add_lines();
    CHECK(OrderTally::difference(asked(), order) == "number of lines");
    order = stored();
    order.mutable_contact()->set_name("Bram Kettle");
    CHECK(OrderTally::difference(asked(), order) == "contact");
    tally.add(asked(), order);
    CHECK(tally.different() == 1);
    REQUIRE(tally.examples().size() == 1);
    CHECK(tally.examples()[0] == "order 536365: contact");
}

TEST_CASE("stock is balanced when counters are what was posted and what orders hold") {
    const std::unordered_map<std::string, std::int64_t> posted{
        {"A@WH02", 10},
        {"A@S1",   3 }
    };
    const std::unordered_map<std::string, std::int64_t> reserved{
        {"A@WH02", 10}
    };
    std::unordered_map<std::string, std::int64_t> backordered;
    const auto tally_of = [&](std::int64_t on_hand, std::int64_t held) {
        StockTally tally(posted, reserved, backordered);
        oms::inventory::v1::GetStockResponse stock;
        auto& warehouse = *stock.add_levels();
        warehouse.set_location_id("WH02");
        warehouse.set_on_hand(on_hand);
        warehouse.set_reserved(held);
        auto& store = *stock.add_levels();
        store.set_location_id("S1");
        store.set_on_hand(3);
        store.set_available(3);
        tally.add("A", stock);
        return tally;
    };
    const StockTally right = tally_of(10, 10);
    CHECK(right.rows() == 2);
    CHECK(right.on_hand() == 13);
    CHECK(right.reserved() == 10);
    CHECK(right.unbalanced() == 0);
    CHECK(right.oversold() == 0);
    CHECK(right.waiting_in_vain() == 0);
    CHECK(tally_of(9, 10).unbalanced() == 1);
    CHECK(tally_of(9, 10).oversold() == 1);
    CHECK(tally_of(10, 9).unbalanced() == 1);
    backordered["A"] = 1;
    CHECK(tally_of(10, 10).waiting_in_vain() == 1);
}
