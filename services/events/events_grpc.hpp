#pragma once

#include <memory>

#include <oms/events/v1/event_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/server.hpp"
#include "services/events/watching.hpp"

namespace oms::events {

// oms.events.v1.EventService: requests into queries of the log, and their answers back. All it is
// given must outlive it, and it the server.
class EventsGrpc {
public:
    EventsGrpc(ReadPool& reads, std::shared_ptr<Watching> watching)
        : reads_(reads), watching_(std::move(watching)) {}
    void add_to(rpc::Server& server);

private:
    Result<void> list_events(const rpc::Call& call, const v1::ListEventsRequest& request);
    void watch_events(const rpc::Stream& stream);

    ReadPool& reads_;
    std::shared_ptr<Watching> watching_;
};

}  // namespace oms::events
