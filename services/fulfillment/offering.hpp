#pragma once

#include <vector>

#include "domain/queries.hpp"
#include "domain/sourcing.hpp"

// What customers are offered when a location cannot fulfill.
namespace oms::fulfilling {

// Stores that one choice offers at most.
inline constexpr std::size_t most_offered_stores = 3;

// The demand for units of the order: as its lines go, or, when it is given, collected at `pickup`,
// or delivered.
struct OtherWay {
    ChoiceOptionKind kind = ChoiceOptionKind::delivery;
    LocationId pickup;  // of other_store
};
Demand demand_for(const WaitingOrder& waiting, const std::vector<ParcelUnits>& units,
                  const OtherWay& way);

// When all of the plan is with the customer; nothing: the plan does not say, or some units are
// short.
bool covers_all(const SourcingPlan& plan);
std::optional<Timestamp> promise_of(const SourcingPlan& plan);

// The options of a choice for `units` of the order, not numbered yet: the nearest other stores that
// can have them ready, and delivery, as far as the stock of the view and the rules go; then what
// can always be chosen. Prices are fixed: nothing is asked beyond the order's total.
std::vector<ChoiceOption> options_for(const WaitingOrder& waiting, const OrderChoice& choice,
                                      const Sourcing& sourcing, const PlanningView& view);

// The questions that the order's units leave open which `plan` does not cover: one for each pickup
// location, one for deliveries. `wanted`: the lines that were planned.
std::vector<OrderChoice> questions_about(const WaitingOrder& waiting,
                                         const std::vector<DemandLine>& wanted,
                                         const SourcingPlan& plan, const Sourcing& sourcing,
                                         const PlanningView& view);

}  // namespace oms::fulfilling
