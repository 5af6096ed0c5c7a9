#include "services/orders/order_holds.hpp"

#include "services/fulfillment/releasing.hpp"
#include "services/orders/holding.hpp"
#include "services/orders/order_change.hpp"

namespace oms::orders {
namespace {

// A field that only the store's clock can judge.
Result<void> check_future(const std::optional<Timestamp>& expire_time, Timestamp now) {
    if (!expire_time || *expire_time > now) return {};
    Error error{Reason::malformed_request, "expire_time: must be in the future", {}, {}, {}, false};
    error.fields.push_back({"expire_time", "must be in the future"});
    return fail(std::move(error));
}

}  // namespace

Result<std::string> HoldOrder::run(UnitOfWork& unit) {
    OMS_CHECK(check_future(request_.expire_time, unit.now()));
    OMS_TRY(Order order,
            order_to_change(unit, header().actor, request_.order_id, request_.version));
    OrderHold hold;
    hold.type = request_.type;
    hold.owner = request_.owner.empty() ? header().actor.principal : request_.owner;
    hold.line_nos = request_.line_nos;
    hold.expire_time = request_.expire_time;
    hold.reason_id = add_text(unit, order, PersonalKind::hold_reason, request_.reason);
    OMS_TRY(const HoldId id, begin_hold(unit, order, std::move(hold)));
    std::string answer = encode_(order, id);
    unit.orders.put(request_.order_id, std::move(order));
    return answer;
}

Result<std::string> ReleaseHold::run(UnitOfWork& unit) {
    OMS_TRY(Order order,
            order_to_change(unit, header().actor, request_.order_id, request_.version));
    const PersonalId reason_id = add_text(unit, order, PersonalKind::hold_reason, request_.reason);
    OMS_CHECK(finish_hold(unit, order, request_.hold_id, HoldState::released, reason_id));
    fulfilling::release_order(unit, order, {});
    std::string answer = encode_(order, request_.hold_id);
    unit.orders.put(request_.order_id, std::move(order));
    return answer;
}

Result<std::string> ExpireOrderHold::run(UnitOfWork& unit) {
    const Order* order = unit.orders.find(order_id_);
    const OrderHold* hold = order == nullptr ? nullptr : find_hold(*order, hold_id_);
    const bool waits = hold != nullptr && hold->state == HoldState::active && hold->expire_time;
    if (waits && unit.now() >= *hold->expire_time) {
        Order changed = *order;
        OMS_CHECK(finish_hold(unit, changed, hold_id_, HoldState::expired, {}));
        fulfilling::release_order(unit, changed, {});
        unit.orders.put(order_id_, std::move(changed));
        return std::string();
    }
    // A hold that still lives keeps its own timer, whatever clock found it due.
    const bool stale = !waits || *hold->expire_time != timer_.due;
    if (stale) unit.unset(timer_);
    return std::string();
}

}  // namespace oms::orders
