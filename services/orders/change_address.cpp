#include "services/orders/change_address.hpp"

#include <algorithm>
#include <map>

#include "domain/order_edit.hpp"
#include "services/fulfillment/allocate_order.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/fulfillment/taking_back.hpp"
#include "services/orders/claim_supply.hpp"
#include "services/orders/holding.hpp"
#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::orders {
namespace {

bool is_delivered(const OrderLine& line) {
    return line.method == Method::delivery && !line.carried_out;
}

bool is_on_its_way(const OrderLine& line) {
    return is_delivered(line) &&
           line.quantities.open() + line.quantities.in(UnitState::shipped) > 0;
}

// What nobody works on, by location.
std::map<LocationId, std::vector<ParcelUnits>> planned_units(const Order& order) {
    std::map<LocationId, std::vector<ParcelUnits>> planned;
    for (const Reservation& r : order.reservations) {
        if (!is_delivered(line_in(order, r.line_no))) continue;
        const std::int64_t units = unreleased_units(order, r);
        if (units > 0) planned[r.location_id].push_back({r.line_no, units});
    }
    return planned;
}

// Goes back to the order, which plans it for where it goes by now.
Result<void> plan_anew(UnitOfWork& unit, Order& order) {
    const auto planned = planned_units(order);
    for (const auto& [location, units] : planned)
        OMS_CHECK(fulfilling::take_back_planned(unit, order, location, units));
    if (!planned.empty()) unit.set(fulfilling::allocation_timer(order.order_id, unit.now()));
    return {};
}

}  // namespace

Result<std::string> ChangeAddress::run(UnitOfWork& unit) {
    OMS_TRY(const Order before,
            order_to_change(unit, header().actor, request_.order_id, request_.version));
    if (before.head.sequence != request_.read_version)
        return fail(Reason::version_mismatch, "the order has changed while it was read");
    if (request_.from.empty() ||
        std::none_of(before.lines.begin(), before.lines.end(), is_on_its_way)) {
        return fail(Reason::illegal_transition,
                    "change_address does not apply: nothing is to be delivered any more");
    }
    if (needs_decision(before)) {
        return fail(Reason::illegal_transition,
                    "change_address does not apply: a task of the order waits for a decision");
    }
    Order order = before;
    for (OrderLine& line : order.lines) {
        if (is_delivered(line) && line.quantities.open() > 0) line.promised_by.reset();
    }
    give_up_claims(unit, order, is_delivered);
    const PersonalId to = add_address(unit, order, request_.ship_to);
    EditedOrder edit = edited(before, order, to);
    order.personal_ids.push_back(to);
    tell(unit, order, OrderEdited{0, std::move(edit)});
    if (request_.needs_review) {
        OrderHold review;
        review.type = HoldType::fraud_review;
        OMS_CHECK(begin_hold(unit, order, std::move(review)));
    }
    OMS_CHECK(plan_anew(unit, order));
    OMS_CHECK(fulfilling::update_pickups(unit, order));
    unit.orders.put(request_.order_id, std::move(order));
    OMS_TRY(const fulfilling::Recall recall,
            fulfilling::recall(unit, request_.order_id, {request_.from, to}));
    return encode_({*unit.orders.find(request_.order_id), recall, request_.needs_review});
}

}  // namespace oms::orders
