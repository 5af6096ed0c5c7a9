#pragma once

#include <chrono>
#include <vector>

#include "domain/unit_of_work.hpp"

// How parcels of an order's plan become tasks of their locations.
namespace oms::fulfilling {

// Which parcels are released: those of locations that release at once, or every one of a location.
struct ReleaseScope {
    LocationId location_id;  // empty: at once, wherever that is so
};

// Makes tasks of the order's parcels as far as `scope` says: not of lines that are held, and not at
// locations that the order must not come from. What the plain rule has reserved becomes a parcel
// for each location first. The order's parcels name their tasks from then on; the caller tells of
// it, then of the tasks (see announce). Every location must have been named.
std::vector<FulfillmentOrder> release_parcels(UnitOfWork& unit, Order& order,
                                              const ReleaseScope& scope);
// Adds the tasks, tells of them, and sets the timers of what must be accepted in time.
void announce(UnitOfWork& unit, std::vector<FulfillmentOrder> tasks);

// Both, for an order that has been told before. Returns the tasks that there are now more.
std::vector<FulfillmentOrderId> release_order(UnitOfWork& unit, Order& order,
                                              const ReleaseScope& scope);

// The pickups of an order that was just placed, or of places that it has none at any more.
void place_pickups(UnitOfWork& unit, const Order& order);
// Pickups of the order follow its quantities: what was canceled is not collected.
Result<void> update_pickups(UnitOfWork& unit, const Order& order);

Timer acceptance_timer(const FulfillmentOrder& task);
// How long a transfer that comes when it was to may take until it is received.
inline constexpr Duration arrival_grace = std::chrono::minutes{30};
// And the one of a transfer that is not received by then.
Timer late_timer(const FulfillmentOrder& task);
// The location has as long to accept as if the task were released now.
void restart_acceptance(UnitOfWork& unit, FulfillmentOrder& task);
void tell(UnitOfWork& unit, FulfillmentOrder& task, FulfillmentAction action);
void tell(UnitOfWork& unit, Pickup& pickup, PickupAction action);

}  // namespace oms::fulfilling
