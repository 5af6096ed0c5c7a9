#pragma once

#include <map>
#include <span>
#include <vector>

#include "domain/unit_of_work.hpp"

namespace oms::fulfilling {

// One change of a task and of the order it belongs to: begun, done in steps, finished. Whatever it
// moves is told, booked in the stock and taken over into the order's plan and pickups together.
class TaskChange {
public:
    // Copies, to change. `version`: of the task, the one the caller saw, or 0 for any. Fails with
    // Reason::fulfillment_order_not_found, also outside the actor's scope,
    // Reason::version_mismatch.
    static Result<TaskChange> begin(UnitOfWork& unit, const Actor& actor,
                                    const FulfillmentOrderId& id, std::int64_t version);

    // Change their own fields freely; `act` tells of the task as it then is.
    FulfillmentOrder task;
    Order order;

    // Fails with Reason::illegal_transition.
    Result<void> act(FulfillmentAction action);
    // Moves units of the order from one state to another, with their reservations and the stock.
    // Fails with Reason::illegal_transition, Reason::insufficient_stock.
    Result<void> move(std::span<const ParcelUnits> units, UnitState from, UnitState to);
    // Its parcels leave the location; one without a label any more stays. Fails with
    // Reason::illegal_transition.
    Result<void> ship_parcels();
    // Takes units out of the task and out of the order's parcel, whose work is given back.
    Result<void> give_up(std::span<const ParcelUnits> units, Removal removal);
    // Takes the task's parcel out of the order's plan, whose work is given back.
    Result<void> drop_parcel();
    // The order's plan is other than before for another reason.
    void plan_changed() { plan_changed_ = true; }
    // Parcels that the order has by then are released as far as may be.
    void release_at_end() { releases_ = true; }
    // How far the pickup is that the task is for; nothing: for none.
    std::optional<PickupState> pickup_state() const;
    // Records what was done, and puts both back. Once. `pickups_follow`: the order's pickups say
    // the same as its quantities from then on.
    Result<void> finish(bool pickups_follow = true);

private:
    TaskChange(UnitOfWork& unit, FulfillmentOrder found, Order whole)
        : task(std::move(found)), order(std::move(whole)), unit_(&unit) {}
    Result<void> book(const UnitMove& move);
    // Goods that leave were there, whatever a count has said since they were picked.
    Result<void> correct_count(const StockKey& key, std::int64_t units);

    UnitOfWork* unit_;
    std::vector<UnitMove> moves_;
    bool plan_changed_ = false;
    bool releases_ = false;
};

// True for staff of locations that the task is or was offered to, and that it is not with.
bool is_only_offered(const Actor& actor, const FulfillmentOrder& task);

// Null when the task has no such parcel.
const Parcel* find_parcel(const FulfillmentOrder& task, const ParcelId& id);
Parcel* find_parcel(FulfillmentOrder& task, const ParcelId& id);

// Units that somebody wants, by line.
using WantedUnits = std::map<std::int64_t, std::int64_t>;
WantedUnits wanted_units(std::span<const ParcelUnits> units);
// What the task has of them, as far as it goes: not wanted any more.
std::vector<ParcelUnits> take_from(const FulfillmentOrder& task, WantedUnits& wanted);

}  // namespace oms::fulfilling
