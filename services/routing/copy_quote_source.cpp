#include "services/routing/copy_quote_source.hpp"

#include <algorithm>
#include <chrono>

namespace oms::routing {

ViewStamp CopyQuoteSource::stamp() const {
    const auto state = copy_.state().value_or(ViewCopy::State{});
    const auto age =
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - state.at_head);
    return {state.position, clock_.now() - std::max(Duration{}, age), std::max(Duration{}, age)};
}

void CopyQuoteSource::find_channel(const ChannelId& id, const Actor& actor,
                                   std::function<void(Result<void>)> done) {
    if (!copy_.is_complete())
        return done(fail(Reason::routing_unavailable, "the copy of the view is not complete yet"));
    bool known = actor.channels.contains(id);
    if (known) copy_.read([&](const StockView& view) { known = view.channels().contains(id); });
    if (!known) return done(fail(Reason::channel_not_found, id.str()));
    done({});
}

}  // namespace oms::routing
