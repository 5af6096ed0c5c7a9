#include <doctest/doctest.h>

#include "tools/replay/returned.hpp"

using namespace oms::replay;
using oms::retail::cancellations_of;
using oms::retail::SourceRow;

namespace {

// One customer buys six and four of A and two of B, and gives back in three invoices.
std::vector<SourceRow> rows() {
    return {
        {"1",  "11111A", "a", 6,  2'550, "7", "France"},
        {"1",  "22222",  "b", 2,  1'000, "7", "France"},
        {"C2", "11111A", "a", -5, 2'550, "7", "France"},
        {"3",  "11111A", "a", 4,  2'000, "7", "France"},
        {"C4", "11111A", "a", -3, 1'990, "7", "France"},
        {"C4", "11111A", "a", -2, 1'990, "7", "France"},
        {"C4", "M",      "m", -1, 9'995, "7", "France"},
        {"C5", "11111A", "a", -4, 2'000, "7", "France"},
        {"C6", "22222",  "b", -1, 1'000, "",  "France"},
    };
}

Plan plan() {
    Plan plan;
    plan.retail = oms::retail::clean(rows());
    plan.orders = orders_of(plan.retail, Profile::raw, "");
    Site site;
    site.location_id = "WH02";
    site.is_warehouse = true;
    plan.sites.push_back(site);
    return plan;
}

}  // namespace

TEST_CASE("cancelled invoices are read with their sums, and matched to what was bought before") {
    const oms::retail::Cancellations all = cancellations_of(rows());
    REQUIRE(all.invoices.size() == 4);
    CHECK(all.rows == 6);
    CHECK(all.units == 16);
    CHECK(all.goods_units == 15);
    CHECK(all.money_mills == 5 * 2'550 + 5 * 1'990 + 9'995 + 4 * 2'000 + 1'000);
    CHECK(all.goods_money_mills == all.money_mills - 9'995);
    CHECK(all.customer_rows == 4);
    CHECK(all.matched_rows == 4);
    CHECK(all.invoices[0].invoices_before == 1);
    CHECK(all.invoices[1].invoices_before == 2);
    // Rows of one price are one line.
    REQUIRE(all.invoices[1].lines.size() == 2);
    CHECK(all.invoices[1].lines[0].units == 5);
    CHECK_FALSE(all.invoices[1].lines[1].is_goods);
    CHECK_THROWS(cancellations_of({
        {"C1", "11111", "a", 1, 100, "7", "France"}
    }));
}

TEST_CASE("goods go back to the newest order that still has them, and no unit twice") {
    const ReturnPlan returns = plan_returns(plan(), cancellations_of(rows()));
    CHECK(returns.invoices == 4);
    REQUIRE(returns.calls.size() == 5);
    CHECK(returns.calls[0].order == 0);
    // Five at once: the newest order never had so many, and the other has given back five of six.
    CHECK_FALSE(returns.calls[1].order);
    CHECK(returns.calls[1].goods.size() == 1);
    // No goods: alone, and of no order.
    CHECK_FALSE(returns.calls[2].order);
    CHECK(returns.calls[2].goods[0].sku == "M");
    CHECK(returns.calls[3].order == 1);
    // Nobody knows who it was.
    CHECK_FALSE(returns.calls[4].order);

    const auto of_order =
        return_request(plan(), returns, returns.calls[3], returns.calls[3].goods, 0, "ord_1");
    CHECK(of_order.order_id() == "ord_1");
    CHECK(of_order.units(0).line_no() == 1);
    CHECK_FALSE(of_order.units(0).has_unit_credit());
    CHECK(of_order.location_id() == "WH02");
    const auto blind =
        return_request(plan(), returns, returns.calls[1], returns.calls[1].goods, 0, "");
    CHECK(blind.order_id().empty());
    CHECK(blind.units(0).sku() == "11111A");
    CHECK(blind.units(0).unit_credit().minor_units() == 199);
    CHECK_FALSE(blind.evidence().empty());
    CHECK(blind.request_id() != of_order.request_id());
}

TEST_CASE("units of a line cost together what the line costs, pennies that do not divide first") {
    const InvoiceLine line{0, 3, 100, 20};
    CHECK(cost_of_first(line, 0) == 0);
    CHECK(cost_of_first(line, 1) == 93);
    CHECK(cost_of_first(line, 2) == 186);
    CHECK(cost_of_first(line, 3) == 280);
}
