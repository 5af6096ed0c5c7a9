#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/oms/session.hpp"

namespace oms::cli {

// One thing that a command would change, as people read it.
struct Change {
    std::string about;   // line 1, TEE@W1
    std::string what;    // allocated, on hand
    std::string before;  // empty: there is none
    std::string after;
};

// What a command would do.
struct Consequences {
    std::string heading;
    std::vector<Change> changes;
    // False: it takes nothing away, and nobody needs to be asked.
    bool harmful = true;
};

// A change between two counts; nothing when they are the same.
void add_change(std::vector<Change>& changes, const std::string& about, const std::string& what,
                std::int64_t before, std::int64_t after);

// Whether somebody would be asked: no --yes and no --dry-run.
bool asks(const Session& session);
// Fails (USAGE) when somebody would be asked and nobody can be: standard input is no terminal.
Outcome<void> expect_answerable(const Session& session);
// Shows the consequences and asks on the error stream. False: no, or no answer. Fails as
// expect_answerable.
Outcome<bool> ask(const Session& session, const Consequences& consequences);
// What --dry-run shows.
void show_dry_run(const Session& session, const Consequences& consequences);

// The hint for repeating what was agreed to: without asking, and against the version that was seen.
// A repeat is the same request only then.
template <class Request>
std::string repeat_options(const Session& session, const Request& request) {
    if (!asks(session)) return {};
    std::string hint = " It was agreed to: repeat it with --yes";
    if constexpr (requires { request.etag(); }) {
        if (!request.etag().empty()) hint += " --etag " + request.etag();
    }
    return hint + ".";
}

// For what takes something away: like session.mutate, but tries `request` out first
// (validate_only), lets `describe(response)` tell what it would change, and goes on when a person
// says so. With --yes it goes on at once; with --dry-run it only tells. `show(response)` shows what
// was done.
template <class Stub, class Request, class Response, class Describe, class Show>
Outcome<ExitCode> mutate_with_consent(Session& session,
                                      grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                   const Request&, Response*),
                                      Request request, Describe describe, Show show) {
    if (asks(session) || session.options().dry_run) {
        Request trial = request;
        trial.set_request_id(
            make_request_id());  // no repeat of anything, whatever --request-id says
        trial.set_validate_only(true);
        OMS_TRY(const Response outcome, session.call(method, trial));
        if (session.options().dry_run && session.json()) {
            session.print_json(outcome);
            return ExitCode::ok;
        }
        OMS_TRY(const Consequences consequences, describe(outcome));
        if (session.options().dry_run) {
            show_dry_run(session, consequences);
            return ExitCode::ok;
        }
        if (consequences.harmful) {
            OMS_TRY(const bool go_on, ask(session, consequences));
            if (!go_on) return ExitCode::refused;
        }
    }
    const std::string as_agreed = repeat_options(session, request);
    auto response = session.mutate(method, std::move(request));
    if (!response) {
        Failure failure = std::move(response).error();
        if (!failure.request_id.empty()) failure.hint += as_agreed;
        return tl::unexpected<Failure>(std::move(failure));
    }
    if (session.json()) {
        session.print_json(*response);
    } else {
        show(*response);
    }
    return ExitCode::ok;
}

}  // namespace oms::cli
