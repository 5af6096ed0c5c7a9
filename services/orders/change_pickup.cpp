#include "services/orders/change_pickup.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "domain/order_edit.hpp"
#include "domain/reserving.hpp"
#include "services/fulfillment/allocate_order.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/fulfillment/taking_back.hpp"
#include "services/orders/claim_supply.hpp"
#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::orders {
namespace {

bool is_collected_at(const OrderLine& line, const LocationId& location) {
    return line.method == Method::pickup && !line.carried_out && line.pickup_location == location &&
           line.quantities.open() + line.quantities.with_customer() > 0;
}

// It is for that pickup, and somebody has something to do for it or has done it.
bool serves(const FulfillmentOrder& task, const LocationId& pickup) {
    return task.pickup_location == pickup && task.state != FulfillmentState::rejected &&
           task.state != FulfillmentState::canceled && task.state != FulfillmentState::received;
}

}  // namespace

void ChangePickupLocation::name_keys(KeySet& keys) const {
    keys.orders.push_back(request_.order_id);
    keys.locations.push_back(request_.to);
}

Result<void> ChangePickupLocation::check(const UnitOfWork& unit, const Order& order) const {
    const Location* to = unit.locations.find(request_.to);
    if (to == nullptr) return fail(Reason::location_not_found, request_.to.str());
    if (!offers_pickup(*to, unit.now())) return fail(Reason::pickup_not_offered, request_.to.str());
    Error error{
        Reason::illegal_transition, "change_pickup_location does not apply", {}, {}, {}, false};
    if (needs_decision(order)) {
        error.detail += ": a task of the order waits for a decision";
        return fail(std::move(error));
    }
    bool has_lines = false;
    for (const OrderLine& line : order.lines) {
        if (!is_collected_at(line, request_.from)) continue;
        has_lines = true;
        if (line.quantities.with_customer() == 0 && asked_units(order, line.line_no) == 0) continue;
        error.preconditions.push_back({"LINE", fmt::format("{}", line.line_no),
                                       "some of it was handed over, or the customer is asked"});
    }
    if (!has_lines || request_.from == request_.to)
        error.detail += ": nothing is to be collected there that is not already";
    for (const FulfillmentOrder& task : unit.tasks_of(order.order_id)) {
        if (!serves(task, request_.from) || is_untouched(task)) continue;
        error.preconditions.push_back(
            {"FULFILLMENT_ORDER", task.fulfillment_order_id.str(),
             fmt::format("is {} at {}", enum_text(task.state), task.location_id.str())});
    }
    if (has_lines && request_.from != request_.to && error.preconditions.empty()) return {};
    return fail(std::move(error));
}

Result<void> ChangePickupLocation::send_elsewhere(UnitOfWork& unit, Order& order) const {
    std::map<LocationId, std::vector<ParcelUnits>> planned;
    for (const Reservation& r : order.reservations) {
        if (!is_collected_at(line_in(order, r.line_no), request_.from)) continue;
        const std::int64_t units = unreleased_units(order, r);
        if (units > 0) planned[r.location_id].push_back({r.line_no, units});
    }
    for (const auto& [location, units] : planned)
        OMS_CHECK(fulfilling::take_back_planned(unit, order, location, units));
    const Order before = order;
    give_up_claims(unit, order,
                   [&](const OrderLine& line) { return is_collected_at(line, request_.from); });
    for (OrderLine& line : order.lines) {
        if (!is_collected_at(line, request_.from)) continue;
        line.pickup_location = request_.to;
        line.promised_by.reset();
    }
    tell(unit, order, OrderEdited{0, edited(before, order, {})});
    return {};
}

Result<std::string> ChangePickupLocation::run(UnitOfWork& unit) {
    OMS_TRY(const Order found,
            order_to_change(unit, header().actor, request_.order_id, request_.version));
    OMS_CHECK(check(unit, found));
    for (const FulfillmentOrder& task : unit.tasks_of(request_.order_id)) {
        if (!serves(task, request_.from)) continue;
        OMS_TRY(fulfilling::TaskChange change,
                fulfilling::TaskChange::begin(unit, system_actor("orders"),
                                              task.fulfillment_order_id, 0));
        OMS_CHECK(fulfilling::take_back(change, units_of(task)));
        OMS_CHECK(change.finish(false));
    }
    Order order = *unit.orders.find(request_.order_id);
    OMS_CHECK(send_elsewhere(unit, order));
    unit.set(fulfilling::allocation_timer(order.order_id, unit.now()));
    OMS_CHECK(fulfilling::update_pickups(unit, order));
    fulfilling::place_pickups(unit, order);
    std::string answer = encode_(order);
    unit.orders.put(request_.order_id, std::move(order));
    return answer;
}

}  // namespace oms::orders
