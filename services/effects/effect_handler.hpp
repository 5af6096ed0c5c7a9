#pragma once

#include <functional>
#include <string>

#include "domain/effect.hpp"
#include "domain/queries.hpp"
#include "services/effects/settle_effect.hpp"

namespace oms::effects {

// One attempt, with everything it needs: called once, on a thread that may wait for seconds. What
// it throws counts as Reason::internal_fault.
using Attempt = std::function<Outcome()>;

// What is not wanted any more, or has come too late: canceled, for that reason.
inline Attempt not_wanted(Reason why) {
    return [why] { return Outcome{EffectAction::cancel, std::string(info(why).name), {}}; };
}

// Reads what an effect is about, whatever its channel and location.
inline Actor effects_reader() {
    Actor actor = system_actor("effects");
    actor.channels = ScopeSet<ChannelId>::all();
    actor.locations = ScopeSet<LocationId>::all();
    return actor;
}

// The port to whoever does effects of one kind. Any thread, several at once.
class EffectHandler {
public:
    virtual ~EffectHandler() = default;
    virtual EffectKind kind() const = 0;
    // Reads what the attempt needs; waits for nobody else. A failure settles the effect as
    // outcome_of() says.
    virtual Result<Attempt> prepare(const Effect& effect, ReadSession& session) = 0;
};

}  // namespace oms::effects
