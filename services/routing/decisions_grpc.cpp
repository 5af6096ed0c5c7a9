#include "services/routing/decisions_grpc.hpp"

#include <map>
#include <utility>

#include "services/common/handlers.hpp"
#include "services/routing/decisions_wire.hpp"
#include "services/routing/rules_wire.hpp"

namespace oms::routing {
namespace {

// How often an order that changes meanwhile is read again.
constexpr int most_attempts = 4;

std::optional<Address> address_of(const OrderDetails& details) {
    std::optional<Address> address;
    for (const PersonalRecord& record : details.personal) {
        if (record.kind == PersonalKind::ship_to) address = record.address;
    }
    return address;
}

}  // namespace

void DecisionsGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.routing.v1.RoutingService/") + name, std::move(handler)});
    };
    add("GetRoutingDecisions",
        wire::handler<v1::GetRoutingDecisionsRequest>(
            [this](const auto& call, const auto& r) { return get_decisions(call, r); }));
    add("RerouteOrder", wire::handler<v1::RerouteOrderRequest>(
                            [this](const auto& call, const auto& r) { return reroute(call, r); }));
}

Result<void> DecisionsGrpc::get_decisions(const rpc::Call& call,
                                          const v1::GetRoutingDecisionsRequest& request) {
    OMS_TRY(const OrderId id, decided_order(request));
    const bool with_inputs = request.with_inputs();
    reads_.submit(wire::answer_with(
        call, [this, call, id, with_inputs](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const OrderDetails details, session.order(id, call.actor()));
            OMS_TRY(const auto decisions, session.routing_decisions(id, call.actor()));
            std::map<std::int64_t, std::string> currencies;
            return decisions_reply(details.order, decisions, with_inputs,
                                   [&](std::int64_t version) {
                                       const auto [entry, added] = currencies.try_emplace(version);
                                       if (added) entry->second = currency_of(session, version);
                                       return entry->second;
                                   });
        }));
    return {};
}

std::string DecisionsGrpc::currency_of(ReadSession& session, std::int64_t rules_version) const {
    const auto setup = setups_.current();
    if (setup && setup->version == rules_version) return setup->currency_code;
    const auto source = session.routing_source(rules_version);
    if (rules_version == 0 || !source || !source->rules) return {};
    const auto document = document_of_body(source->rules->body);
    return document ? document->currency_code : std::string();
}

Result<void> DecisionsGrpc::reroute(const rpc::Call& call, const v1::RerouteOrderRequest& request) {
    OMS_TRY(const RerouteRequest asked, reroute_request(request));
    attempt(call, submitter_.header(call, request), asked, most_attempts);
    return {};
}

void DecisionsGrpc::attempt(const rpc::Call& call, const Command::Header& header,
                            const RerouteRequest& request, int attempts_left) const {
    reads_.submit(wire::continue_with(
        call, [this, call, header, request, attempts_left](ReadSession& session) {
            return submit(session, call, header, request, attempts_left - 1);
        }));
}

Result<void> DecisionsGrpc::submit(ReadSession& session, const rpc::Call& call,
                                   const Command::Header& header, const RerouteRequest& request,
                                   int attempts_left) const {
    // Who may not see it learns nothing of it; where it goes is for the plan alone.
    OMS_CHECK(session.order(request.order_id, call.actor()));
    const Actor planner = system_actor("reroute");
    OMS_TRY(const OrderDetails details, session.order(request.order_id, planner));
    OMS_TRY(const auto decisions, session.routing_decisions(request.order_id, planner));
    const std::int64_t newest = decisions.empty() ? 0 : decisions.back().decision_no;
    auto command = std::make_unique<RerouteOrder>(
        header, request, reroute_plan(details.order, address_of(details), newest, request.excluded),
        sourcing_, reroute_reply);
    submitter_.submit(std::move(command), [this, call, header, request,
                                           attempts_left](const Result<std::string>& answer) {
        if (answer) return call.finish(*answer);
        const bool again = answer.error().reason == Reason::version_mismatch &&
                           request.version == 0 && attempts_left > 0;
        if (!again) return call.fail(answer.error());
        attempt(call, header, request, attempts_left);
    });
    return {};
}

}  // namespace oms::routing
