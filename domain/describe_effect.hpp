#pragma once

// The stored shape of effects; see describe.hpp.

#include "domain/describe.hpp"
#include "domain/effect.hpp"

namespace oms {

template <class A>
void describe(A& a, Effect& v) {
    a.field("operation_id", v.operation_id);
    a.field("kind", v.kind);
    a.field("state", v.state);
    a.field("order_id", v.order_id);
    a.field("channel_id", v.channel_id);
    a.field("subject", v.subject);
    a.field("topic", v.topic);
    a.optional_field("holder_no", v.holder_no);
    a.optional_field("attempts", v.attempts);
    a.field("due_time", v.due_time);
    a.optional_field("last_reason", v.last_reason);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}

}  // namespace oms
