#include "services/events/events_grpc.hpp"

#include <utility>

#include "services/common/handlers.hpp"
#include "services/events/events_wire.hpp"
#include "services/events/stream_sink.hpp"

namespace oms::events {
void EventsGrpc::add_to(rpc::Server& server) {
    server.add({"/oms.events.v1.EventService/ListEvents",
                wire::handler<v1::ListEventsRequest>([this](const auto& call, const auto& request) {
                    return list_events(call, request);
                })});
    server.add_stream({"/oms.events.v1.EventService/WatchEvents",
                       [this](const rpc::Stream& stream) { watch_events(stream); }});
}

Result<void> EventsGrpc::list_events(const rpc::Call& call, const v1::ListEventsRequest& request) {
    OMS_TRY(EventQuery query, list_request(request));
    reads_.submit(wire::answer_with(
        call, [call, query = std::move(query)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const EventPage page, session.events(query, call.actor()));
            return list_reply(page);
        }));
    return {};
}

void EventsGrpc::watch_events(const rpc::Stream& stream) {
    const auto request = stream.parse<v1::WatchEventsRequest>();
    if (!request) return stream.fail(request.error());
    auto watch = watch_request(*request);
    if (!watch) return stream.fail(watch.error());
    serve(stream, watching_, [&](std::shared_ptr<EventSink> sink) {
        return watching_->join(std::move(sink), *std::move(watch));
    });
}

}  // namespace oms::events
