#pragma once

#include <functional>
#include <memory>
#include <string>

#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>

#include "tools/oms/session.hpp"

namespace oms::cli {

// What a watch knows while it goes on.
struct WatchProgress {
    // Where to go on; empty: from the start.
    std::string cursor;
    bool connected = false;
    // Since the last wait something came: the next wait is short again.
    bool progressed = false;
};

// Reads one stream until it ends, for whatever reason, from `progress.cursor` on.
using ReadStream = std::function<grpc::Status(WatchProgress& progress)>;

// Follows a watch until it is interrupted, taking it up again after the last cursor when the
// connection is lost: no message is shown twice or left out. Fails at once when the first
// connection fails; what else ends it tells where to go on: `resume_command` and the cursor.
Outcome<ExitCode> follow(Session& session, WatchProgress progress, const ReadStream& read,
                         const std::string& resume_command);

// The same for one method, such as
//     follow(session, &EventService::Stub::WatchEvents, request, show, "oms event tail")
// `show(response)` prints a message, which may be a heartbeat.
template <class Stub, class Request, class Response, class Show>
Outcome<ExitCode> follow(Session& session,
                         std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(
                             grpc::ClientContext*, const Request&),
                         Request request, Show show, const std::string& resume_command) {
    Environment& environment = session.environment();
    const auto read = [&](WatchProgress& progress) {
        grpc::ClientContext context;
        session.add_actor(context);
        const Interrupt::Listener listener(environment.interrupt,
                                           [&context] { context.TryCancel(); });
        Stub stub(session.channel());
        request.set_cursor(progress.cursor);
        const auto reader = (stub.*method)(&context, request);
        Response response;
        while (reader->Read(&response)) {
            progress.connected = progress.progressed = true;
            show(response);
            environment.out.flush();
            if (!response.cursor().empty()) progress.cursor = response.cursor();
            if (!environment.out) context.TryCancel();
        }
        return reader->Finish();
    };
    return follow(session, {request.cursor(), false, false}, read, resume_command);
}

}  // namespace oms::cli
