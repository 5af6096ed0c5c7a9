// The verbs of `pickup` that change one: collect, extend, proxy, new-code, arrived, left.
#include <vector>

#include "oms/pickups/v1/pickup_service.grpc.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/line_units.hpp"
#include "tools/oms/pickup_text.hpp"
#include "tools/oms/pickup_verbs.hpp"

namespace oms::cli {
namespace {

namespace pickups = oms::pickups::v1;
using Stub = pickups::PickupService::Stub;

struct PickupOptions {
    std::string id, etag;
};
struct CollectPickup : PickupOptions {
    std::string code, reason, till, clerk;
    std::vector<std::string> lines;
    bool identity_checked = false, age_checked = false;
};
struct ExtendPickup : PickupOptions {
    std::int32_t days = 0;
};
struct NameProxy : PickupOptions {
    std::string name;
    bool none = false;
};
struct ReissueCode : PickupOptions {
    std::int32_t holder_no = 0;
};
struct RecordArrival : PickupOptions {
    std::string place;
};

template <class Response>
void show(const Session& session, const Response& response) {
    if (session.json()) {
        session.print_json(response);
        return;
    }
    Page page = session.page();
    print_pickup(page, response.pickup());
}

// Does what takes nothing away, and shows the pickup.
template <class Method, class Request>
Outcome<ExitCode> change(Session& session, Method method, Request request,
                         const PickupOptions& options) {
    request.set_pickup_id(options.id);
    request.set_etag(options.etag);
    OMS_TRY(const auto response, session.mutate(method, std::move(request)));
    show(session, response);
    return ExitCode::ok;
}

// Does what takes something away once a person agrees: to the pickup as it was shown, or not at
// all. `deed` begins the heading: "Collection".
template <class Method, class Request>
Outcome<ExitCode> change_with_consent(Session& session, Method method, Request request,
                                      const PickupOptions& options, const std::string& deed) {
    OMS_CHECK(expect_answerable(session));
    request.set_pickup_id(options.id);
    request.set_etag(options.etag);
    pickups::Pickup before;
    if (asks(session) || session.options().dry_run) {
        pickups::GetPickupRequest get;
        get.set_pickup_id(options.id);
        OMS_TRY(auto found, session.call(&Stub::GetPickup, get));
        before = std::move(*found.mutable_pickup());
        if (request.etag().empty()) request.set_etag(before.etag());
    }
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        return Consequences{deed + " of pickup " + options.id + ", order " + before.order_number(),
                            changes_between(before, outcome.pickup()), true};
    };
    return mutate_with_consent(session, method, std::move(request), describe,
                               [&](const auto& response) { show(session, response); });
}

Outcome<ExitCode> run_collect(Session& session, const CollectPickup& options) {
    if (options.code.empty() && options.reason.empty())
        return usage_error("--code is needed, or --reason to tell why it goes without");
    pickups::CollectPickupRequest request;
    request.set_code(options.code);
    request.set_identity_checked(options.identity_checked);
    request.set_age_checked(options.age_checked);
    request.set_reason(options.reason);
    request.set_till(options.till);
    request.set_clerk(options.clerk);
    for (const std::string& text : options.lines) {
        OMS_TRY(*request.add_units(), parse_units_as<pickups::PickupUnits>(text, "--line " + text));
    }
    if (options.code.empty()) {
        return change_with_consent(session, &Stub::CollectPickup, std::move(request), options,
                                   "Collection without a code");
    }
    return change(session, &Stub::CollectPickup, std::move(request), options);
}

Outcome<ExitCode> run_extend(Session& session, const ExtendPickup& options) {
    pickups::ExtendPickupRequest request;
    request.set_days(options.days);
    return change(session, &Stub::ExtendPickup, std::move(request), options);
}

Outcome<ExitCode> run_proxy(Session& session, const NameProxy& options) {
    if (options.name.empty() != options.none) return usage_error("either NAME or --none is needed");
    pickups::NameProxyRequest request;
    request.set_name(options.name);
    return change(session, &Stub::NameProxy, std::move(request), options);
}

Outcome<ExitCode> run_new_code(Session& session, const ReissueCode& options) {
    pickups::ReissueCodeRequest request;
    request.set_holder_no(options.holder_no);
    return change_with_consent(session, &Stub::ReissueCode, std::move(request), options,
                               "New code");
}

template <bool arrived>
Outcome<ExitCode> run_arrival(Session& session, const RecordArrival& options) {
    pickups::RecordArrivalRequest request;
    request.set_arrived(arrived);
    request.set_place(options.place);
    return change(session, &Stub::RecordArrival, std::move(request), options);
}

void add_pickup_options(CLI::App& verb, PickupOptions& options) {
    verb.add_option("PICKUP", options.id, pickup_id_help)->required();
    verb.add_option("--etag", options.etag, "Only if the pickup is still at this version");
}

void add_collect(CLI::App& noun, Commands& commands) {
    const auto [collect, given] =
        add_verb<CollectPickup>(noun, commands, "collect", "Goods are handed over", run_collect);
    add_pickup_options(*collect, *given);
    collect->add_option("--code", given->code, "As the customer tells it");
    add_repeated(*collect, "--line", given->lines,
                 "Only LINE=QUANTITY, such as 1=2; may be repeated (default: all that is ready)");
    collect->add_flag("--identity-checked", given->identity_checked, "The ID was looked at");
    collect->add_flag("--age-checked", given->age_checked, "The age was looked at");
    collect->add_option("--reason", given->reason,
                        "Without a code: why, or who it was; only who may see people reads it");
    collect->add_option("--till", given->till, "At which till");
    collect->add_option("--clerk", given->clerk, "Who hands it over (default: you)");
}

}  // namespace

void add_pickup_changes(CLI::App& noun, Commands& commands) {
    add_collect(noun, commands);

    const auto [extend, extended] =
        add_verb<ExtendPickup>(noun, commands, "extend", "Goods wait longer, once", run_extend);
    add_pickup_options(*extend, *extended);
    extend->add_option("--days", extended->days, "For how many days more, 1 to 3")
        ->check(CLI::Range(1, 3))
        ->required();

    const auto [proxy, named] = add_verb<NameProxy>(
        noun, commands, "proxy", "Somebody else may collect, with a code of their own", run_proxy);
    add_pickup_options(*proxy, *named);
    proxy->add_option("NAME", named->name, "Who; only who may see people reads it");
    proxy->add_flag("--none", named->none, "Nobody but the buyer");

    const auto [code, reissued] = add_verb<ReissueCode>(
        noun, commands, "new-code", "Makes a new code; the old one is dead", run_new_code);
    add_pickup_options(*code, *reissued);
    code->add_option("--holder", reissued->holder_no, holder_help)->check(CLI::PositiveNumber);

    const auto [arrived, there] = add_verb<RecordArrival>(
        noun, commands, "arrived", "The customer waits outside", run_arrival<true>);
    add_pickup_options(*arrived, *there);
    arrived->add_option("--place", there->place, "Where, such as 'bay 4'");

    const auto [left, gone] = add_verb<RecordArrival>(
        noun, commands, "left", "The customer went away again", run_arrival<false>);
    add_pickup_options(*left, *gone);
}

}  // namespace oms::cli
