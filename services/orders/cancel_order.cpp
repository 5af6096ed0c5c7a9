#include "services/orders/cancel_order.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "services/effects/plan_effects.hpp"
#include "services/fulfillment/giving_back.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/orders/holding.hpp"
#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::orders {
namespace {

// Books what the moves free at each location, and what waits no longer.
Result<void> free_units(UnitOfWork& unit, const Order& order, const std::vector<UnitMove>& moves) {
    for (const UnitMove& move : moves) {
        if (move.from != UnitState::backordered) continue;
        OMS_CHECK(unit.backorder(line_in(order, move.line_no).sku, -move.units));
    }
    return free_reserved(unit, order, moves);
}

// Supply that the order has given up may be for those who wait without a date.
void promise_others(UnitOfWork& unit, const std::vector<Waiting>& claimed, const Order& order) {
    if (claimed == order.waiting) return;
    std::set<Sku> skus;
    for (const Waiting& claim : claimed)
        skus.insert(order.lines.at(static_cast<std::size_t>(claim.line_no - 1)).sku);
    for (const Sku& sku : skus)
        unit.set(repromise_timer(sku, unit.now()));
}

}  // namespace

Result<std::vector<ParcelUnits>> cancel_units(UnitOfWork& unit, Order order,
                                              const std::vector<CancelLine>& lines,
                                              CancelReason reason, const std::string& comment) {
    const OrderId id = order.order_id;
    OMS_TRY(CancelPlan plan, plan_cancel(order, lines, fulfilling::askable_units(unit, id)));
    std::vector<UnitMove>& moves = plan.moves;
    const AmountsDue due = amounts_due(order, moves);
    const std::vector<OrderParcel> planned = order.parcels;
    const std::vector<Waiting> claimed = order.waiting;
    OMS_CHECK(apply_moves(order, moves));
    unit.move_claims(claimed, order.waiting);
    promise_others(unit, claimed, order);
    unit.give_back_work(planned, order.parcels);
    OMS_CHECK(free_units(unit, order, moves));
    PersonalId comment_id = add_text(unit, order, PersonalKind::cancel_comment, comment);
    if (!moves.empty()) {
        effects::plan_notice(unit, order.order_id, order.channel_id, TemplateKey::order_canceled,
                             order.order_id.str());
    }
    // What a location is only asked for is told by its task.
    if (!moves.empty() || !comment_id.empty())
        tell(unit, order, OrderUnitsCanceled{reason, std::move(comment_id), std::move(moves)});
    tell_payments_due(unit, order, due, {});
    OMS_CHECK(release_if_ended(unit, order));
    OMS_CHECK(fulfilling::update_pickups(unit, order));
    if (order.head.sequence != unit.orders.find(id)->head.sequence)
        unit.orders.put(id, std::move(order));
    OMS_CHECK(fulfilling::ask_back(unit, id, plan.to_ask));
    return std::move(plan.to_ask);
}

Result<std::string> CancelOrder::run(UnitOfWork& unit) {
    OMS_TRY(Order order,
            order_to_change(unit, header().actor, request_.order_id, request_.version));
    OMS_TRY(
        const std::vector<ParcelUnits> asked,
        cancel_units(unit, std::move(order), request_.lines, request_.reason, request_.comment));
    return encode_(*unit.orders.find(request_.order_id), asked);
}

}  // namespace oms::orders
