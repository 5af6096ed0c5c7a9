#pragma once

#include <memory>

#include <oms/routing/v1/routing_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/routing/active_routing.hpp"
#include "services/routing/rules_commands.hpp"
#include "services/routing/setup_maker.hpp"

namespace oms::routing {

// oms.routing.v1.RoutingService: requests into commands and queries, and their answers back. All it
// is given must outlive it, and it the server.
class RoutingGrpc {
public:
    RoutingGrpc(const wire::Submitter& submitter, ReadPool& reads,
                std::shared_ptr<SetupMaker> maker, std::shared_ptr<ActiveRouting> active)
        : submitter_(submitter),
          reads_(reads),
          maker_(std::move(maker)),
          active_(std::move(active)) {}
    void add_to(rpc::Server& server);

private:
    Result<void> create_rules(const rpc::Call& call, const v1::CreateRulesRequest& request);
    Result<void> get_rules(const rpc::Call& call, const v1::GetRulesRequest& request);
    Result<void> list_rules(const rpc::Call& call, const v1::ListRulesRequest& request);
    Result<void> publish_rules(const rpc::Call& call, const v1::PublishRulesRequest& request);
    void draft(const rpc::Call& call, Command::Header header, CheckedRules rules) const;
    void publish(const rpc::Call& call, Command::Header header, Publication publication) const;

    const wire::Submitter& submitter_;
    ReadPool& reads_;
    const std::shared_ptr<SetupMaker> maker_;
    const std::shared_ptr<ActiveRouting> active_;
};

}  // namespace oms::routing
