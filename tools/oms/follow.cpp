#include "tools/oms/follow.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace oms::cli {
namespace {

constexpr std::chrono::milliseconds longest_reconnect_delay{30'000};

// Adds to what ended the watch where to go on.
Failure stopped(const WatchProgress& progress, Failure failure, const std::string& resume_command) {
    if (progress.cursor.empty() || !progress.connected) return failure;
    failure.metadata["resume_cursor"] = progress.cursor;
    failure.hint += (failure.hint.empty() ? "" : " ") +
                    fmt::format("Resume with: {} --from {}", resume_command, progress.cursor);
    return failure;
}

// Whether taking up the watch again is of use: the server went away for a while, or let us go.
bool may_reconnect(const grpc::Status& status, const Failure& failure) {
    return status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE ||
           failure.reason == "SLOW_SUBSCRIBER";
}

}  // namespace

Outcome<ExitCode> follow(Session& session, WatchProgress progress, const ReadStream& read,
                         const std::string& resume_command) {
    Environment& environment = session.environment();
    std::chrono::milliseconds delay = environment.first_reconnect_delay;
    for (;;) {
        const grpc::Status status = read(progress);
        if (!environment.out) return ExitCode::ok;  // the caller reports what could not be written
        if (environment.interrupt.triggered())
            return tl::unexpected<Failure>(stopped(progress, interrupted(), resume_command));
        const Failure failure = status.ok() ? Failure{} : session.failed(status);
        if (!progress.connected && !status.ok()) return tl::unexpected<Failure>(failure);
        if (!may_reconnect(status, failure))
            return tl::unexpected<Failure>(stopped(progress, failure, resume_command));
        if (progress.progressed) delay = environment.first_reconnect_delay;
        progress.progressed = false;
        session.note(fmt::format("the watch ended ({}); trying again in {} ms",
                                 status.ok() ? "closed by the server" : failure.message,
                                 delay.count()));
        if (environment.interrupt.wait_for(delay)) {
            return tl::unexpected<Failure>(stopped(progress, interrupted(), resume_command));
        }
        delay = std::min(delay * 2, longest_reconnect_delay);
    }
}

}  // namespace oms::cli
