#include <array>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tools/replay/demand.hpp"
#include "tools/retail/consumer_cut.hpp"
#include "tools/retail/retail.hpp"

using namespace oms::replay;
using oms::retail::clean;
using oms::retail::length_of_cut;
using oms::retail::SourceRow;

namespace {

SourceRow row(const std::string& invoice, const std::string& code, std::int64_t quantity,
              std::int64_t price_mills) {
    return {invoice, code, "THING ", quantity, price_mills, "17850", "United Kingdom"};
}

std::vector<SourceRow> mixed_prices() {
    return {row("536544", "21218", 2, 3'750), row("536544", "22844", 1, 16'980),
            row("536544", "21218", 1, 8'470), row("536544", "21218", 1, 2'000)};
}

}  // namespace

TEST_CASE("a raw order is its invoice") {
    const Retail retail = clean(mixed_prices());
    const auto orders = orders_of(retail, Profile::raw, "replay");
    REQUIRE(orders.size() == 1);
    CHECK(orders[0].external_id == "536544");
    CHECK(orders[0].person == "cust:17850");
    CHECK(totals_of(orders) == retail.totals);
    CHECK(demand_of(orders, 2) == std::vector<std::int64_t>{4, 1});
}

TEST_CASE("an invoice is cut into consumer orders of one to ten lines") {
    // The published draw is 680 of 1,000.
    CHECK(length_of_cut("536365", 0) == 2);
    std::vector<SourceRow> rows;
    for (int i = 0; i < 300; ++i)
        rows.push_back(row("536365", std::to_string(10'000 + i), 7, 1'000));
    rows.push_back({"536366", "10000", "THING", 1, 1'000, "", "France"});
    const auto orders = orders_of(clean(rows), Profile::consumer, "replay");
    std::size_t lines = 0;
    std::array<int, 7> by_units{};
    for (std::size_t k = 0; k < orders.size(); ++k) {
        CHECK(orders[k].external_id == "536365-" + std::to_string(k));
        CHECK(orders[k].person == "sub:536365:" + std::to_string(k));
        CHECK(orders[k].lines.size() <= length_of_cut("536365", k));
        CHECK(orders[k].money == orders[k].units * 100);
        for (const InvoiceLine& line : orders[k].lines) {
            CHECK(line.item == lines++);
            REQUIRE(line.units >= 1);
            REQUIRE(line.units <= 6);
            ++by_units[static_cast<std::size_t>(line.units)];
        }
    }
    CHECK(lines == 300);
    CHECK(by_units[1] > 200);
    CHECK(by_units[2] > by_units[3]);
    CHECK(demand_of(orders, 300) != demand_of(orders_of(clean(rows), Profile::consumer, "x"), 300));
}

TEST_CASE("a slice is the first orders, with the largest of all at its end when asked") {
    std::vector<ReplayOrder> all(5);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].external_id = std::to_string(i);
        all[i].lines.resize(i == 3 ? 9 : 1);
    }
    const auto ids = [&](std::size_t limit, bool largest) {
        std::vector<ReplayOrder> orders = all;
        keep_first(orders, limit, largest);
        std::string text;
        for (const ReplayOrder& order : orders)
            text += order.external_id;
        return text;
    };
    CHECK(ids(0, true) == "01234");
    CHECK(ids(9, true) == "01234");
    CHECK(ids(2, false) == "01");
    CHECK(ids(2, true) == "03");
    CHECK(ids(4, true) == "0123");
}
