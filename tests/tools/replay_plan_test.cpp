#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tools/replay/network.hpp"
#include "tools/replay/people.hpp"
#include "tools/replay/places.hpp"
#include "tools/replay/placing.hpp"
#include "tools/replay/report.hpp"
#include "tools/replay/requests.hpp"

using namespace oms::replay;

namespace {

ReplayOrder order_to(const std::string& country, const std::string& person) {
    ReplayOrder order;
    order.external_id = "536365";
    order.person = person;
    order.country = country;
    return order;
}

Districts districts() {
    return Districts({
        {"AB10", 10, {57, -2}},
        {"AB11", 0,  {1, 1}  },
        {"ZE1",  30, {60, -1}}
    });
}

Places places() {
    return {districts(), {{"17850", "ZE1"}}, {{"FR", {{"75001", "Paris", {48, 2}}}}}};
}

Site warehouse(const std::string& id) {
    return {id, "A warehouse", "AB10", {}, true, Size::large, false};
}

// One order of two lines, one of them discounted, in a network of one warehouse.
Plan small_plan() {
    Plan plan;
    plan.seed = "replay";
    plan.retail.items = {
        {"85123A", " LANTERN ", 255, 1},
        {"22844",  "TIN",       850, 1}
    };
    plan.sites = {warehouse("WH02")};
    ReplayOrder order = order_to("United Kingdom", "cust:17850");
    order.customer_reference = "17850";
    order.lines = {
        {0, 6, 255,   0    },
        {1, 3, 1'698, 1'696}
    };
    order.units = 9;
    order.money = 6 * 255 + 3 * 1'698 - 1'696;
    plan.orders = {order};
    plan.destinations = {places().destination_of(order)};
    plan.stock = {
        {0, 0, 7},
        {1, 0, 2}
    };
    return plan;
}

}  // namespace

TEST_CASE("an order goes to its customer's district, its country's postal area or its country") {
    const Places where = places();
    const Destination known = where.destination_of(order_to("United Kingdom", "cust:17850"));
    CHECK(known.country_code == "GB");
    CHECK(known.postal_code == "ZE1");
    CHECK(known.position == Point{60, -1});
    CHECK(where.customers() == 1);
    CHECK(where.customers_by_rule() == (districts().pick("cust:17850").outcode == "ZE1" ? 1 : 0));
    const Destination guest = where.destination_of(order_to("United Kingdom", "guest:536414"));
    CHECK(guest.postal_code == districts().pick("guest:536414").outcode);
    const Destination france = where.destination_of(order_to("France", "cust:12583"));
    CHECK(france.country_code == "FR");
    CHECK(france.postal_code == "75001");
    CHECK(france.locality == "Paris");
    const Destination japan = where.destination_of(order_to("Japan", "cust:12753"));
    CHECK(japan.country_code == "JP");
    CHECK(japan.postal_code.empty());
    CHECK(japan.position.has_value());
    const Destination nowhere = where.destination_of(order_to("Unspecified", "cust:1"));
    CHECK(nowhere.country_code == "ZZ");
    CHECK_FALSE(nowhere.position.has_value());
    CHECK_THROWS_AS(where.destination_of(order_to("Atlantis", "cust:1")), std::runtime_error);
}

TEST_CASE("people are invented, differ by key and cannot be reached") {
    const Person person = invent_person("sub:536365:0");
    CHECK(person.email == invent_person("sub:536365:0").email);
    CHECK(person.email != invent_person("sub:536365:1").email);
    CHECK(person.email.ends_with(".sub-536365-0@example.com"));
    CHECK(person.phone.size() == 13);
    CHECK(person.phone.starts_with("+447700900"));
}

TEST_CASE("weights are within 20 g and 6 kg, and a cube of the volume fits") {
    bool heavy = false;
    for (int i = 0; i < 200; ++i) {
        const Measures measures = measures_of("replay", std::to_string(10'000 + i), 1 + i * 400);
        CHECK(measures.weight_g >= 20);
        CHECK(measures.weight_g <= 6'000);
        CHECK(measures.volume_cm3 >= 2 * measures.weight_g);
        CHECK(measures.volume_cm3 <= 6 * measures.weight_g);
        const std::int64_t edge = measures.edge_mm;
        CHECK(edge * edge * edge >= measures.volume_cm3 * 1'000);
        CHECK((edge - 1) * (edge - 1) * (edge - 1) < measures.volume_cm3 * 1'000);
        heavy = heavy || measures.weight_g == 6'000;
    }
    CHECK(heavy);
}

TEST_CASE("the tenth of the items with the most lines is the top, the next four the middle") {
    std::vector<RetailItem> items(20);
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i].lines = static_cast<std::int64_t>(i);
    const std::vector<Tier> tiers = tiers_of(items);
    CHECK(std::count(tiers.begin(), tiers.end(), Tier::top) == 2);
    CHECK(std::count(tiers.begin(), tiers.end(), Tier::middle) == 8);
    CHECK(tiers[19] == Tier::top);
    CHECK(tiers[10] == Tier::middle);
    CHECK(tiers[9] == Tier::tail);
}

TEST_CASE("warehouses hold a multiple of the demand, stores a few units of what they carry") {
    std::vector<Site> sites;
    for (int i = 0; i < 4; ++i)
        sites.push_back(warehouse("WH0" + std::to_string(i)));
    for (int i = 0; i < 96; ++i)
        sites.push_back(
            {"S" + std::to_string(i), "A store", "AB10", {}, false, Size::medium, false});
    std::vector<RetailItem> items(100);
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i].sku = std::to_string(10'000 + i);
    std::vector<std::int64_t> demand(items.size(), 1'000);
    demand[7] = 0;
    const auto stock = plan_stock("replay", sites, items, demand);
    std::int64_t in_warehouses = 0;
    std::int64_t warehouse_rows = 0;
    std::int64_t in_stores = 0;
    for (const StockRow& row : stock) {
        REQUIRE(row.item != 7);
        REQUIRE(row.units >= 1);
        if (sites[row.site].is_warehouse) {
            REQUIRE(row.units <= 1'000);
            ++warehouse_rows;
            in_warehouses += row.units;
        } else {
            REQUIRE(row.units <= 30);
            in_stores += row.units;
        }
    }
    const auto store_rows = static_cast<std::int64_t>(stock.size()) - warehouse_rows;
    // Kappa 4 over 4 warehouses: the mean of what one holds is half of the demand.
    CHECK(in_warehouses / warehouse_rows > 400);
    CHECK(in_warehouses / warehouse_rows < 600);
    CHECK(in_stores >= 2 * store_rows);
    CHECK(in_stores <= 4 * store_rows);
    // Ties in popularity go by index, so the tiers are 10, 40 and 50 items.
    CHECK(warehouse_rows > 200);
    CHECK(warehouse_rows < 300);
    CHECK(store_rows > 600);
    CHECK(store_rows < 1'400);
}

TEST_CASE("an order's request asks for the source's money to the penny") {
    const Plan plan = small_plan();
    const auto request = order_request(plan, 0);
    CHECK(request.request_id() == "replay:retail-raw:536365");
    CHECK(request.external_id() == "536365");
    CHECK(request.expected_total().minor_units() == plan.orders[0].money);
    CHECK(request.expected_total().currency_code() == "GBP");
    CHECK(request.on_shortage() == oms::orders::v1::ON_SHORTAGE_BACKORDER);
    REQUIRE(request.lines_size() == 2);
    CHECK(request.lines(0).discounts_size() == 0);
    REQUIRE(request.lines(1).discounts_size() == 1);
    CHECK(request.lines(1).discounts(0).amount().minor_units() == 1'696);
    CHECK(request.SerializeAsString() == order_request(plan, 0).SerializeAsString());
}

TEST_CASE("requests of catalog and stock carry what was planned") {
    Plan plan = small_plan();
    CHECK(item_request(plan, 0).item().title() == "LANTERN");
    CHECK(item_request(plan, 0).item().length_mm() > 0);
    const auto location = location_request(plan, 0).location();
    CHECK(location.weekly_hours_size() == 6);
    CHECK(location.capabilities_size() == 2);
    CHECK(location.address().postal_code() == "AB10");
    std::size_t next = 0;
    const auto stock = stock_request(plan, next);
    CHECK(next == 2);
    CHECK(stock.movements_size() == 2);
    // Another selection has other stock, so it needs another id.
    plan.orders[0].external_id = "536366";
    next = 0;
    CHECK(stock_request(plan, next).request_id() != stock.request_id());
}

TEST_CASE("batches keep the orders' sequence and bound their lines") {
    std::vector<ReplayOrder> orders(200);
    for (ReplayOrder& order : orders)
        order.lines.resize(1);
    orders[100].lines.resize(1'108);
    const auto batches = batches_of(orders);
    std::size_t next = 0;
    for (const auto& [first, last] : batches) {
        CHECK(first == next);
        CHECK(last > first);
        CHECK(last - first <= 64);
        next = last;
    }
    CHECK(next == 200);
    CHECK(std::find(batches.begin(), batches.end(),
                    std::pair<std::size_t, std::size_t>{100, 101}) != batches.end());
}

TEST_CASE("a report is reconciled only while every row is equal") {
    Report report;
    report.compare("orders", 19'773, 19'773);
    report.compare_money("money", 1'027'103'461, 1'027'103'461);
    CHECK(report.all_equal());
    CHECK(report.text().find("GBP 10,271,034.61") != std::string::npos);
    CHECK(report.text().find("reconciled: every row is equal") != std::string::npos);
    report.expect_none("orders placed twice", 1);
    CHECK_FALSE(report.all_equal());
    CHECK(report.text().find("NOT RECONCILED: 1 rows differ") != std::string::npos);
    CHECK(with_commas(-1'234'567) == "-1,234,567");
    CHECK(pounds(-5) == "GBP -0.05");
}
