#include "services/orders/cancel_order.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace oms::orders {
namespace {

// Books what the moves free at each location, and what waits no longer.
Result<void> free_units(UnitOfWork& unit, const Order& order, const std::vector<UnitMove>& moves) {
    for (const UnitMove& move : moves) {
        const auto line = std::find_if(
            order.lines.begin(), order.lines.end(),
            [&](const OrderLine& candidate) { return candidate.line_no == move.line_no; });
        if (move.from == UnitState::backordered) OMS_CHECK(unit.backorder(line->sku, -move.units));
        if (move.location_id.empty()) continue;
        LedgerEntry entry;
        entry.key = {line->sku, move.location_id};
        entry.kind = LedgerKind::freed;
        entry.reserved_change = -move.units;
        entry.cause_id = order.order_id.str();
        OMS_CHECK(unit.post(std::move(entry)));
    }
    return {};
}

}  // namespace

Result<std::string> CancelOrder::run(UnitOfWork& unit) {
    const Order* found = unit.orders.find(request_.order_id);
    if (found == nullptr || !header().actor.channels.contains(found->channel_id)) {
        return fail(Reason::order_not_found, request_.order_id.str());
    }
    if (request_.version != 0 && request_.version != found->head.sequence) {
        return fail(Reason::version_mismatch, fmt::format("the order is at version {}, not {}",
                                                          found->head.sequence, request_.version));
    }
    OMS_TRY(std::vector<UnitMove> moves, plan_cancel(*found, request_.lines));
    Order order = *found;
    OMS_CHECK(apply_moves(order, moves));
    OMS_CHECK(free_units(unit, order, moves));
    order.update_time = unit.now();

    OrderUnitsCanceled event{request_.reason, {}, moves};
    if (!request_.comment.empty()) {
        PersonalRecord comment;
        comment.personal_id = unit.ids().next<PersonalId>("per");
        comment.order_id = order.order_id;
        comment.kind = PersonalKind::cancel_comment;
        comment.create_time = unit.now();
        comment.text = request_.comment;
        event.comment_id = comment.personal_id;
        order.personal_ids.push_back(comment.personal_id);
        unit.add(std::move(comment));
    }
    unit.record({AggregateType::order, order.order_id.str()}, order.head, order.channel_id,
                locations_of(order), std::move(event));
    std::string answer = encode_(order);
    const OrderId id = order.order_id;
    unit.orders.put(id, std::move(order));
    return answer;
}

}  // namespace oms::orders
