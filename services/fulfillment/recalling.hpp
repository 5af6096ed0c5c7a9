#pragma once

#include <vector>

#include "services/fulfillment/task_change.hpp"

// What locations and carriers have of an order whose deliveries go to another address by now.
namespace oms::fulfilling {

// Both are personal rows of the order.
struct Readdressing {
    PersonalId from;  // where it went
    PersonalId to;
};

struct Recall {
    std::vector<FulfillmentOrderId> recalled;    // their locations are asked
    std::vector<FulfillmentOrderId> redirected;  // their carriers are
};

// Asks the locations of what has not left to give it back, and the carriers of what has to bring it
// to the new address. The order must be put before. Fails with Reason::illegal_transition, naming
// the task, while a location has yet to answer what it was asked before.
Result<Recall> recall(UnitOfWork& unit, const OrderId& order_id, const Readdressing& address);

// The location gives it back: its parcels are unpacked, their labels void, and the units planned
// again by a timer that is due now.
Result<void> come_back(UnitOfWork& unit, TaskChange& change);
// The location does not: it goes on to where it was released for, without a promise, and its
// carrier is asked to redirect what is packed; what is packed later is asked for then.
Result<void> stay(UnitOfWork& unit, TaskChange& change);

// Asks for its parcels that were packed or have left to be redirected, if the order goes elsewhere
// by now. A parcel that no carrier service takes cannot be.
void ask_redirects(UnitOfWork& unit, FulfillmentOrder& task);

}  // namespace oms::fulfilling
