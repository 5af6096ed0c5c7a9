#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "oms/events/v1/event_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/event_text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace events = oms::events::v1;
using events::EventService;

constexpr std::chrono::milliseconds longest_reconnect_delay{30'000};
constexpr std::int64_t largest_page = 200;
constexpr const char* from_now = "now";
constexpr const char* from_start = "start";

struct ChooseEvents {
    std::string from;
    std::string aggregate;
    std::vector<std::string> types;
    std::int64_t limit = 50;
};

Outcome<events::EventFilter> build_filter(const ChooseEvents& options) {
    events::EventFilter filter;
    for (const std::string& type : options.types)
        filter.add_types(type);
    if (!options.aggregate.empty()) OMS_CHECK(set_aggregate(options.aggregate, filter));
    return filter;
}

void print_event(const Session& session, const events::Event& event) {
    if (session.json()) {
        session.print_json(event, JsonLayout::one_line);
    } else {
        session.page().line(event_line(event, true));
    }
}

Outcome<ExitCode> run_list(Session& session, const ChooseEvents& options) {
    if (options.limit < 1) return usage_error("--limit: at least 1");
    events::ListEventsRequest request;
    OMS_TRY(*request.mutable_filter(), build_filter(options));
    if (options.from != from_start) request.set_cursor(options.from);
    events::ListEventsResponse all;
    for (std::int64_t left = options.limit; left > 0;) {
        request.set_page_size(static_cast<std::int32_t>(std::min(left, largest_page)));
        OMS_TRY(auto page, session.call(&EventService::Stub::ListEvents, request));
        left -= std::max(1, page.events_size());
        request.set_cursor(page.next_cursor());
        all.MergeFrom(page);
        // MergeFrom keeps what a false or empty field of the last page should reset.
        all.set_more(page.more());
        all.set_next_cursor(page.next_cursor());
        if (!page.more()) break;
    }
    if (session.json()) {
        session.print_json(all);
        return ExitCode::ok;
    }
    for (const auto& event : all.events())
        print_event(session, event);
    if (all.more()) session.note("more: --from " + all.next_cursor());
    return ExitCode::ok;
}

// What a watch knows while it goes on.
struct Watch {
    events::WatchEventsRequest request;
    bool connected = false;
    // Since the last wait something came: the next wait is short again.
    bool progressed = false;
};

// Reads until the stream ends for whatever reason.
grpc::Status read_stream(Session& session, Watch& watch) {
    grpc::ClientContext context;
    session.add_actor(context);
    const Interrupt::Listener listener(session.environment().interrupt,
                                       [&context] { context.TryCancel(); });
    EventService::Stub stub(session.channel());
    const auto reader = stub.WatchEvents(&context, watch.request);
    events::WatchEventsResponse response;
    while (reader->Read(&response)) {
        watch.connected = watch.progressed = true;
        if (response.has_event()) {
            print_event(session, response.event());
            session.environment().out.flush();
        }
        const std::string& cursor =
            response.cursor().empty() ? response.event().cursor() : response.cursor();
        if (!cursor.empty()) watch.request.set_cursor(cursor);
        if (!session.environment().out) context.TryCancel();
    }
    return reader->Finish();
}

// Adds to what ended the watch where to go on.
Failure stopped(const Watch& watch, Failure failure) {
    const std::string& cursor = watch.request.cursor();
    if (cursor.empty() || cursor == from_now) return failure;
    failure.metadata["resume_cursor"] = cursor;
    failure.hint += (failure.hint.empty() ? "" : " ") +
                    fmt::format("Resume with: oms event tail --from {}", cursor);
    return failure;
}

// Whether taking up the watch again is of use: the server went away for a while, or let us go.
bool may_reconnect(const grpc::Status& status, const Failure& failure) {
    return status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE ||
           failure.reason == "SLOW_SUBSCRIBER";
}

Outcome<ExitCode> run_tail(Session& session, const ChooseEvents& options) {
    Environment& environment = session.environment();
    Watch watch;
    OMS_TRY(*watch.request.mutable_filter(), build_filter(options));
    if (options.from != from_start) watch.request.set_cursor(options.from);
    std::chrono::milliseconds delay = environment.first_reconnect_delay;
    for (;;) {
        const grpc::Status status = read_stream(session, watch);
        if (!environment.out) return ExitCode::ok;  // the caller reports what could not be written
        if (environment.interrupt.triggered())
            return tl::unexpected<Failure>(stopped(watch, interrupted()));
        const Failure failure = status.ok() ? Failure{} : session.failed(status);
        if (!watch.connected && !status.ok()) return tl::unexpected<Failure>(failure);
        if (!may_reconnect(status, failure))
            return tl::unexpected<Failure>(stopped(watch, failure));
        if (watch.progressed) delay = environment.first_reconnect_delay;
        watch.progressed = false;
        session.note(fmt::format("the watch ended ({}); trying again in {} ms",
                                 status.ok() ? "closed by the server" : failure.message,
                                 delay.count()));
        if (environment.interrupt.wait_for(delay)) {
            return tl::unexpected<Failure>(stopped(watch, interrupted()));
        }
        delay = std::min(delay * 2, longest_reconnect_delay);
    }
}

void add_filter_options(CLI::App& verb, ChooseEvents& options) {
    add_repeated(verb, "--type", options.types,
                 "Only this type, such as order.placed; may be repeated");
    verb.add_option("--aggregate", options.aggregate, "Only TYPE/ID, such as order/ord_01J...");
}

}  // namespace

void add_event(Commands& commands) {
    CLI::App& noun = add_noun(commands, "event", "What happened, in commit order");
    const auto [tail, watched] = add_verb<ChooseEvents>(
        noun, commands, "tail", "Follows events until interrupted", run_tail);
    watched->from = from_now;
    tail->add_option("--from", watched->from, "A cursor, now (default) or start");
    add_filter_options(*tail, *watched);
    const auto [list, listed] =
        add_verb<ChooseEvents>(noun, commands, "list", "Shows past events", run_list);
    listed->from = from_start;
    list->add_option("--from", listed->from, "A cursor or start (default)");
    list->add_option("--limit", listed->limit, "How many at most (default 50)");
    add_filter_options(*list, *listed);
}

}  // namespace oms::cli
