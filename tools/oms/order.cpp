#include <vector>

#include <fmt/format.h>

#include "oms/events/v1/event_service.grpc.pb.h"
#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/event_text.hpp"
#include "tools/oms/order_input.hpp"
#include "tools/oms/order_key.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/order_parcels.hpp"
#include "tools/oms/order_search.hpp"
#include "tools/oms/order_text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace events = oms::events::v1;
namespace orders = oms::orders::v1;
using orders::OrderService;

constexpr std::int32_t timeline_page_size = 200;

struct PlaceOrder {
    OrderOptions order;
    std::string file;
};
struct NameOrder {
    std::string key;
};
struct CancelOrder {
    std::string key, reason, comment, etag;
    std::vector<std::string> lines;
};

Outcome<ExitCode> run_place(Session& session, const PlaceOrder& options) {
    orders::PlaceOrderRequest request;
    if (options.file.empty()) {
        OMS_TRY(request, build_order(options.order));
    } else {
        OMS_TRY(const std::string text, read_input(session.environment(), options.file));
        OMS_CHECK(from_json(text, options.file, request));
    }
    OMS_TRY(const auto response,
            session.mutate(&OrderService::Stub::PlaceOrder, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_receipt(page, response.order());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_get(Session& session, const NameOrder& options) {
    OMS_TRY(const auto request, parse_order_key(options.key));
    OMS_TRY(const auto response, session.call(&OrderService::Stub::GetOrder, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_order(page, response.order());
    }
    return ExitCode::ok;
}

// "LINE:QUANTITY", such as 1:2
Outcome<orders::CancelOrderRequest::Line> parse_cancel_line(const std::string& text) {
    const std::string what = "--line " + text;
    OMS_TRY(const auto parts, parse_pair(text, ':', what, "LINE:QUANTITY, such as 1:2"));
    OMS_TRY(const std::int64_t line_no, parse_integer(parts.first, what));
    OMS_TRY(const std::int64_t quantity, parse_integer(parts.second, what));
    constexpr std::int64_t last_line = 2000;
    if (line_no < 1 || line_no > last_line) return usage_error(what + ": lines go from 1 to 2000");
    orders::CancelOrderRequest::Line line;
    line.set_line_no(static_cast<std::int32_t>(line_no));
    line.set_quantity(quantity);
    return line;
}

Outcome<ExitCode> run_cancel(Session& session, const CancelOrder& options) {
    orders::CancelOrderRequest request;
    OMS_TRY(const auto reason, parse_enum<orders::CancelReason>(options.reason, "--reason"));
    request.set_reason(reason);
    request.set_comment(options.comment);
    request.set_etag(options.etag);
    for (const std::string& text : options.lines) {
        OMS_TRY(*request.add_lines(), parse_cancel_line(text));
    }
    OMS_CHECK(expect_answerable(session));
    orders::Order before;
    if (asks(session) || session.options().dry_run) {
        OMS_TRY(before, fetch_order(session, options.key));
        request.set_order_id(before.order_id());
        // What is agreed to is what is done, or nothing.
        if (request.etag().empty()) request.set_etag(before.etag());
    } else {
        OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    }
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        Consequences consequences{"Canceling of order " + before.number(),
                                  changes_between(before, outcome.order()), true};
        add_asked(consequences.changes, outcome);
        return consequences;
    };
    const auto show = [&](const auto& response) {
        Page page = session.page();
        print_receipt(page, response.order());
        print_asked(page, response);
    };
    return mutate_with_consent(session, &OrderService::Stub::CancelOrder, std::move(request),
                               describe, show);
}

Outcome<events::ListEventsResponse> fetch_timeline(Session& session, const std::string& order_id) {
    events::ListEventsRequest request;
    request.mutable_filter()->set_aggregate_type("order");
    request.mutable_filter()->set_aggregate_id(order_id);
    request.set_page_size(timeline_page_size);
    events::ListEventsResponse all;
    for (;;) {
        OMS_TRY(auto page, session.call(&events::EventService::Stub::ListEvents, request));
        for (auto& event : *page.mutable_events())
            *all.add_events() = std::move(event);
        all.set_next_cursor(page.next_cursor());
        // A cursor that does not move would be a server's fault; it must not become an endless
        // loop.
        if (!page.more() || page.next_cursor() == request.cursor()) return all;
        request.set_cursor(page.next_cursor());
    }
}

Outcome<ExitCode> run_timeline(Session& session, const NameOrder& options) {
    OMS_TRY(const orders::Order order, fetch_order(session, options.key));
    OMS_TRY(const auto timeline, fetch_timeline(session, order.order_id()));
    if (session.json()) {
        session.print_json(timeline);
        return ExitCode::ok;
    }
    Page page = session.page();
    page.heading(fmt::format("Order {} ({})", order.number(), enum_words(order.status())));
    for (const auto& event : timeline.events())
        page.line(event_line(event, false));
    return ExitCode::ok;
}

}  // namespace

void add_order(Commands& commands) {
    CLI::App& noun = add_noun(commands, "order", "The promise to a customer");
    constexpr const char* key_help = order_key_help;

    const auto [place, placed] =
        add_verb<PlaceOrder>(noun, commands, "place", "Places an order", run_place);
    auto* const file = place->add_option("--file", placed->file,
                                         "A PlaceOrderRequest in protobuf JSON; - is stdin");
    add_order_options(*place, placed->order, file);

    const auto [get, shown] = add_verb<NameOrder>(noun, commands, "get", "Shows an order", run_get);
    get->add_option("ORDER", shown->key, key_help)->required();

    const auto [cancel, canceled] =
        add_verb<CancelOrder>(noun, commands, "cancel",
                              "Cancels what has not left a location, or asks for it", run_cancel);
    cancel->add_option("ORDER", canceled->key, key_help)->required();
    cancel->add_option("--reason", canceled->reason, enum_choices<orders::CancelReason>())
        ->required();
    add_repeated(*cancel, "--line", canceled->lines,
                 "Only LINE:QUANTITY, such as 1:2; may be repeated");
    cancel->add_option("--comment", canceled->comment, "Kept as a note");
    cancel->add_option("--etag", canceled->etag, "Only if the order is still at this version");

    const auto [timeline, told] =
        add_verb<NameOrder>(noun, commands, "timeline", "Shows what happened", run_timeline);
    timeline->add_option("ORDER", told->key, key_help)->required();
    add_order_search(noun, commands);

    add_order_handling(noun, commands);
    add_order_edit(noun, commands);
    add_order_way(noun, commands);
    add_order_watch(noun, commands);
    add_order_routing(noun, commands);
    add_order_choice(noun, commands);
}

}  // namespace oms::cli
