#pragma once

#include <vector>

#include "domain/sourcing.hpp"
#include "fulfillment/routing_request.hpp"
#include "fulfillment/routing_setup.hpp"

namespace oms::fulfillment {

// Lines of a demand that are decided together, as the request that asks for it.
struct DemandChoice {
    RoutingRequest request;
    LocationId pickup_location;  // empty: delivered, or request.pickup_at names several places
    std::string service_level;
};

// Where its deliveries go; the position by the postal code where nothing better is known.
PostalPlace destination_of(const Demand& demand, const RoutingSetup& setup);

// The choices of a demand: pickups by location or by the places they may be at, then deliveries by
// service level, each in the order of their first line. Tags of items point into the view's facts.
std::vector<DemandChoice> choices_of(const Demand& demand, const PlanningView& view,
                                     const RoutingSetup& setup);

// Supply to come of the choice's SKUs.
std::vector<InboundSupply> inbound_of(const RoutingRequest& request, const StockView& facts);

}  // namespace oms::fulfillment
