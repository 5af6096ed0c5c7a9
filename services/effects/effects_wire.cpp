#include "services/effects/effects_wire.hpp"

#include <utility>

#include "services/common/time_page.hpp"

namespace oms::effects {

Result<EffectQuery> effect_query(const v1::ListEffectsRequest& request) {
    wire::FieldCheck check;
    EffectQuery query;
    if (!request.order_id().empty()) {
        query.order_id = check.id<OrderId>("order_id", request.order_id());
        check.require(request.state() == v1::EFFECT_STATE_UNSPECIFIED, "state",
                      "not together with order_id");
    } else if (request.state() != v1::EFFECT_STATE_UNSPECIFIED) {
        query.state = wire::enumeration<EffectState>(check, "state", request.state());
        check.require(query.state == EffectState::due || query.state == EffectState::failed,
                      "state", "DUE or FAILED; others by order_id");
    }
    wire::fill_time_page<OperationId>(check, request, query);
    if (!check.ok()) return fail(std::move(check).error());
    return query;
}

void encode(const Effect& effect, v1::Effect& out) {
    out.set_operation_id(effect.operation_id.str());
    out.set_kind(std::string(enum_text(effect.kind)));
    out.set_state(wire::to_proto<v1::EffectState>(effect.state));
    out.set_order_id(effect.order_id.str());
    out.set_subject(effect.subject);
    out.set_topic(effect.topic);
    out.set_attempts(effect.attempts);
    wire::encode(effect.due_time, *out.mutable_due_time());
    out.set_last_reason(effect.last_reason);
    wire::encode(effect.create_time, *out.mutable_create_time());
    wire::encode(effect.update_time, *out.mutable_update_time());
}

std::string effects_reply(std::vector<Effect> effects, const EffectQuery& query) {
    return wire::bytes_of<v1::ListEffectsResponse>([&](auto& reply) {
        if (static_cast<std::int64_t>(effects.size()) > query.limit) {
            effects.resize(static_cast<std::size_t>(query.limit));
            const Effect& last = effects.back();
            reply.set_next_page_token(wire::time_page_token(last.due_time, last.operation_id));
        }
        for (const Effect& effect : effects)
            encode(effect, *reply.add_effects());
    });
}

}  // namespace oms::effects
