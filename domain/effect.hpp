#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/life_cycle.hpp"
#include "domain/time.hpp"

namespace oms {

enum class EffectKind : std::uint8_t {
    notice,      // the customer is told something
    label,       // a parcel is booked with its carrier
    void_label,  // and that taken back
    payment,     // money moves
    redirect,    // a carrier is asked to bring a parcel to another address
};

enum class EffectState : std::uint8_t {
    due,
    done,
    failed,    // refused: a person must look
    canceled,  // not wanted any more
};

enum class EffectAction : std::uint8_t {
    plan,  // written with the change that it follows from
    succeed,
    postpone,  // nobody answered: the same again later
    fail,
    retry,  // a person has seen to what was wrong
    cancel,
};

// The whole life of an effect; what is no row here cannot happen.
inline constexpr auto effect_transitions = [] {
    using enum EffectState;
    using enum EffectAction;
    using Row = Transition<EffectState, EffectAction>;
    return std::to_array<Row>({
        {due,    succeed,  done    },
        {due,    postpone, due     },
        {due,    fail,     failed  },
        {due,    cancel,   canceled},
        {failed, retry,    due     },
        {failed, cancel,   canceled},
    });
}();

template <>
struct EnumText<EffectKind> {
    static constexpr std::array<std::string_view, 5> names{"notice", "label", "void_label",
                                                           "payment", "redirect"};
};
template <>
struct EnumText<EffectState> {
    static constexpr std::array<std::string_view, 4> names{"due", "done", "failed", "canceled"};
};
template <>
struct EnumText<EffectAction> {
    static constexpr std::array<std::string_view, 6> names{"plan", "succeed", "postpone",
                                                           "fail", "retry",   "cancel"};
};
static_assert(is_deterministic(effect_transitions));
static_assert(all_reachable(effect_transitions, EffectState::due));

// Something outside of the store that has to be done because of a change: written with it, done
// afterwards, with the same operation id however often it is tried. Nothing personal.
struct Effect {
    OperationId operation_id;
    EffectKind kind = EffectKind::notice;
    EffectState state = EffectState::due;
    OrderId order_id;
    ChannelId channel_id;
    // The id of what it is about: a pickup, a task, an order.
    std::string subject;
    // What of it: of a notice the template key, of a label the parcel's id, of a payment what its
    // ledger says.
    std::string topic;
    // Of a notice to somebody who may collect: which of the pickup's holders; 0: the buyer.
    std::int64_t holder_no = 0;
    std::int64_t attempts = 0;  // that did not succeed
    Timestamp due_time;         // not before then
    std::string last_reason;    // why the last attempt did not succeed: the name of a Reason
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const Effect&, const Effect&) = default;
};

// How long the next attempt waits after so many that failed: 5 s, doubled each time, 15 min at
// most.
Duration effect_pause(std::int64_t attempts);

// Carries out `action` on the state alone. Fails with Reason::illegal_transition.
Result<void> advance(Effect& effect, EffectAction action);

}  // namespace oms
