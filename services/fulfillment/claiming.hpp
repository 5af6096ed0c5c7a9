#pragma once

#include "services/fulfillment/task_change.hpp"

namespace oms::fulfilling {

// On whose behalf `actor` accepts: `named`, or when that is empty the location that the task was
// planned at, or for who does not see that one the first that it is offered to and that they see.
// Fails with Reason::illegal_transition when the task is not offered to `named`, with
// Reason::fulfillment_order_not_found when the actor does not act for it.
Result<LocationId> accepting_location(const Actor& actor, const FulfillmentOrder& task,
                                      const LocationId& named);

// `by` has the task from now on, with its units reserved there and nowhere else, and nobody else
// may accept it. The task is released. Fails with Reason::illegal_transition when the location is
// closed, Reason::insufficient_stock when it has too few free units by now,
// Reason::stock_contention when its day has filled up: then everything is as before.
Result<void> claim(UnitOfWork& unit, TaskChange& change, const LocationId& by);

// Somebody else has accepted the task: names who.
tl::unexpected<Error> taken_by(const FulfillmentOrder& task, std::string_view action);

}  // namespace oms::fulfilling
