#include "tools/replay/returned.hpp"

#include <algorithm>
#include <set>

#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "oms/orders/v1/order_service.grpc.pb.h"
#include "oms/returns/v1/return_service.grpc.pb.h"
#include "tools/replay/stored.hpp"

namespace oms::replay {
namespace {

namespace pb = oms::returns::v1;

constexpr std::int64_t mills_of_a_penny = 10;
constexpr int page_size = 200;

// What the store keeps of the returns.
struct StoredReturns {
    std::int64_t returns = 0;
    std::int64_t unfinished = 0;
    std::int64_t units_of_orders = 0;
    std::int64_t units_of_none = 0;
    std::int64_t refunded = 0;  // of orders
    std::int64_t credited = 0;  // of none
};

StoredReturns read_returns(Session& session, const Plan& plan) {
    StoredReturns stored;
    for (const Site& site : plan.sites) {
        for (const bool ended : {true, false}) {
            pb::ListReturnsRequest request;
            request.set_location_id(site.location_id);
            request.set_ended(ended);
            request.set_page_size(page_size);
            do {
                const auto page = session.get(&pb::ReturnService::Stub::ListReturns, request);
                for (const pb::Return& one : page.returns()) {
                    ++stored.returns;
                    if (one.state() != pb::RETURN_STATE_REFUNDED) ++stored.unfinished;
                    const bool is_blind = one.order_id().empty();
                    for (const pb::ReturnLine& line : one.lines())
                        (is_blind ? stored.units_of_none : stored.units_of_orders) +=
                            line.received();
                    (is_blind ? stored.credited : stored.refunded) += one.refunded().minor_units();
                }
                request.set_page_token(page.next_page_token());
            } while (!request.page_token().empty());
        }
    }
    return stored;
}

// What the orders say of it.
struct StoredOrders {
    std::int64_t different = 0;  // lines that have other units back than came
    std::int64_t due = 0;        // refunds, by the orders
    std::int64_t expected = 0;   // by the source's prices
    std::int64_t overpaid = 0;   // orders that paid back more than they captured
};

StoredOrders read_orders(Session& session, const Plan& plan, const OrderIndex& index,
                         const Returned& done) {
    std::set<std::size_t> touched;
    for (const auto& [at, units] : done.by_line)
        touched.insert(at.first);
    StoredOrders sums;
    for (const auto& [id, place] : index) {
        if (touched.count(place) == 0) continue;
        orders::v1::GetOrderRequest request;
        request.set_order_id(id);
        const auto order = session.get(&orders::v1::OrderService::Stub::GetOrder, request).order();
        for (int i = 0; i < order.lines_size(); ++i) {
            const auto& units = order.lines(i).quantities();
            const auto back = done.by_line.find({place, static_cast<std::size_t>(i)});
            const std::int64_t came = back == done.by_line.end() ? 0 : back->second;
            if (units.returned() != came) ++sums.different;
            const InvoiceLine& line = plan.orders[place].lines[static_cast<std::size_t>(i)];
            const std::int64_t had = units.delivered() + units.collected();
            sums.expected += cost_of_first(line, had) - cost_of_first(line, had - came);
        }
        std::int64_t captured = 0;
        std::int64_t refunded = 0;
        for (const auto& due : order.payments_due()) {
            if (due.kind() == orders::v1::DUE_KIND_CAPTURE) captured += due.amount().minor_units();
            if (due.kind() == orders::v1::DUE_KIND_REFUND) refunded += due.amount().minor_units();
        }
        sums.due += refunded;
        if (refunded > captured) ++sums.overpaid;
    }
    return sums;
}

void compare_counters(const Counters& before, const Counters& after, const Returned& done,
                      Report& report) {
    std::int64_t wrong = 0;
    std::int64_t on_hand = 0;
    std::int64_t damaged = 0;
    for (const auto& [key, now] : after) {
        const auto was = before.find(key);
        const auto came = done.shelved.find(key);
        std::pair<std::int64_t, std::int64_t> expected{0, 0};
        if (was != before.end()) expected = was->second;
        if (came != done.shelved.end()) {
            expected.first += came->second.first;
            expected.second += came->second.second;
        }
        if (now != expected) ++wrong;
        on_hand += now.first - (was == before.end() ? 0 : was->second.first);
        damaged += now.second - (was == before.end() ? 0 : was->second.second);
    }
    std::int64_t sellable = 0;
    std::int64_t aside = 0;
    for (const auto& [key, units] : done.shelved) {
        sellable += units.first;
        aside += units.second;
    }
    report.compare("units for sale again, more on hand", sellable, on_hand);
    report.compare("units put aside, more damaged", aside, damaged);
    report.expect_none("stock rows out of balance, returns", wrong);
}

void explain_endings(const ReturnPlan& returns, const Returned& done, Report& report) {
    std::int64_t counts[8] = {};
    for (const int ending : done.endings)
        ++counts[ending];
    report.expect_none("cancelled invoices without an end", counts[0]);
    report.explain(fmt::format(
        "{} cancelled invoices: {} refunded, {} credited, {} refused, {} in parts of these.",
        with_commas(static_cast<std::int64_t>(returns.invoices)), with_commas(counts[1]),
        with_commas(counts[2]), with_commas(counts[4]),
        with_commas(counts[3] + counts[5] + counts[6] + counts[7])));
    const auto tell = [&](const char* how, const Ended& ended) {
        report.explain(fmt::format("{}: {} lines, {} units, {} at the prices of their rows.", how,
                                   with_commas(ended.lines), with_commas(ended.units),
                                   pounds(ended.source_mills / mills_of_a_penny)));
    };
    tell("Refunded", done.refunded);
    tell("Credited, of no order", done.credited);
    tell("Refused", done.refused);
    for (const auto& [reason, lines] : done.refused_lines)
        report.explain(fmt::format("Refused as {}: {} lines.", reason, with_commas(lines)));
    report.explain(fmt::format("Paid back {} of orders, at what they had cost, and {} as credit.",
                               pounds(done.refund_pence), pounds(done.credit_pence)));
}

}  // namespace

Counters read_counters(Session& session, const Plan& plan) {
    Counters counters;
    for (const RetailItem& item : plan.retail.items) {
        inventory::v1::GetStockRequest request;
        request.set_sku(item.sku);
        const auto stock = session.get(&inventory::v1::InventoryService::Stub::GetStock, request);
        for (const inventory::v1::StockLevel& level : stock.levels())
            counters[stock_key(item.sku, level.location_id())] = {level.on_hand(), level.damaged()};
    }
    return counters;
}

std::int64_t cost_of_first(const InvoiceLine& line, std::int64_t kept) {
    const std::int64_t share = line.discount / line.units;
    const std::int64_t left_over = line.discount % line.units;
    return kept * (line.unit_price - share) - std::min(kept, left_over);
}

void compare_cancellations_with_readme(const retail::Cancellations& source, Report& report) {
    report.compare("README: cancelled invoices", 3'836,
                   static_cast<std::int64_t>(source.invoices.size()));
    report.compare("README: rows of cancelled invoices", 9'288, source.rows);
    report.compare("README: of goods and a customer", 8'539, source.customer_rows);
    // 86.9 %, as published.
    constexpr std::int64_t per_mille = 1'000;
    report.compare(
        "README: of them match a purchase, of 1,000", 869,
        (source.matched_rows * per_mille + source.customer_rows / 2) / source.customer_rows);
}

void compare_returned(Session& session, const Plan& plan, const ReturnPlan& returns,
                      const OrderIndex& index, const Counters& before, const Returned& done,
                      Report& report) {
    const bool is_whole = returns.invoices == returns.source.invoices.size();
    std::int64_t units = is_whole ? returns.source.units : 0;
    std::int64_t mills = is_whole ? returns.source.money_mills : 0;
    for (std::size_t i = 0; !is_whole && i < returns.invoices; ++i) {
        for (const retail::CancelledLine& line : returns.source.invoices[i].lines) {
            units += line.units;
            mills += line.units * line.price_mills;
        }
    }
    report.compare("cancelled units, refunded + credited + refused", units,
                   done.refunded.units + done.credited.units + done.refused.units);
    report.compare(
        "cancelled mills, refunded + credited + refused", mills,
        done.refunded.source_mills + done.credited.source_mills + done.refused.source_mills);
    explain_endings(returns, done, report);

    const StoredReturns stored = read_returns(session, plan);
    report.compare("returns taken, read back", done.returns, stored.returns);
    report.expect_none("returns that are not paid back", stored.unfinished);
    report.compare("units returned of orders, read back", done.refunded.units,
                   stored.units_of_orders);
    report.compare("units returned of no order, read back", done.credited.units,
                   stored.units_of_none);
    report.compare_money("credit: source's prices, answers", done.credit_due_pence,
                         done.credit_pence);
    report.compare_money("credit: source's prices, returns", done.credit_due_pence,
                         stored.credited);

    const StoredOrders orders = read_orders(session, plan, index, done);
    report.expect_none("order lines with other units back", orders.different);
    report.compare_money("refunds: order prices, answers", orders.expected, done.refund_pence);
    report.compare_money("refunds: order prices, returns", orders.expected, stored.refunded);
    report.compare_money("refunds: order prices, orders", orders.expected, orders.due);
    report.expect_none("orders that paid back more than captured", orders.overpaid);
    compare_counters(before, read_counters(session, plan), done, report);
}

}  // namespace oms::replay
