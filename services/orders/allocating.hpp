#pragma once

#include "domain/sourcing.hpp"
#include "domain/unit_of_work.hpp"

namespace oms::orders {

// Gives waiting units of the order the stock that the plan has for them: reserved, told, with the
// record of the decision. `decisions`: of the order so far; counts this one. What the plan needs
// must have been named. Fails with Reason::stock_contention when it does not hold any more.
Result<void> allocate_waiting(UnitOfWork& unit, Order& order, const SourcingPlan& plan,
                              DecisionCause cause, std::int64_t& decisions);

}  // namespace oms::orders
