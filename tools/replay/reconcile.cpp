#include "tools/replay/reconcile.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "oms/admin/v1/admin_service.grpc.pb.h"
#include "oms/events/v1/event_service.grpc.pb.h"
#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "tools/replay/progress.hpp"
#include "tools/replay/stored.hpp"

namespace oms::replay {
namespace {

namespace admin = oms::admin::v1;
namespace events = oms::events::v1;

constexpr int reads_in_flight = 32;
constexpr std::chrono::hours as_long_as_it_takes{24};

std::int64_t size_of(const auto& container) {
    return static_cast<std::int64_t>(container.size());
}

void read_events(Session& session, const Plan& plan, EventTally& tally) {
    constexpr int largest_page = 200;
    Progress progress("events", size_of(plan.orders));
    events::ListEventsRequest request;
    request.mutable_filter()->add_types("order.placed");
    request.set_page_size(largest_page);
    for (bool more = true; more;) {
        events::ListEventsResponse page;
        const grpc::Status status =
            session.call(&events::EventService::Stub::ListEvents, request, page);
        // A page of large orders is more than an answer may be.
        if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
            request.page_size() > 1) {
            request.set_page_size(request.page_size() / 2);
            continue;
        }
        if (!status.ok())
            throw std::runtime_error(fmt::format("ListEvents: {} {}",
                                                 static_cast<int>(status.error_code()),
                                                 status.error_message()));
        for (const events::Event& event : page.events())
            tally.add(event.data_json());
        progress.add(page.events_size());
        request.set_cursor(page.next_cursor());
        request.set_page_size(std::min(largest_page, request.page_size() * 2));
        more = page.more();
    }
}

// Returns how many orders were not found.
std::int64_t read_orders(const std::string& address, const Plan& plan, OrderTally& tally,
                         OrderIndex& ids) {
    std::unordered_map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < plan.orders.size(); ++i)
        index.emplace(plan.orders[i].external_id, i);
    Progress progress("orders read back", size_of(plan.orders));
    std::size_t next = 0;
    std::int64_t found = 0;
    const auto make_request = [&](std::string& bytes) {
        if (next == plan.orders.size()) return false;
        orders::v1::GetOrderRequest request;
        request.mutable_external()->set_channel_id(channel_of(plan.profile));
        request.mutable_external()->set_external_id(plan.orders[next++].external_id);
        return request.SerializeToString(&bytes);
    };
    load::Load(address, "/oms.orders.v1.OrderService/GetOrder", principal)
        .closed_loop(reads_in_flight, as_long_as_it_takes, make_request,
                     [&](const grpc::ByteBuffer& reply) {
                         const auto stored = load::parse<orders::v1::GetOrderResponse>(reply);
                         const auto at = index.find(stored.order().external_id());
                         progress.add(1);
                         if (at == index.end()) return;
                         ++found;
                         ids.emplace(stored.order().order_id(), at->second);
                         tally.add(order_request(plan, at->second), stored.order());
                         index.erase(at);
                     });
    return size_of(plan.orders) - found;
}

void read_stock(Session& session, const Plan& plan, StockTally& tally) {
    for (const RetailItem& item : plan.retail.items) {
        inventory::v1::GetStockRequest request;
        request.set_sku(item.sku);
        tally.add(item.sku, session.get(&inventory::v1::InventoryService::Stub::GetStock, request));
    }
}

void compare_totals(const std::string& how, const Totals& source, const Totals& store,
                    Report& report) {
    report.compare("orders, " + how, source.orders, store.orders);
    report.compare("lines, " + how, source.lines, store.lines);
    report.compare("units, " + how, source.units, store.units);
    report.compare_money("money, " + how, source.money, store.money);
}

void explain_backorders(const Plan& plan, const EventTally& tally, Report& report) {
    const UnitTally& units = tally.units();
    const std::int64_t all = tally.totals().units;
    report.explain(fmt::format(
        "{} of {} units ({:.1f} %) are allocated; {} wait for stock, of {} of {} SKUs: the network "
        "has no free unit of any of these.",
        with_commas(units.allocated), with_commas(all),
        all > 0 ? 100.0 * static_cast<double>(units.allocated) / static_cast<double>(all) : 0,
        with_commas(units.backordered), with_commas(size_of(tally.backordered())),
        with_commas(size_of(plan.retail.items))));
}

void compare_stock(Session& session, const Plan& plan, const EventTally& event_tally,
                   const OrderTally& order_tally, Report& report) {
    std::unordered_map<std::string, std::int64_t> posted;
    std::int64_t units_posted = 0;
    for (const StockRow& row : plan.stock) {
        posted[stock_key(plan.retail.items[row.item].sku, plan.sites[row.site].location_id)] +=
            row.units;
        units_posted += row.units;
    }
    StockTally stock(posted, event_tally.reserved(), event_tally.backordered());
    read_stock(session, plan, stock);
    report.compare("units neither allocated nor backordered", 0, order_tally.units().elsewhere);
    report.compare("units allocated: events, orders read back", event_tally.units().allocated,
                   order_tally.units().allocated);
    report.compare("units allocated, units reserved in stock", order_tally.units().allocated,
                   stock.reserved());
    report.compare("stock rows posted, found", size_of(plan.stock), stock.rows());
    report.compare("units posted, on hand", units_posted, stock.on_hand());
    report.expect_none("stock rows out of balance", stock.unbalanced());
    report.expect_none("stock rows oversold", stock.oversold());
    report.expect_none("SKUs with backorders and free stock", stock.waiting_in_vain());
    explain_backorders(plan, event_tally, report);
}

}  // namespace

void compare_with_readme(const Plan& plan, bool whole_profile, Report& report) {
    const Retail& retail = plan.retail;
    const auto home = std::count_if(
        retail.invoices.begin(), retail.invoices.end(),
        [](const retail::Invoice& invoice) { return invoice.country == "United Kingdom"; });
    report.compare("README: rows of the file", 541'909, retail.file_rows);
    report.compare("README: units of the file", 5'176'450, retail.file_units);
    // Whole pence, as published; a few rows have tenths.
    report.compare_money("README: money of the file", 974'774'793, retail.file_money_mills / 10);
    report.compare("README: orders", 19'773, retail.totals.orders);
    report.compare("README: lines", 517'256, retail.totals.lines);
    report.compare("README: SKUs", 3'900, size_of(retail.items));
    report.compare("README: orders to the United Kingdom", 17'901, home);
    report.compare("README: customers with an outward code", 3'950, plan.customers);
    report.compare("outward codes that pick() gives again", plan.customers, plan.customers_by_rule);
    if (!whole_profile || plan.profile != Profile::consumer) return;
    const Totals consumer = totals_of(plan.orders);
    report.compare("routing bench: consumer orders", 224'802, consumer.orders);
    report.compare("routing bench: consumer lines", 473'693, consumer.lines);
}

OrderIndex compare_with_store(Session& session, const Plan& plan, const Placed& placed, bool begun,
                              Report& report) {
    const Totals source = totals_of(plan.orders);
    report.compare("orders accepted", source.orders, placed.accepted);
    for (const auto& [reason, count] : placed.refused)
        report.expect_none("orders refused: " + reason, count);
    for (const std::string& example : placed.examples)
        report.explain("refused: " + example);

    EventTally event_tally(channel_of(plan.profile));
    read_events(session, plan, event_tally);
    compare_totals("events", source, event_tally.totals(), report);
    report.expect_none("orders placed twice, events", event_tally.doubled());

    OrderTally order_tally;
    OrderIndex ids;
    const std::int64_t missing = read_orders(session.address(), plan, order_tally, ids);
    compare_totals("read back", source, order_tally.totals(), report);
    report.expect_none("orders not found by external id", missing);
    report.expect_none("orders that differ from what was asked", order_tally.different());
    for (const std::string& example : order_tally.examples())
        report.explain("differs: " + example);
    if (!begun) compare_stock(session, plan, event_tally, order_tally, report);
    return ids;
}

void compare_verified(Session& session, const Plan& plan, Report& report) {
    const auto begun = std::chrono::steady_clock::now();
    const admin::VerifyStoreResponse checked =
        session.get(&admin::AdminService::Stub::VerifyStore, admin::VerifyStoreRequest{},
                    std::chrono::minutes{10});
    const auto took = std::chrono::steady_clock::now() - begun;
    report.compare("orders checked by VerifyStore", size_of(plan.orders), checked.orders_checked());
    report.expect_none("findings of VerifyStore", checked.findings_size());
    for (int i = 0; i < std::min(5, checked.findings_size()); ++i)
        report.explain(fmt::format("finding: {} {} {}", checked.findings(i).invariant(),
                                   checked.findings(i).subject(),
                                   checked.findings(i).description()));
    report.explain(fmt::format("VerifyStore checked {} events and {} stock rows in {:.1f} s.",
                               with_commas(checked.events_checked()),
                               with_commas(checked.stock_rows_checked()),
                               std::chrono::duration<double>(took).count()));
}

bool has_begun(Session& session) {
    events::ListEventsRequest request;
    request.mutable_filter()->add_types("fulfillment_order.released");
    request.set_page_size(1);
    return session.get(&events::EventService::Stub::ListEvents, request).events_size() > 0;
}

}  // namespace oms::replay
