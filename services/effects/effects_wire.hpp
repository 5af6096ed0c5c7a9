#pragma once

#include <string>
#include <vector>

#include <oms/admin/v1/admin_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/common_wire.hpp"

// Effects as AdminService tells of them. Every parse fails with Reason::malformed_request and all
// violations at once.
namespace oms::effects {

namespace v1 = oms::admin::v1;

Result<EffectQuery> effect_query(const v1::ListEffectsRequest& request);
// Of a request to retry or to cancel one.
template <class Request>
Result<OperationId> operation_id(const Request& request) {
    wire::FieldCheck check;
    check.request_id(request.request_id());
    OperationId id = check.id<OperationId>("operation_id", request.operation_id());
    if (!check.ok()) return fail(std::move(check).error());
    return id;
}

void encode(const Effect& effect, v1::Effect& out);
// `effects`: one more than the query asks for, if there are more.
std::string effects_reply(std::vector<Effect> effects, const EffectQuery& query);

}  // namespace oms::effects
