#pragma once

#include <string>
#include <vector>

#include "oms/routing/v1/routing_service.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/page.hpp"

namespace oms::cli {

// Why an order is routed as it is, so that somebody can be told: what was chosen, when it comes,
// what it costs by cause, the next best, and why not from elsewhere. `order` is how people name it.
void print_decisions(Page& page, const std::string& order,
                     const oms::routing::v1::GetRoutingDecisionsResponse& response);

// What a reroute has moved, and what is sent now.
void print_reroute(Page& page, const oms::routing::v1::RerouteOrderResponse& response);
std::vector<Change> changes_of(const oms::routing::v1::RerouteOrderResponse& response);

}  // namespace oms::cli
