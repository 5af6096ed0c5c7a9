#include "tools/oms/complete_ids.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "oms/events/v1/event_service.grpc.pb.h"

namespace oms::cli {
namespace {

namespace events = oms::events::v1;

constexpr std::size_t most_ids = 50;
constexpr std::int32_t page_size = 200;

// The ids of what events of `type` are about. Goes through the log, oldest first, until its end or
// until the time of one call is over: of a long log the newest are then not among them.
std::vector<std::string> ids_from_events(Session& session, const std::string& type,
                                         const std::string& prefix) {
    const auto end = std::chrono::steady_clock::now() + session.time_for(Patience::usual);
    events::ListEventsRequest request;
    request.mutable_filter()->add_types(type);
    request.set_page_size(page_size);
    std::vector<std::string> ids;
    while (std::chrono::steady_clock::now() < end) {
        const auto page = session.call(&events::EventService::Stub::ListEvents, request);
        if (!page) break;
        for (const auto& event : page->events()) {
            if (event.aggregate_id().starts_with(prefix)) ids.push_back(event.aggregate_id());
        }
        if (!page->more() || page->next_cursor() == request.cursor()) break;
        request.set_cursor(page->next_cursor());
    }
    // The newest are what people ask for.
    std::reverse(ids.begin(), ids.end());
    std::vector<std::string> kept;
    for (const std::string& id : ids) {
        if (kept.size() == most_ids) break;
        if (std::find(kept.begin(), kept.end(), id) == kept.end()) kept.push_back(id);
    }
    return kept;
}

}  // namespace

std::vector<std::string> complete_order(Session& session, const std::string& prefix) {
    return ids_from_events(session, "order.placed", prefix);
}
std::vector<std::string> complete_sku(Session& session, const std::string& prefix) {
    return ids_from_events(session, "item.created", prefix);
}
std::vector<std::string> complete_location(Session& session, const std::string& prefix) {
    return ids_from_events(session, "location.created", prefix);
}
std::vector<std::string> complete_channel(Session& session, const std::string& prefix) {
    return ids_from_events(session, "channel.created", prefix);
}
std::vector<std::string> complete_cart(Session& session, const std::string& prefix) {
    return ids_from_events(session, "cart_hold.placed", prefix);
}

}  // namespace oms::cli
