#include "services/events/events_grpc.hpp"

#include <utility>

#include "services/common/handlers.hpp"
#include "services/events/events_wire.hpp"

namespace oms::events {
namespace {

class StreamSink final : public EventSink {
public:
    explicit StreamSink(rpc::Stream stream) : stream_(std::move(stream)) {}
    const Actor& actor() const override { return stream_.actor(); }
    bool write(const std::string& bytes, std::function<void(bool)> written) override {
        return stream_.write(bytes, std::move(written));
    }
    void fail(const Error& error) override { stream_.fail(error); }

private:
    rpc::Stream stream_;
};

}  // namespace

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
    auto subscriber = watching_->join(std::make_shared<StreamSink>(stream), *std::move(watch));
    stream.on_done(
        [watching = std::weak_ptr<Watching>(watching_), subscriber = std::move(subscriber)] {
            if (const auto present = watching.lock()) present->leave(subscriber);
        });
}

}  // namespace oms::events
