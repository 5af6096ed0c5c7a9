#pragma once

#include <memory>

#include "domain/feeds.hpp"
#include "services/common/server.hpp"
#include "services/events/watching.hpp"
#include "services/routing/view_source.hpp"

namespace oms::routing {

// As Watching keeps them for copies of the view.
inline constexpr events::WatchLimits view_watch_limits{std::chrono::milliseconds{1'000},
                                                       std::chrono::milliseconds{10'000}, 100};

// oms.routing.v1.RoutingViewService. All it is given must outlive it, and it the server.
class ViewGrpc {
public:
    ViewGrpc(ViewFeed& feed, std::shared_ptr<events::Watching> watching)
        : feed_(feed), watching_(std::move(watching)) {}
    void add_to(rpc::Server& server);

private:
    void watch_view(const rpc::Stream& stream);

    ViewFeed& feed_;
    const std::shared_ptr<events::Watching> watching_;
};

}  // namespace oms::routing
