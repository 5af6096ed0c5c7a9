// The verbs of `order` that are not about its units: hold, release, note, tag.
#include <chrono>
#include <vector>

#include <google/protobuf/util/time_util.h>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/order_text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;
using google::protobuf::util::TimeUtil;
using orders::OrderService;

struct HoldOrder {
    std::string key, type, owner, reason, until, duration, etag;
    std::vector<std::int32_t> lines;
};
struct ReleaseHold {
    std::string key, hold_id, reason, etag;
};
struct AddNote {
    std::string key, text, etag;
};
struct UpdateTags {
    std::string key, etag;
    std::vector<std::string> add, remove;
};

// Sends `request` about the order that `key` names, and shows the receipt.
template <class Method, class Request>
Outcome<ExitCode> change(Session& session, Method method, Request request, const std::string& key,
                         const std::string& etag) {
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, key));
    request.set_etag(etag);
    OMS_TRY(const auto response, session.mutate(method, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_receipt(page, response.order());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_hold(Session& session, const HoldOrder& options) {
    orders::HoldOrderRequest request;
    OMS_TRY(const auto type, parse_enum<orders::HoldType>(options.type, "--type"));
    request.set_type(type);
    for (const std::int32_t line_no : options.lines)
        request.add_line_nos(line_no);
    request.set_owner(options.owner);
    request.set_reason(options.reason);
    if (!options.until.empty()) {
        OMS_TRY(*request.mutable_expire_time(), parse_time(options.until, "--until"));
    } else if (!options.duration.empty()) {
        OMS_TRY(const auto duration, parse_duration(options.duration, "--for"));
        const Timestamp until = session.environment().now() + duration;
        *request.mutable_expire_time() = TimeUtil::MicrosecondsToTimestamp(to_unix_micros(until));
    }
    return change(session, &OrderService::Stub::HoldOrder, std::move(request), options.key,
                  options.etag);
}

Outcome<ExitCode> run_release(Session& session, const ReleaseHold& options) {
    orders::ReleaseHoldRequest request;
    request.set_hold_id(options.hold_id);
    request.set_reason(options.reason);
    return change(session, &OrderService::Stub::ReleaseHold, std::move(request), options.key,
                  options.etag);
}

Outcome<ExitCode> run_note(Session& session, const AddNote& options) {
    orders::AddNoteRequest request;
    request.set_text(options.text);
    return change(session, &OrderService::Stub::AddNote, std::move(request), options.key,
                  options.etag);
}

Outcome<ExitCode> run_tag(Session& session, const UpdateTags& options) {
    if (options.add.empty() && options.remove.empty())
        return usage_error("--add or --remove is needed");
    orders::UpdateTagsRequest request;
    for (const std::string& tag : options.add)
        request.add_add(tag);
    for (const std::string& tag : options.remove)
        request.add_remove(tag);
    return change(session, &OrderService::Stub::UpdateTags, std::move(request), options.key,
                  options.etag);
}

void add_key_and_etag(CLI::App& verb, std::string& key, std::string& etag) {
    verb.add_option("ORDER", key, order_key_help)->required();
    verb.add_option("--etag", etag, "Only if the order is still at this version");
}

}  // namespace

void add_order_handling(CLI::App& noun, Commands& commands) {
    const auto [hold, held] = add_verb<HoldOrder>(
        noun, commands, "hold", "Keeps an order from being released and picked", run_hold);
    add_key_and_etag(*hold, held->key, held->etag);
    hold->add_option("--type", held->type, enum_choices<orders::HoldType>())->required();
    hold->add_option("--line", held->lines, "Only this line; may be repeated (default: all)")
        ->allow_extra_args(false);
    hold->add_option("--owner", held->owner, "Who is responsible (default: you)");
    hold->add_option("--reason", held->reason, "Why; only who may see people reads it");
    auto* const until =
        hold->add_option("--until", held->until, "When it ends, such as 2026-03-05T18:00:00+01:00");
    hold->add_option("--for", held->duration, "How long it lasts, such as 2h, at most 24h")
        ->excludes(until);

    const auto [release, released] =
        add_verb<ReleaseHold>(noun, commands, "release", "Ends a hold of an order", run_release);
    add_key_and_etag(*release, released->key, released->etag);
    release->add_option("HOLD_ID", released->hold_id, "The hold's id (hld_...)")->required();
    release->add_option("--reason", released->reason, "Why; only who may see people reads it");

    const auto [note, noted] =
        add_verb<AddNote>(noun, commands, "note", "Keeps a text with an order", run_note);
    add_key_and_etag(*note, noted->key, noted->etag);
    note->add_option("TEXT", noted->text, "Only who may see people reads it")->required();

    const auto [tag, tagged] =
        add_verb<UpdateTags>(noun, commands, "tag", "Adds and removes tags of an order", run_tag);
    add_key_and_etag(*tag, tagged->key, tagged->etag);
    add_repeated(*tag, "--add", tagged->add, "A tag to add; may be repeated");
    add_repeated(*tag, "--remove", tagged->remove, "A tag to remove; may be repeated");
}

}  // namespace oms::cli
