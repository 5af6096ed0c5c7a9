#include "services/fulfillment/transfers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "services/fulfillment/allocate_order.hpp"
#include "services/fulfillment/releasing.hpp"

namespace oms::fulfilling {
namespace {

Result<void> book_arrival(UnitOfWork& unit, const FulfillmentOrder& task, const ParcelUnits& units,
                          bool lost) {
    LedgerEntry entry;
    entry.key = {find_line(task, units.line_no)->sku, task.pickup_location};
    entry.kind = LedgerKind::arrived;
    entry.in_transit_change = -units.quantity;
    entry.on_hand_change = lost ? 0 : units.quantity;
    if (lost) entry.reason_code = "lost_in_transfer";
    entry.cause_id = task.fulfillment_order_id.str();
    return unit.post_and_tell(std::move(entry));
}

// What has come and what has not, of all that was sent.
struct Arrival {
    std::vector<ParcelUnits> arrived;
    std::vector<ParcelUnits> missing;
};

Result<Arrival> compare(const FulfillmentOrder& task, const std::vector<ParcelUnits>& told) {
    Arrival arrival;
    for (const ParcelUnits& sent : units_of(task)) {
        std::int64_t units = 0;
        for (const ParcelUnits& some : told)
            units += some.line_no == sent.line_no ? some.quantity : 0;
        if (units > sent.quantity) {
            return fail(Reason::illegal_transition,
                        fmt::format("line {}: {} units were sent, not {}", sent.line_no,
                                    sent.quantity, units));
        }
        if (units > 0) arrival.arrived.push_back({sent.line_no, units});
        if (units < sent.quantity) arrival.missing.push_back({sent.line_no, sent.quantity - units});
    }
    return arrival;
}

// What has come is planned again as goods on the shelf of the pickup location.
void plan_at_destination(Order& order, const FulfillmentOrder& task,
                         const std::vector<ParcelUnits>& arrived) {
    OrderParcel parcel;
    parcel.location_id = parcel.pickup_location = task.pickup_location;
    parcel.carriage = Carriage::shelf;
    if (task.promised_by) parcel.promised_by = *task.promised_by;
    parcel.units = arrived;
    order.parcels.push_back(std::move(parcel));
}

}  // namespace

Result<void> SendTransfer::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(take_lease(unit, change));
    OMS_CHECK(change.ship_parcels());
    OMS_CHECK(change.act(FulfillmentAction::send));
    return change.move(units_of(change.task), UnitState::packed, UnitState::in_transfer);
}

Result<void> ReceiveTransfer::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::receive));
    const FulfillmentOrder sent = change.task;
    OMS_TRY(const Arrival arrival, compare(sent, everything_ ? units_of(sent) : arrived_));
    for (const ParcelUnits& units : arrival.arrived)
        OMS_CHECK(book_arrival(unit, sent, units, false));
    for (const ParcelUnits& units : arrival.missing)
        OMS_CHECK(book_arrival(unit, sent, units, true));
    if (!arrival.missing.empty()) {
        OMS_CHECK(change.move(arrival.missing, UnitState::in_transfer, UnitState::unallocated));
        for (const ParcelUnits& units : arrival.missing) {
            for (FulfillmentLine& line : change.task.lines)
                line.missing += line.line_no == units.line_no ? units.quantity : 0;
        }
        unit.set(allocation_timer(change.order.order_id, unit.now()));
    }
    for (Parcel& parcel : change.task.parcels) {
        if (parcel.state == ParcelState::shipped) parcel.state = ParcelState::delivered;
    }
    OMS_CHECK(change.act(FulfillmentAction::receive));
    if (arrival.arrived.empty()) return {};
    OMS_CHECK(change.move(arrival.arrived, UnitState::in_transfer, UnitState::allocated));
    plan_at_destination(change.order, sent, arrival.arrived);
    change.release_at_end();
    return {};
}

}  // namespace oms::fulfilling
