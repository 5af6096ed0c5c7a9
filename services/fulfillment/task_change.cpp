#include "services/fulfillment/task_change.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/orders/holding.hpp"
#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::fulfilling {
namespace {

bool works_on(const Actor& actor, const FulfillmentOrder& task) {
    return actor.channels.contains(task.channel_id) || actor.locations.contains(task.location_id) ||
           (!task.pickup_location.empty() && actor.locations.contains(task.pickup_location));
}

// Also who was offered it and came too late: they are told who has it.
bool sees(const Actor& actor, const FulfillmentOrder& task) {
    return works_on(actor, task) ||
           std::any_of(task.offers.begin(), task.offers.end(), [&](const ParcelOffer& offer) {
               return actor.locations.contains(offer.location_id);
           });
}

}  // namespace

bool is_only_offered(const Actor& actor, const FulfillmentOrder& task) {
    return !works_on(actor, task);
}

Result<TaskChange> TaskChange::begin(UnitOfWork& unit, const Actor& actor,
                                     const FulfillmentOrderId& id, std::int64_t version) {
    const FulfillmentOrder* found = unit.fulfillment_orders.find(id);
    if (found == nullptr || !sees(actor, *found))
        return fail(Reason::fulfillment_order_not_found, id.str());
    if (version != 0 && version != found->head.sequence) {
        return fail(Reason::version_mismatch, fmt::format("the task is at version {}, not {}",
                                                          found->head.sequence, version));
    }
    const Order* order = unit.orders.find(found->order_id);
    OMS_REQUIRE(order != nullptr);
    return TaskChange(unit, *found, *order);
}

Result<void> TaskChange::act(FulfillmentAction action) {
    const std::string& id = task.fulfillment_order_id.str();
    const std::optional<Timestamp> accept_by = task.accept_by;
    const std::optional<Timestamp> cancel_by = task.cancel_by;
    OMS_CHECK(advance(task, action));
    if (action == FulfillmentAction::ship) task.ship_time = unit_->now();
    if (action == FulfillmentAction::deliver) task.deliver_time = unit_->now();
    if (accept_by && !task.accept_by) unit_->unset({*accept_by, TimerKind::acceptance_timeout, id});
    if (cancel_by && !task.cancel_by) unit_->unset({*cancel_by, TimerKind::cancel_timeout, id});
    if (task.arrive_by && has_ended(task)) unit_->unset(late_timer(task));
    tell(*unit_, task, action);
    return {};
}

Result<void> TaskChange::correct_count(const StockKey& key, std::int64_t units) {
    const StockLevel* level = unit_->stock.find(key);
    const std::int64_t missing = units - (level == nullptr ? 0 : level->on_hand);
    if (missing <= 0) return {};
    LedgerEntry entry;
    entry.key = key;
    entry.kind = LedgerKind::adjusted;
    entry.on_hand_change = missing;
    entry.reason_code = "not_counted";
    entry.cause_id = task.fulfillment_order_id.str();
    return unit_->post_and_tell(std::move(entry));
}

Result<void> TaskChange::book(const UnitMove& move) {
    if (move.location_id.empty()) return {};
    const OrderLine& line = orders::line_in(order, move.line_no);
    LedgerEntry entry;
    entry.key = {line.sku, move.location_id};
    entry.cause_id = task.fulfillment_order_id.str();
    if (move.to == UnitState::allocated) {
        entry.kind = LedgerKind::reserved;
        entry.reserved_change = move.units;
        return unit_->post(std::move(entry));
    }
    entry.reserved_change = -move.units;
    if (!consumes_reservation(move.to)) {
        entry.kind = LedgerKind::freed;
        return unit_->post(std::move(entry));
    }
    OMS_CHECK(correct_count(entry.key, move.units));
    entry.on_hand_change = -move.units;
    entry.kind = LedgerKind::consumed;
    if (move.to != UnitState::in_transfer) return unit_->post_and_tell(std::move(entry));
    entry.kind = LedgerKind::sent;
    OMS_CHECK(unit_->post_and_tell(std::move(entry)));
    LedgerEntry transit;
    transit.key = {line.sku, task.pickup_location};
    transit.kind = LedgerKind::sent;
    transit.in_transit_change = move.units;
    transit.cause_id = task.fulfillment_order_id.str();
    return unit_->post_and_tell(std::move(transit));
}

Result<void> TaskChange::move(std::span<const ParcelUnits> units, UnitState from, UnitState to) {
    std::vector<UnitMove> moves = moves_of(task, units, from, to);
    // What arrives is reserved where it is to be collected, what is claimed where its task is now.
    if (to == UnitState::allocated) {
        for (UnitMove& one : moves) {
            if (from == UnitState::in_transfer) one.location_id = task.pickup_location;
            if (from == UnitState::unallocated) one.location_id = task.location_id;
        }
    }
    OMS_CHECK(apply_moves(order, moves));
    for (const UnitMove& one : moves)
        OMS_CHECK(book(one));
    moves_.insert(moves_.end(), moves.begin(), moves.end());
    return {};
}

Result<void> TaskChange::ship_parcels() {
    for (Parcel& parcel : task.parcels) {
        if (parcel.state == ParcelState::voided) continue;
        OMS_TRY(parcel.state, advance(parcel_transitions, parcel.state, ParcelAction::ship));
    }
    return {};
}

Result<void> TaskChange::give_up(std::span<const ParcelUnits> units, Removal removal) {
    OMS_CHECK(remove_units(task, units, removal));
    const std::vector<OrderParcel> before = order.parcels;
    for (OrderParcel& parcel : order.parcels) {
        if (parcel.fulfillment_order_id != task.fulfillment_order_id) continue;
        for (const ParcelUnits& some : units) {
            for (ParcelUnits& left : parcel.units)
                left.quantity -= left.line_no == some.line_no ? some.quantity : 0;
        }
        std::erase_if(parcel.units, [](const ParcelUnits& left) { return left.quantity <= 0; });
    }
    std::erase_if(order.parcels, [](const OrderParcel& parcel) { return parcel.units.empty(); });
    unit_->give_back_work(before, order.parcels);
    plan_changed_ = true;
    return {};
}

Result<void> TaskChange::drop_parcel() {
    const std::vector<OrderParcel> before = order.parcels;
    std::erase_if(order.parcels, [&](const OrderParcel& parcel) {
        return parcel.fulfillment_order_id == task.fulfillment_order_id;
    });
    unit_->give_back_work(before, order.parcels);
    plan_changed_ = true;
    return {};
}

std::optional<PickupState> TaskChange::pickup_state() const {
    // An order that was edited may have an earlier one there, which has ended.
    std::optional<PickupState> state;
    for (const Pickup& pickup : unit_->pickups_of(order.order_id)) {
        if (pickup.location_id != task.pickup_location) continue;
        if (!state || !has_ended(pickup)) state = pickup.state;
    }
    return state;
}

Result<void> TaskChange::finish(bool pickups_follow) {
    if (!moves_.empty()) {
        const AmountsDue due = amounts_due(*unit_->orders.find(order.order_id), moves_);
        orders::tell(*unit_, order, OrderUnitsMoved{task.fulfillment_order_id, moves_});
        orders::tell_payments_due(*unit_, order, due, task.fulfillment_order_id);
    }
    std::vector<FulfillmentOrder> released;
    if (releases_) released = release_parcels(*unit_, order, {});
    if (plan_changed_ || !released.empty()) {
        orders::tell(*unit_, order,
                     OrderPlanChanged{order.parcels, order.refusals, order.exclusions});
    }
    announce(*unit_, std::move(released));
    OMS_CHECK(orders::release_if_ended(*unit_, order));
    if (pickups_follow) OMS_CHECK(update_pickups(*unit_, order));
    const FulfillmentOrderId id = task.fulfillment_order_id;
    const OrderId order_id = order.order_id;
    unit_->fulfillment_orders.put(id, task);
    // An order of which nothing was told has not changed.
    if (order.head.sequence != unit_->orders.find(order_id)->head.sequence)
        unit_->orders.put(order_id, order);
    return {};
}

const Parcel* find_parcel(const FulfillmentOrder& task, const ParcelId& id) {
    const auto found = std::find_if(task.parcels.begin(), task.parcels.end(),
                                    [&](const Parcel& parcel) { return parcel.parcel_id == id; });
    return found == task.parcels.end() ? nullptr : &*found;
}

Parcel* find_parcel(FulfillmentOrder& task, const ParcelId& id) {
    return const_cast<Parcel*>(find_parcel(std::as_const(task), id));
}

WantedUnits wanted_units(std::span<const ParcelUnits> units) {
    WantedUnits wanted;
    for (const ParcelUnits& some : units)
        wanted[some.line_no] += some.quantity;
    return wanted;
}

std::vector<ParcelUnits> take_from(const FulfillmentOrder& task, WantedUnits& wanted) {
    std::vector<ParcelUnits> taken;
    for (const ParcelUnits& there : units_of(task)) {
        std::int64_t& left = wanted[there.line_no];
        const std::int64_t units = std::min(there.quantity, left);
        if (units > 0) taken.push_back({there.line_no, units});
        left -= units;
    }
    return taken;
}

}  // namespace oms::fulfilling
