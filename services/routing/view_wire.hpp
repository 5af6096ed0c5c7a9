#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <oms/routing/v1/routing_view.pb.h>

#include "domain/result.hpp"
#include "domain/view_delta.hpp"

// The messages of oms.routing.v1.RoutingViewService, from the domain to the wire and back.
namespace oms::routing {

// How far a copy of the view is.
struct ViewPosition {
    std::int64_t position = 0;
    // Of the commit; nothing: as before.
    std::optional<Timestamp> commit_time;
    std::int64_t head_position = 0;
    friend bool operator==(const ViewPosition&, const ViewPosition&) = default;
};

// The rows as one message or several, none much longer than half a MiB unless one row is; the last
// one has `position`. Nothing at all when there is neither. Cart holds, and how much is waited
// for, stay here: a copy decides for nobody's cart. Fails with Reason::corrupt_row when the stored
// rules cannot be read.
Result<std::vector<std::string>> view_messages(const ViewDelta& rows,
                                               const std::optional<ViewPosition>& position);

struct ViewMessage {
    ViewDelta rows;
    std::optional<ViewPosition> position;
};
// Fails with Reason::malformed_request.
Result<ViewMessage> view_message(const v1::WatchViewResponse& message);

}  // namespace oms::routing
