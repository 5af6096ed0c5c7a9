#include "services/effects/effects_grpc.hpp"

#include <memory>
#include <utility>

#include "services/common/handlers.hpp"
#include "services/effects/settle_effect.hpp"

namespace oms::effects {
namespace {

template <class Request, class Reply>
void add_change(rpc::Server& server, const wire::Submitter& submitter, const char* method,
                EffectAction action) {
    server.add({method, wire::handler<Request>([&submitter, action](
                                                   const rpc::Call& call,
                                                   const Request& request) -> Result<void> {
                    OMS_TRY(OperationId id, operation_id(request));
                    submitter.submit(std::make_unique<ChangeEffect>(
                                         submitter.header(call, request), std::move(id), action,
                                         [](const Effect& effect) {
                                             return wire::bytes_of<Reply>([&](auto& reply) {
                                                 encode(effect, *reply.mutable_effect());
                                             });
                                         }),
                                     call);
                    return {};
                })});
}

}  // namespace

void EffectsGrpc::add_to(rpc::Server& server) {
    server.add(
        {"/oms.admin.v1.AdminService/ListEffects",
         wire::handler<v1::ListEffectsRequest>(
             [this](const auto& call, const auto& request) { return list(call, request); })});
    add_change<v1::RetryEffectRequest, v1::RetryEffectResponse>(
        server, submitter_, "/oms.admin.v1.AdminService/RetryEffect", EffectAction::retry);
    add_change<v1::CancelEffectRequest, v1::CancelEffectResponse>(
        server, submitter_, "/oms.admin.v1.AdminService/CancelEffect", EffectAction::cancel);
}

Result<void> EffectsGrpc::list(const rpc::Call& call, const v1::ListEffectsRequest& request) {
    OMS_TRY(EffectQuery query, effect_query(request));
    reads_.submit(wire::answer_with(
        call, [call, query = std::move(query)](ReadSession& session) -> Result<std::string> {
            EffectQuery one_more = query;
            ++one_more.limit;
            OMS_TRY(std::vector<Effect> effects, session.effects(one_more, call.actor()));
            return effects_reply(std::move(effects), query);
        }));
    return {};
}

}  // namespace oms::effects
