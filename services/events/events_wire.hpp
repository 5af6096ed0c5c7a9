#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <oms/events/v1/event_service.pb.h>

#include "domain/queries.hpp"
#include "domain/result.hpp"

namespace oms::events {

// A place in the log as callers know it:
//   cursor = "c1." position check ; position = 16 hex digits ; check = 4 hex digits
// The check tells a cursor of ours from text that only looks like one.
std::string cursor_text(std::int64_t position);
std::optional<std::int64_t> cursor_position(std::string_view text);

// What a watcher asks for.
struct WatchRequest {
    EventQuery query;
    // Only what happens from now on; the query's position is not set.
    bool from_now = false;
};

// From the wire to the domain, every field checked. Each fails with Reason::malformed_request and
// all field violations at once.
Result<EventQuery> list_request(const v1::ListEventsRequest& request);
Result<WatchRequest> watch_request(const v1::WatchEventsRequest& request);

// From the domain to the wire, as the bytes that are sent.
std::string list_reply(const EventPage& page);
std::string watch_event(const LoggedEvent& event);
std::string watch_heartbeat(std::int64_t position);

}  // namespace oms::events
