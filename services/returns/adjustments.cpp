#include "services/returns/adjustments.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"
#include "services/returns/return_terms.hpp"

namespace oms::returns {
namespace {

void name_order(KeySet& keys, const OrderId& id) {
    keys.orders.push_back(id);
    keys.return_policies = true;
}

Result<void> check_limit(const UnitOfWork& unit, const Actor& actor, const Order& order,
                         std::int64_t amount) {
    if (actor.has(Role::admin)) return {};
    const Money limit = agent_limit(policy_of(unit, order), order.totals.total.currency());
    if (amount <= limit.minor_units()) return {};
    return fail(Reason::not_permitted,
                fmt::format("the limit is {}; who is above it may do it", to_text(limit)));
}

void keep_reason(UnitOfWork& unit, Order& order, const std::string& reason) {
    if (reason.empty()) return;
    const PersonalId id = orders::add_text(unit, order, PersonalKind::note, reason);
    orders::tell(unit, order, OrderNoted{id});
}

}  // namespace

void AdjustPrice::name_keys(KeySet& keys) const {
    name_order(keys, target_.order_id);
}

Result<std::string> AdjustPrice::run(UnitOfWork& unit) {
    const Actor& actor = header().actor;
    OMS_TRY(Order order, orders::order_to_change(unit, actor, target_.order_id, target_.version));
    OMS_TRY(const RefundDue due, adjustment_of(order, line_no_, unit_price_));
    const bool in_time = may_adjust(policy_of(unit, order), order.create_time, unit.now());
    if (!in_time && override_reason_.empty())
        return fail(Reason::return_refused, "the days for a lower price are over");
    if (!in_time) OMS_CHECK(check_limit(unit, actor, order, due.amount.minor_units()));
    if (due.amount.minor_units() == 0) return encode_(order, due);
    keep_reason(unit, order, override_reason_);
    const std::vector<ParcelUnits> units{
        {line_no_, kept_units(order, orders::line_in(order, line_no_))}
    };
    orders::tell_refund(unit, order,
                        {RefundKind::adjustment, {}, units, due.amount, due.fee, unit.now()},
                        DueKind::refund);
    unit.orders.put(order.order_id, order);
    return encode_(order, due);
}

void GrantGoodwill::name_keys(KeySet& keys) const {
    name_order(keys, target_.order_id);
}

Result<std::string> GrantGoodwill::run(UnitOfWork& unit) {
    const Actor& actor = header().actor;
    OMS_TRY(Order order, orders::order_to_change(unit, actor, target_.order_id, target_.version));
    OMS_TRY(const RefundDue due, goodwill_of(order, amount_));
    std::int64_t given = due.amount.minor_units();
    for (const RefundRecord& refund : order.refunds)
        given += refund.kind == RefundKind::goodwill ? refund.amount.minor_units() : 0;
    OMS_CHECK(check_limit(unit, actor, order, given));
    keep_reason(unit, order, reason_);
    orders::tell_refund(unit, order,
                        {RefundKind::goodwill, {}, {}, due.amount, due.fee, unit.now()},
                        as_credit_ ? DueKind::credit : DueKind::refund);
    unit.orders.put(order.order_id, order);
    return encode_(order, due);
}

}  // namespace oms::returns
