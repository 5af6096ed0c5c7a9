#include "services/routing/replica_grpc.hpp"

#include <functional>
#include <memory>
#include <utility>

#include "services/common/handlers.hpp"
#include "services/routing/rules_wire.hpp"

namespace oms::routing {

void ReplicaGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.routing.v1.RoutingService/") + name, std::move(handler)});
    };
    add("GetRules", wire::handler<v1::GetRulesRequest>(
                        [this](const auto& call, const auto& r) { return get_rules(call, r); }));
    for (const char* const name : {"CreateRules", "ListRules", "PublishRules", "SimulateRouting",
                                   "GetRoutingDecisions", "RerouteOrder"})
        add(name, [this](const rpc::Call& call) { call.fail(elsewhere()); });
}

Result<void> ReplicaGrpc::get_rules(const rpc::Call& call,
                                    const v1::GetRulesRequest& request) const {
    OMS_TRY(const std::int64_t version, wanted_rules(request));
    if (!copy_.is_complete())
        return fail(Reason::routing_unavailable, "the copy of the view is not complete yet");
    std::shared_ptr<const RulesInForce> rules;
    copy_.read([&](const StockView& view) { rules = view.rules(); });
    if (version != 0 && (rules == nullptr || rules->version != version)) return fail(elsewhere());
    if (rules == nullptr) return fail(Reason::rules_not_found, "none is in force");
    RulesRead read;
    read.version = {rules->version, RulesState::published, rules->body,         rules->author,
                    rules->comment, rules->create_time,    rules->publish_time, {}};
    read.head = {rules->version, rules->version, rules->publications};
    OMS_TRY(std::string reply, get_rules_reply(read));
    call.finish(std::move(reply));
    return {};
}

Error ReplicaGrpc::elsewhere() const {
    Error error{Reason::store_elsewhere, "this server follows " + upstream_, {}, {}, {}, false};
    error.metadata.emplace_back("upstream", upstream_);
    return error;
}

}  // namespace oms::routing
