#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "domain/queries.hpp"
#include "domain/sourcing.hpp"
#include "domain/unit_of_work.hpp"

// An order that has to be planned anew in part is kept together, if that is best: what nobody works
// on yet may come along.
namespace oms::fulfilling {

// What may come along, where it is now.
struct Along {
    // Not begun: a task as it was read.
    struct Task {
        FulfillmentOrderId id;
        LocationId location_id;
        std::int64_t sequence = 0;
    };
    std::vector<PlannedUnits> credit;
    std::vector<std::pair<WorkKey, WorkDone>> work;
    std::vector<Task> tasks;
    std::vector<DemandLine> lines;  // the same units, as they are promised now
};

// Reserved units that go where all of `demand` goes, in parcels not released and tasks not begun;
// none when its lines do not go one way.
Along along_with(const WaitingOrder& waiting, const Demand& demand);
// Both together.
Demand joined(const Demand& demand, const Along& along);
// True of a plan that has everything come from one location, and no task there that would have to
// grow.
bool comes_together(const SourcingPlan& plan, const Along& along);
// `planned` without what is there already.
std::vector<PlannedUnits> beyond(const std::vector<PlannedUnits>& there,
                                 std::vector<PlannedUnits> planned);
// The tasks are still as they were read.
bool is_untouched(const UnitOfWork& unit, const Along& along);
// Takes all of it back to the order, for a plan that has just been made of it.
Result<void> bring_along(UnitOfWork& unit, const OrderId& order_id, const Along& along);

}  // namespace oms::fulfilling
