#include "services/fulfillment/allocate_order.hpp"

#include <utility>

#include "services/fulfillment/offering.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/orders/allocating.hpp"
#include "services/orders/choosing.hpp"
#include "services/orders/later_promises.hpp"
#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::fulfilling {
namespace {

Demand demand_of(const WaitingOrder& waiting) {
    Demand demand;
    for (const OrderLine& line : waiting.order.lines) {
        const std::int64_t units = line.quantities.in(UnitState::unallocated);
        if (units == 0) continue;
        Demand one = orders::waiting_demand(waiting, line, units);
        if (demand.lines.empty()) {
            demand = std::move(one);
        } else {
            demand.lines.push_back(std::move(one.lines.front()));
        }
    }
    return demand;
}

}  // namespace

Timer allocation_timer(const OrderId& order_id, Timestamp now) {
    return {now, TimerKind::allocate_order, order_id.str()};
}

AllocateOrder::AllocateOrder(Header header, Timer timer, std::optional<WaitingOrder> read,
                             const Sourcing& sourcing)
    : Command(std::move(header)),
      timer_(std::move(timer)),
      read_(std::move(read)),
      sourcing_(sourcing) {
    if (!read_ || needs_decision(read_->order)) return;
    demand_ = demand_of(*read_);
    along_ = along_with(*read_, demand_);
}

void AllocateOrder::plan(const PlanningView& view) {
    plan_ = {};
    more_.clear();
    questions_.clear();
    broken_.reset();
    together_ = false;
    if (demand_.lines.empty()) return;
    if (!along_.credit.empty()) {
        Result<SourcingPlan> plan = sourcing_.plan(joined(demand_, along_), view);
        together_ = plan && comes_together(*plan, along_);
        if (together_) {
            plan_ = *std::move(plan);
            more_ = beyond(along_.credit, plan_.units);
            return;
        }
    }
    plan_alone(view);
}

void AllocateOrder::plan_alone(const PlanningView& view) {
    Result<SourcingPlan> plan = sourcing_.plan(demand_, view);
    if (plan) {
        plan_ = *std::move(plan);
        more_ = plan_.units;
        questions_ = questions_about(*read_, demand_.lines, plan_, sourcing_, view);
    } else {
        broken_ = std::move(plan).error();
    }
}

void AllocateOrder::name_keys(KeySet& keys) const {
    if (!read_) return;
    keys.orders.push_back(read_->order.order_id);
    for (const PlannedUnits& units : plan_.units) {
        keys.stock.push_back(units.key);
        keys.locations.push_back(units.key.location_id);
    }
    for (const OrderParcel& parcel : plan_.parcels)
        keys.work.insert(keys.work.end(), parcel.work.begin(), parcel.work.end());
}

Result<void> AllocateOrder::backorder_rest(UnitOfWork& unit, Order& order) const {
    std::vector<UnitMove> moves;
    for (const DemandLine& wanted : demand_.lines) {
        const OrderLine& line = orders::line_in(order, wanted.line_no);
        const std::int64_t units = line.quantities.in(UnitState::unallocated);
        // Beyond the item's limit they wait without being counted as a backorder.
        if (units == 0 || !unit.backorder(line.sku, units)) continue;
        moves.push_back({line.line_no, UnitState::unallocated, UnitState::backordered, units, {}});
    }
    if (moves.empty()) return {};
    OMS_CHECK(apply_moves(order, moves));
    orders::tell(unit, order, OrderUnitsMoved{{}, std::move(moves)});
    return {};
}

bool AllocateOrder::is_as_read(const UnitOfWork& unit) const {
    const Order& read = read_->order;
    return unit.orders.find(read.order_id)->head.sequence == read.head.sequence &&
           (!together_ || is_untouched(unit, along_));
}

Result<std::string> AllocateOrder::run(UnitOfWork& unit) {
    if (broken_) return fail(*broken_);
    unit.unset(timer_);
    const Order* found = read_ ? unit.orders.find(read_->order.order_id) : nullptr;
    if (found == nullptr || needs_decision(*found)) return std::string();
    if (!is_as_read(unit)) {
        unit.set(allocation_timer(found->order_id, unit.now()));
        return std::string();
    }
    if (together_) OMS_CHECK(bring_along(unit, found->order_id, along_));
    Order order = *unit.orders.find(found->order_id);
    std::int64_t decisions = read_->decisions;
    orders::tell_if_later(unit, order, plan_);
    if (!plan_.units.empty())
        OMS_CHECK(orders::allocate_waiting(unit, order, plan_, DecisionCause::rerouted, decisions));
    OMS_CHECK(backorder_rest(unit, order));
    for (const OrderChoice& question : questions_)
        orders::open_choice(unit, order, question);
    release_order(unit, order, {});
    OMS_CHECK(update_pickups(unit, order));
    // Nothing was left to plan, since another timer has done it: it has not changed.
    if (order.head.sequence == read_->order.head.sequence) return std::string();
    const OrderId id = order.order_id;
    unit.orders.put(id, std::move(order));
    return std::string();
}

}  // namespace oms::fulfilling
