#include "services/orders/allocating.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "domain/contract.hpp"
#include "domain/reserving.hpp"
#include "services/orders/choosing.hpp"
#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::orders {
namespace {

// A line's units wait in one state, or in both when a location has refused some of them: those that
// were backordered go first.
Result<std::vector<UnitMove>> moves_to(UnitOfWork& unit, const Order& order,
                                       const SourcingPlan& plan) {
    std::map<std::int64_t, LineQuantities> left;
    std::vector<UnitMove> moves;
    for (const PlannedUnits& units : plan.units) {
        const OrderLine& line = line_in(order, units.line_no);
        LineQuantities& quantities = left.try_emplace(units.line_no, line.quantities).first->second;
        std::int64_t wanted = units.quantity;
        for (const UnitState from : {UnitState::backordered, UnitState::unallocated}) {
            const std::int64_t moved = std::min(wanted, quantities.in(from));
            if (moved == 0) continue;
            OMS_CHECK(quantities.move(from, UnitState::allocated, moved));
            moves.push_back(
                {units.line_no, from, UnitState::allocated, moved, units.key.location_id});
            if (from == UnitState::backordered) OMS_CHECK(unit.backorder(line.sku, -moved));
            wanted -= moved;
        }
        OMS_REQUIRE(wanted == 0);
    }
    return moves;
}

}  // namespace

Result<void> allocate_waiting(UnitOfWork& unit, Order& order, const SourcingPlan& plan,
                              DecisionCause cause, std::int64_t& decisions) {
    OMS_CHECK(Reserving::reserve(unit, plan.units, order.order_id.str()));
    OMS_CHECK(unit.take_work(plan.parcels, plan.limits));
    OMS_TRY(std::vector<UnitMove> moves, moves_to(unit, order, plan));
    const std::vector<Waiting> claimed = order.waiting;
    OMS_CHECK(apply_allocation(order, moves, plan.parcels));
    unit.move_claims(claimed, order.waiting);
    if (plan.record) {
        RoutingRecord record = *plan.record;
        record.order_id = order.order_id;
        record.decision_no = ++decisions;
        record.cause = cause;
        unit.add(std::move(record));
    }
    tell(unit, order, OrderUnitsAllocated{std::move(moves), plan.parcels});
    return settle_choices(unit, order);
}

}  // namespace oms::orders
