#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "oms/events/v1/event_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/event_text.hpp"
#include "tools/oms/follow.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace events = oms::events::v1;
using events::EventService;

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

Outcome<ExitCode> run_tail(Session& session, const ChooseEvents& options) {
    events::WatchEventsRequest request;
    OMS_TRY(*request.mutable_filter(), build_filter(options));
    if (options.from != from_start) request.set_cursor(options.from);
    const auto show = [&session](const events::WatchEventsResponse& message) {
        if (message.has_event()) print_event(session, message.event());
    };
    return follow(session, &EventService::Stub::WatchEvents, std::move(request), show,
                  "oms event tail");
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
