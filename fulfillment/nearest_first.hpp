#pragma once

#include "domain/sourcing.hpp"

namespace oms::fulfillment {

// A small honest rule: pickup lines from their own location; for what is delivered the nearest
// location that ships and holds everything, else line by line the nearest that holds the whole
// line, else the line's units from the nearest locations that have some. Near means
// distance_rank; where a position is unknown, warehouses first. Ties go to the lower location id.
class NearestFirst final : public Sourcing {
public:
    Result<SourcingPlan> plan(const Demand& demand, const PlanningView& view) const override;
};

}  // namespace oms::fulfillment
