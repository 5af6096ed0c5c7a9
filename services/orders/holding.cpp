#include "services/orders/holding.hpp"

#include <chrono>
#include <utility>

#include "services/orders/choosing.hpp"
#include "services/orders/order_change.hpp"

namespace oms::orders {

Timer expiry_timer(const OrderId& order_id, const HoldId& hold_id, Timestamp expire_time) {
    return {expire_time, TimerKind::order_hold_expiry, order_id.str() + "/" + hold_id.str()};
}

Result<HoldId> begin_hold(UnitOfWork& unit, Order& order, OrderHold hold) {
    hold.hold_id = unit.ids().next<HoldId>("hld");
    hold.create_time = unit.now();
    OMS_CHECK(put_on_hold(order, hold));
    HoldId id = hold.hold_id;
    if (hold.expire_time) unit.set(expiry_timer(order.order_id, id, *hold.expire_time));
    tell(unit, order, OrderHeld{std::move(hold)});
    return id;
}

Result<void> finish_hold(UnitOfWork& unit, Order& order, const HoldId& hold_id, HoldState state,
                         const PersonalId& reason_id) {
    OMS_CHECK(end_order_hold(order, hold_id, state, unit.now(), reason_id));
    const OrderHold& hold = *find_hold(order, hold_id);
    if (hold.expire_time) unit.unset(expiry_timer(order.order_id, hold_id, *hold.expire_time));
    tell(unit, order, OrderHoldReleased{hold_id, state, reason_id});
    return {};
}

Result<void> release_if_ended(UnitOfWork& unit, Order& order) {
    OMS_CHECK(settle_choices(unit, order));
    if (!has_ended(order)) return {};
    for (const OrderHold& hold : active_holds(order))
        OMS_CHECK(finish_hold(unit, order, hold.hold_id, HoldState::released, {}));
    return {};
}

bool has_basket_key(const Order& order) {
    return !order.customer_reference.empty();
}

namespace {

// The newest order of the same customer with the same basket, while it is so new that this one is
// suspected to be its duplicate; null otherwise.
const RecentBasket* suspected(const UnitOfWork& unit, const Order& order, const Channel& channel) {
    if (channel.duplicate_window_s == 0 || !has_basket_key(order)) return nullptr;
    const RecentBasket* other = unit.baskets.find(basket_key(order));
    const std::chrono::seconds window{channel.duplicate_window_s};
    return other != nullptr && unit.now() < other->time + window ? other : nullptr;
}

}  // namespace

bool is_held_by_rules(const UnitOfWork& unit, const Order& order, const Channel& channel) {
    return channel.grace_window_s > 0 || suspected(unit, order, channel) != nullptr;
}

Result<void> hold_by_rules(UnitOfWork& unit, Order& order, const Channel& channel) {
    if (channel.grace_window_s > 0) {
        OrderHold grace;
        grace.type = HoldType::grace;
        grace.expire_time = unit.now() + std::chrono::seconds{channel.grace_window_s};
        OMS_CHECK(begin_hold(unit, order, std::move(grace)));
    }
    if (channel.duplicate_window_s == 0 || !has_basket_key(order)) return {};
    const std::chrono::seconds window{channel.duplicate_window_s};
    if (const RecentBasket* other = suspected(unit, order, channel)) {
        OrderHold suspect;
        suspect.type = HoldType::duplicate_suspect;
        suspect.about = other->order_id;
        OMS_CHECK(begin_hold(unit, order, std::move(suspect)));
    }
    unit.baskets.put(basket_key(order), {order.order_id, unit.now(), unit.now() + window});
    return {};
}

}  // namespace oms::orders
