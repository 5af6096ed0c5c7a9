#include "services/routing/quote_source.hpp"

#include <utility>

namespace oms::routing {

void StoreQuoteSource::find_channel(const ChannelId& id, const Actor& actor,
                                    std::function<void(Result<void>)> done) {
    if (!actor.channels.contains(id)) return done(fail(Reason::channel_not_found, id.str()));
    bool known = false;
    {
        const std::lock_guard lock(mutex_);
        known = known_.contains(id);
    }
    if (known) return done({});
    reads_.submit([this, id, actor, done = std::move(done)](ReadSession* session) {
        if (session == nullptr) return done(fail(Reason::shutting_down, "the store is closing"));
        if (const auto found = session->channel(id, actor); !found)
            return done(fail(found.error()));
        {
            const std::lock_guard lock(mutex_);
            known_.insert(id);
        }
        done({});
    });
}

}  // namespace oms::routing
