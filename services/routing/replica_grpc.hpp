#pragma once

#include <string>

#include <oms/routing/v1/routing_service.pb.h>

#include "services/common/server.hpp"
#include "services/routing/view_copy.hpp"

namespace oms::routing {

// oms.routing.v1.RoutingService of a server that decides on a copy: what the copy can tell. The
// rest is refused with Reason::store_elsewhere, which names the server that has the store, and
// before there is a copy everything with Reason::routing_unavailable. All it is given must outlive
// it, and it the server.
class ReplicaGrpc {
public:
    ReplicaGrpc(const ViewCopy& copy, std::string upstream)
        : copy_(copy), upstream_(std::move(upstream)) {}
    void add_to(rpc::Server& server);

private:
    Result<void> get_rules(const rpc::Call& call, const v1::GetRulesRequest& request) const;
    Error elsewhere() const;

    const ViewCopy& copy_;
    const std::string upstream_;
};

}  // namespace oms::routing
