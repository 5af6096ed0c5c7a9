#include "domain/sourcing.hpp"

#include <algorithm>

namespace oms {

bool names_same_places(const DemandLine& a, const DemandLine& b) {
    return !a.pickup_any_of.empty() &&
           std::is_permutation(a.pickup_any_of.begin(), a.pickup_any_of.end(),
                               b.pickup_any_of.begin(), b.pickup_any_of.end());
}

Result<std::optional<Timestamp>> Sourcing::inbound_promise(const Demand& demand,
                                                           const InboundUnits& supply,
                                                           const PlanningView& view) const {
    const LocationId& pickup = demand.lines.at(0).pickup_location;
    const StockView::Place* place = view.facts().find_place(supply.location_id);
    const bool suits =
        place != nullptr && (pickup.empty() ? place->ships : supply.location_id == pickup);
    if (!suits || supply.available_from <= view.now) return std::optional<Timestamp>();
    return std::optional(supply.available_from);
}

}  // namespace oms
