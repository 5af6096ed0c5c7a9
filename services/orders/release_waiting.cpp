#include "services/orders/release_waiting.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "services/fulfillment/releasing.hpp"
#include "services/orders/allocating.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::orders {
namespace {

constexpr std::chrono::minutes until_retried{1};

// Units that may be had of the SKU: all together, and most at one location.
struct Free {
    std::int64_t all = 0;
    std::int64_t most = 0;
};

Free free_units_of(const Sku& sku, const PlanningView& view) {
    Free free;
    const SkuCells cells = view.cells(sku);
    for (const StockView::Cell& cell : cells.cells) {
        const std::int64_t units = cells.available(cell);
        free.all += units;
        free.most = std::max(free.most, units);
    }
    return free;
}

}  // namespace

ReleaseWaiting::ReleaseWaiting(Header header, Timer timer, QueueRound round, WaitingPage read,
                               const Sourcing& sourcing)
    : Command(std::move(header)),
      timer_(std::move(timer)),
      round_(std::move(round)),
      read_(std::move(read)),
      sourcing_(sourcing) {}

SourcingPlan ReleaseWaiting::plan_line(const WaitingLine& line, const PlanningView& view) {
    const WaitingOrder& waiting = order_in(read_, line.order_id);
    const OrderLine& ordered = line_in(waiting.order, line.line_no);
    const Free free = free_units_of(round_.sku, view);
    // Rules may keep a line whole: then it gets what there is as if it were all it wanted.
    for (const std::int64_t units : {line.units, free.all, free.most}) {
        if (units == 0 || units > line.units) continue;
        Result<SourcingPlan> plan = sourcing_.plan(waiting_demand(waiting, ordered, units), view);
        if (!plan) {
            if (trouble_.empty()) {
                trouble_ = fmt::format("a line of {} that waits: {} {}", round_.sku.str(),
                                       info(plan.error().reason).name, plan.error().detail);
            }
            return {};
        }
        for (const ShortLine& left : plan->short_lines) {
            if (left.retry_time && (!next_day_ || *left.retry_time < *next_day_))
                next_day_ = left.retry_time;
        }
        if (!plan->units.empty()) return *std::move(plan);
    }
    return {};
}

void ReleaseWaiting::take(const WaitingLine& line, SourcingPlan plan, const PlanningView& view,
                          StockOverlay& taken) {
    for (const PlannedUnits& units : plan.units) {
        if (const auto place = view.view.index_of(units.key.location_id))
            taken.add(units.key.sku, *place, units.quantity);
        units_.push_back(units);
    }
    for (const OrderParcel& parcel : plan.parcels) {
        for (const WorkKey& key : parcel.work)
            taken.add_work(key, work_of(parcel));
        parcels_.push_back(parcel);
    }
    steps_.push_back({&line, std::move(plan)});
}

void ReleaseWaiting::plan(const PlanningView& view) {
    steps_.clear();
    units_.clear();
    parcels_.clear();
    stayed_ = 0;
    next_day_.reset();
    trouble_.clear();
    // Each line is planned around what those before it get.
    StockOverlay taken = view.overlay;
    const PlanningView mine{view.view,          taken,    view.now,     view.position,
                            view.command_index, view.own, view.facts_in};
    units_left_ = free_units_of(round_.sku, mine).all > 0;
    for (const WaitingLine& line : read_.lines) {
        if (!units_left_) break;
        SourcingPlan plan = plan_line(line, mine);
        std::int64_t got = 0;
        for (const PlannedUnits& units : plan.units)
            got += units.quantity;
        if (got > 0) take(line, std::move(plan), mine, taken);
        if (got < line.units) ++stayed_;
        units_left_ = free_units_of(round_.sku, mine).all > 0;
    }
}

void ReleaseWaiting::name_keys(KeySet& keys) const {
    for (const WaitingOrder& waiting : read_.orders)
        keys.orders.push_back(waiting.order.order_id);
    for (const PlannedUnits& units : units_)
        keys.stock.push_back(units.key);
    for (const OrderParcel& parcel : parcels_)
        keys.work.insert(keys.work.end(), parcel.work.begin(), parcel.work.end());
    for (const PlannedUnits& units : units_)
        keys.locations.push_back(units.key.location_id);
    keys.supply.push_back(round_.sku);
    keys.queues.push_back(
        {round_.sku, round_.skipped + static_cast<std::int64_t>(read_.lines.size())});
}

bool ReleaseWaiting::is_as_read(const UnitOfWork& unit) const {
    for (const WaitingOrder& waiting : read_.orders) {
        const Order* order = unit.orders.find(waiting.order.order_id);
        if (order == nullptr || order->head.sequence != waiting.order.head.sequence) return false;
    }
    const std::vector<WaitingLine> queue = unit.queue(round_.sku);
    const auto skipped = static_cast<std::size_t>(round_.skipped);
    return queue.size() >= skipped + read_.lines.size() &&
           std::equal(read_.lines.begin(), read_.lines.end(),
                      queue.begin() + static_cast<std::ptrdiff_t>(skipped));
}

void ReleaseWaiting::go_on(UnitOfWork& unit, std::int64_t skipped) const {
    QueueRound next = round_;
    ++next.round;
    next.skipped = skipped;
    unit.set({timer_.due, TimerKind::release_waiting, to_text(next)});
}

Result<void> ReleaseWaiting::allocate(UnitOfWork& unit, const Step& step,
                                      std::unordered_map<OrderId, std::int64_t>& decisions) const {
    const OrderId& id = step.line->order_id;
    Order order = *unit.orders.find(id);
    OMS_CHECK(allocate_waiting(unit, order, step.plan, DecisionCause::released, decisions[id]));
    fulfilling::release_order(unit, order, {});
    unit.orders.put(id, std::move(order));
    return {};
}

void ReleaseWaiting::retry_later(UnitOfWork& unit) const {
    if (next_day_) unit.set(release_timer(round_.sku, *next_day_, 0));
    if (!trouble_.empty()) unit.set(release_timer(round_.sku, unit.now() + until_retried, 0));
}

Result<std::string> ReleaseWaiting::run(UnitOfWork& unit) {
    unit.unset(timer_);
    if (!is_as_read(unit)) {
        go_on(unit, round_.skipped);
        return std::string();
    }
    std::unordered_map<OrderId, std::int64_t> decisions;
    for (const WaitingOrder& waiting : read_.orders)
        decisions[waiting.order.order_id] = waiting.decisions;
    for (const Step& step : steps_)
        OMS_CHECK(allocate(unit, step, decisions));
    retry_later(unit);
    if (units_left_ && read_.more) {
        go_on(unit, round_.skipped + stayed_);
        return trouble_;
    }
    // What has come is given out: claims on units that their receipts do not bring any more move,
    // and those that were given up are for others.
    if (!unit.open_receipts(round_.sku).empty()) unit.set(repromise_timer(round_.sku, unit.now()));
    return trouble_;
}

}  // namespace oms::orders
