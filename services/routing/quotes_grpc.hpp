#pragma once

#include <memory>

#include <oms/routing/v1/routing_service.pb.h>

#include "fulfillment/routing_setup.hpp"
#include "services/common/server.hpp"
#include "services/routing/planner_pool.hpp"
#include "services/routing/quote_source.hpp"

namespace oms::routing {

// The quotes of oms.routing.v1.RoutingService: needs no store beside, only a view of one. All it is
// given must outlive it, and it the server.
class QuotesGrpc {
public:
    QuotesGrpc(const fulfillment::RoutingSetups& setups, QuoteSource& source, PlannerPool& planners)
        : setups_(setups), source_(source), planners_(planners) {}
    void add_to(rpc::Server& server);

private:
    Result<void> quote(const rpc::Call& call, const v1::QuoteFulfillmentRequest& request);

    const fulfillment::RoutingSetups& setups_;
    QuoteSource& source_;
    PlannerPool& planners_;
};

}  // namespace oms::routing
