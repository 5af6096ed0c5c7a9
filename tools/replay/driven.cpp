#include "tools/replay/driven.hpp"

#include <chrono>

#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "tools/replay/stored.hpp"
#include "tools/replay/task_driver.hpp"

namespace oms::replay {
namespace {

namespace pb = oms::fulfillment::v1;

constexpr int reads_in_flight = 32;
constexpr std::chrono::hours as_long_as_it_takes{24};

bool corrects_stock(pb::RefusalReason reason) {
    return reason == pb::REFUSAL_REASON_NOT_FOUND || reason == pb::REFUSAL_REASON_DAMAGED ||
           reason == pb::REFUSAL_REASON_SOLD_IN_STORE;
}

DrivenTally read_orders(const std::string& address, const OrderIndex& index) {
    DrivenTally tally;
    auto next = index.begin();
    load::Load(address, "/oms.orders.v1.OrderService/GetOrder", principal)
        .closed_loop(
            reads_in_flight, as_long_as_it_takes,
            [&](std::string& bytes) {
                if (next == index.end()) return false;
                orders::v1::GetOrderRequest request;
                request.set_order_id(next++->first);
                return request.SerializeToString(&bytes);
            },
            [&](const grpc::ByteBuffer& reply) {
                tally.add(load::parse<orders::v1::GetOrderResponse>(reply).order());
            });
    return tally;
}

// Returns how many tasks have not ended.
std::int64_t read_tasks(Session& session, const Plan& plan, TaskTally& tally) {
    std::int64_t open = 0;
    for (const Site& site : plan.sites) {
        for (const bool ended : {true, false}) {
            pb::ListFulfillmentOrdersRequest request;
            request.set_location_id(site.location_id);
            request.set_ended(ended);
            do {
                const auto page =
                    session.get(&pb::FulfillmentService::Stub::ListFulfillmentOrders, request);
                for (const auto& task : page.fulfillment_orders())
                    tally.add(task);
                if (!ended) open += page.fulfillment_orders_size();
                request.set_page_token(page.next_page_token());
            } while (!request.page_token().empty());
        }
    }
    return open;
}

struct Shelves {
    std::int64_t posted = 0;
    std::int64_t on_hand = 0;
    std::int64_t reserved = 0;
    std::int64_t wrong = 0;
    std::int64_t written_off = 0;  // by refusals
};

Shelves read_shelves(Session& session, const Plan& plan, const TaskTally& tasks) {
    std::unordered_map<std::string, std::int64_t> left = {};
    Shelves shelves;
    for (const StockRow& row : plan.stock) {
        left[stock_key(plan.retail.items[row.item].sku, plan.sites[row.site].location_id)] +=
            row.units;
        shelves.posted += row.units;
    }
    for (const auto& [key, units] : tasks.gone())
        left[key] -= units;
    for (const RetailItem& item : plan.retail.items) {
        inventory::v1::GetStockRequest request;
        request.set_sku(item.sku);
        const auto stock = session.get(&inventory::v1::InventoryService::Stub::GetStock, request);
        for (const inventory::v1::StockLevel& level : stock.levels()) {
            const std::string key = stock_key(item.sku, level.location_id());
            const std::int64_t missing = left[key] - level.on_hand();
            const bool corrected = tasks.corrected().count(key) > 0;
            if (missing < 0 || (missing > 0 && !corrected)) ++shelves.wrong;
            shelves.written_off += missing;
            shelves.on_hand += level.on_hand();
            shelves.reserved += level.reserved();
        }
    }
    return shelves;
}

void explain(const Driven& driven, const TaskTally& tasks, Report& report) {
    report.explain(fmt::format(
        "{} tasks in {} passes and {:.1f} s, {:.0f} calls/s; {} handovers; {} orders had units "
        "canceled that nobody has; {} tasks were planned again by a person.",
        with_commas(driven.tasks), driven.passes, driven.seconds,
        static_cast<double>(driven.calls) / std::max(driven.seconds, 0.001),
        with_commas(driven.handovers), with_commas(driven.canceled_orders),
        with_commas(driven.decided)));
    report.explain(fmt::format(
        "{} orders had been held as a duplicate of another, since the same basket of the same "
        "customer came within ten minutes; a person let them go.",
        with_commas(driven.released)));
    std::string kinds;
    for (const auto& [kind, count] : driven.refused)
        kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, kind);
    report.explain(fmt::format("Refused: {}; {} tasks ended refused, of {}.",
                               kinds.empty() ? "none" : kinds, with_commas(tasks.refused()),
                               with_commas(tasks.tasks())));
}

}  // namespace

void DrivenTally::add(const orders::v1::Order& order) {
    std::int64_t due = 0;
    for (const auto& payment : order.payments_due()) {
        const std::int64_t amount = payment.amount().minor_units();
        due += amount;
        (payment.kind() == orders::v1::DUE_KIND_CAPTURE ? captured_ : voided_) += amount;
    }
    if (due != order.totals().total().minor_units()) ++unsettled_;
    for (const orders::v1::OrderLine& line : order.lines()) {
        const auto& units = line.quantities();
        ordered_ += units.ordered();
        delivered_ += units.delivered();
        collected_ += units.collected();
        canceled_ += units.canceled();
        if (units.delivered() + units.collected() + units.canceled() != units.ordered())
            ++unfinished_;
    }
}

void TaskTally::add(const fulfillment::v1::FulfillmentOrder& task) {
    ++tasks_;
    const bool refused = task.state() == pb::FULFILLMENT_STATE_REJECTED;
    if (refused) ++refused_;
    std::unordered_map<std::int32_t, std::string> rows;
    for (const auto& line : task.lines()) {
        const std::string& row =
            rows.emplace(line.line_no(), stock_key(line.sku(), task.location_id())).first->second;
        collected_ += line.collected();
        if (line.collected() > 0) gone_[row] += line.collected();
        if ((refused && corrects_stock(task.refusal())) || line.short_quantity() > 0)
            corrected_.insert(row);
    }
    for (const auto& parcel : task.parcels()) {
        if (parcel.state() == pb::PARCEL_STATE_VOIDED) continue;
        ++parcels_;
        const bool labelled = !parcel.sscc().empty();
        if (!parcel_ids_.insert(parcel.parcel_id()).second ||
            (labelled && !ssccs_.insert(parcel.sscc()).second))
            ++doubled_;
        for (const auto& units : parcel.units()) {
            shipped_ += units.quantity();
            gone_[rows[units.line_no()]] += units.quantity();
        }
    }
}

void compare_driven(Session& session, const Plan& plan, const OrderIndex& index,
                    const Driven& driven, Report& report) {
    const Totals source = totals_of(plan.orders);
    const DrivenTally orders = read_orders(session.address(), index);
    report.compare("units ordered, when all is done", source.units, orders.ordered());
    report.compare("units delivered + collected + canceled", source.units,
                   orders.delivered() + orders.collected() + orders.canceled());
    report.expect_none("lines with units elsewhere", orders.unfinished());
    report.compare_money("money captured + voided", source.money,
                         orders.captured() + orders.voided());
    report.expect_none("orders whose dues are not their total", orders.unsettled());

    TaskTally tasks;
    report.expect_none("tasks that have not ended", read_tasks(session, plan, tasks));
    report.compare("units delivered: orders, parcels", orders.delivered(), tasks.shipped());
    report.compare("units collected: orders, tasks", orders.collected(), tasks.collected());
    report.expect_none("parcels with a number twice", tasks.doubled());

    const Shelves shelves = read_shelves(session, plan, tasks);
    report.compare("units posted, on hand + left + written off", shelves.posted,
                   shelves.on_hand + tasks.shipped() + tasks.collected() + shelves.written_off);
    report.expect_none("stock rows out of balance", shelves.wrong);
    report.expect_none("units still reserved", shelves.reserved);
    report.explain(fmt::format(
        "{} units: {} delivered in {} parcels, {} collected, {} canceled; {} written off by "
        "refusals. Captured {}, voided {}.",
        with_commas(orders.ordered()), with_commas(orders.delivered()),
        with_commas(tasks.parcels()), with_commas(orders.collected()),
        with_commas(orders.canceled()), with_commas(shelves.written_off), pounds(orders.captured()),
        pounds(orders.voided())));
    explain(driven, tasks, report);
}

}  // namespace oms::replay
