#pragma once

#include <oms/routing/v1/routing_service.pb.h>

#include "domain/queries.hpp"
#include "domain/sourcing.hpp"
#include "fulfillment/routing_setup.hpp"
#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/routing/reroute_order.hpp"

namespace oms::routing {

// What oms.routing.v1.RoutingService tells of orders and does to them. All it is given must outlive
// it, and it the server.
class DecisionsGrpc {
public:
    DecisionsGrpc(const wire::Submitter& submitter, ReadPool& reads, const Sourcing& sourcing,
                  const fulfillment::RoutingSetups& setups)
        : submitter_(submitter), reads_(reads), sourcing_(sourcing), setups_(setups) {}
    void add_to(rpc::Server& server);

private:
    Result<void> get_decisions(const rpc::Call& call,
                               const v1::GetRoutingDecisionsRequest& request);
    Result<void> reroute(const rpc::Call& call, const v1::RerouteOrderRequest& request);
    // Reads the order and has it rerouted; again, when it has changed in between.
    void attempt(const rpc::Call& call, const Command::Header& header,
                 const RerouteRequest& request, int attempts_left) const;
    Result<void> submit(ReadSession& session, const rpc::Call& call, const Command::Header& header,
                        const RerouteRequest& request, int attempts_left) const;
    std::string currency_of(ReadSession& session, std::int64_t rules_version) const;

    const wire::Submitter& submitter_;
    ReadPool& reads_;
    const Sourcing& sourcing_;
    const fulfillment::RoutingSetups& setups_;
};

}  // namespace oms::routing
