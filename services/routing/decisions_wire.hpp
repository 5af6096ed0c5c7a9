#pragma once

#include <functional>
#include <string>
#include <vector>

#include <oms/routing/v1/routing_decisions.pb.h>

#include "domain/queries.hpp"
#include "services/routing/reroute_order.hpp"

namespace oms::routing {

// Every field checked; each fails with Reason::malformed_request and all violations at once.
Result<OrderId> decided_order(const v1::GetRoutingDecisionsRequest& request);
Result<RerouteRequest> reroute_request(const v1::RerouteOrderRequest& request);

// The currency of a version of the rules; empty when nobody knows.
using CurrencyOf = std::function<std::string(std::int64_t rules_version)>;
// All of the order's decisions, of which the newest are told.
std::string decisions_reply(const Order& order, const std::vector<RoutingRecord>& decisions,
                            bool with_inputs, const CurrencyOf& currency_of);
// Made on the executor's thread, before the commit: ids and figures only.
std::string reroute_reply(const RerouteOutcome& outcome);

}  // namespace oms::routing
