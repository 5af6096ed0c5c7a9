#pragma once

#include <functional>

#include "domain/effect.hpp"
#include "domain/queries.hpp"
#include "services/effects/settle_effect.hpp"

namespace oms::effects {

// One attempt, with everything it needs: called once, on a thread that may wait for seconds. What
// it throws counts as Reason::internal_fault.
using Attempt = std::function<Outcome()>;

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
