#include "services/routing/view_grpc.hpp"

#include <utility>

#include <oms/routing/v1/routing_view.pb.h>

#include "services/events/stream_sink.hpp"

namespace oms::routing {

void ViewGrpc::add_to(rpc::Server& server) {
    server.add_stream({"/oms.routing.v1.RoutingViewService/WatchView",
                       [this](const rpc::Stream& stream) { watch_view(stream); }});
}

void ViewGrpc::watch_view(const rpc::Stream& stream) {
    const auto request = stream.parse<v1::WatchViewRequest>();
    if (!request) return stream.fail(request.error());
    events::serve(stream, watching_, [&](std::shared_ptr<events::EventSink> sink) {
        return watching_->join(std::move(sink), follow_view(feed_, {}), before_view);
    });
}

}  // namespace oms::routing
