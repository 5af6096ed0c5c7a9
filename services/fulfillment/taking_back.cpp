#include "services/fulfillment/taking_back.hpp"

#include <algorithm>
#include <utility>

#include "services/orders/order_change.hpp"

namespace oms::fulfilling {
namespace {

std::int64_t sum_of(const std::vector<ParcelUnits>& units) {
    std::int64_t sum = 0;
    for (const ParcelUnits& some : units)
        sum += some.quantity;
    return sum;
}

}  // namespace

Result<void> take_back(TaskChange& change, const std::vector<ParcelUnits>& units) {
    const UnitState from = unit_state_in(change.task.state);
    if (sum_of(units) == sum_of(units_of(change.task))) {
        change.task.refusal = RefusalReason::moved;
        OMS_CHECK(change.act(FulfillmentAction::withdraw));
        OMS_CHECK(change.move(units, from, UnitState::unallocated));
        return change.drop_parcel();
    }
    OMS_CHECK(change.give_up(units, Removal::take_back));
    OMS_CHECK(change.act(FulfillmentAction::take_back));
    return change.move(units, from, UnitState::unallocated);
}

Result<void> take_back_planned(UnitOfWork& unit, Order& order, const LocationId& location,
                               const std::vector<ParcelUnits>& units) {
    std::vector<UnitMove> moves;
    for (const ParcelUnits& some : units) {
        moves.push_back(
            {some.line_no, UnitState::allocated, UnitState::unallocated, some.quantity, location});
    }
    OMS_CHECK(apply_moves(order, moves));
    const std::vector<OrderParcel> before = order.parcels;
    for (const ParcelUnits& some : units)
        take_from_parcels(order.parcels, location, some.line_no, some.quantity);
    OMS_CHECK(orders::free_reserved(unit, order, moves));
    unit.give_back_work(before, order.parcels);
    orders::tell(unit, order, OrderUnitsMoved{{}, std::move(moves)});
    if (before != order.parcels) {
        orders::tell(unit, order,
                     OrderPlanChanged{order.parcels, order.refusals, order.exclusions});
    }
    return {};
}

}  // namespace oms::fulfilling
