// At the shelf and the packing table: accept, take, pick, short, pack, ready.
#include <vector>

#include "tools/oms/line_units.hpp"
#include "tools/oms/task_call.hpp"
#include "tools/oms/task_verbs.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace fulfillment = oms::fulfillment::v1;
using Stub = fulfillment::FulfillmentService::Stub;

struct PickTask : TaskOptions {
    std::vector<std::string> scans;
};
struct ShortTask : TaskOptions {
    std::string units, reason;
    bool cascade = false;
};
struct AcceptTask : TaskOptions {
    std::string location;
};
struct PackTask : TaskOptions {
    std::vector<std::string> parcels;
};

// To pick it, or, when somebody is picking already, to go on in their place.
Outcome<ExitCode> run_take(Session& session, const TaskOptions& options) {
    fulfillment::StartPickingRequest start;
    fill(start, options);
    auto started = session.mutate(&Stub::StartPicking, std::move(start));
    if (started) {
        show_task(session, *started);
        return ExitCode::ok;
    }
    const auto state = started.error().metadata.find("state");
    const bool is_picked = started.error().reason == "ILLEGAL_TRANSITION" &&
                           state != started.error().metadata.end() && state->second == "picking";
    if (!is_picked) return tl::unexpected<Failure>(std::move(started).error());
    fulfillment::AssignFulfillmentOrderRequest assign;
    fill(assign, options);
    // To take it twice is to take it once: this needs no id that a repeat would know again.
    assign.set_request_id(make_request_id());
    assign.set_validate_only(session.options().dry_run);
    OMS_TRY(const auto assigned, session.call(&Stub::AssignFulfillmentOrder, assign));
    if (assign.validate_only()) session.note("dry run: nothing was changed");
    show_task(session, assigned);
    return ExitCode::ok;
}

// "CODE" or "CODE=QUANTITY", such as TEE=2
Outcome<fulfillment::PickScan> parse_scan(const std::string& text) {
    fulfillment::PickScan scan;
    scan.set_code(text);
    if (text.find('=') == std::string::npos) return scan;
    OMS_TRY(const auto parts,
            parse_pair(text, '=', "the code", "CODE or CODE=QUANTITY, such as TEE=2"));
    scan.set_code(parts.first);
    OMS_TRY(const std::int64_t quantity, parse_integer(parts.second, "the units of " + text));
    if (quantity < 1) return usage_error("the units of " + text + ": at least 1");
    scan.set_quantity(quantity);
    return scan;
}

// Everything that is not picked yet, once it was shown.
Outcome<ExitCode> pick_the_rest(Session& session, TaskOptions options) {
    OMS_TRY(const auto task, fetch_task(session, options.id));
    fulfillment::RecordPicksRequest request;
    for (const fulfillment::FulfillmentLine& line : task.lines()) {
        if (line.picked() >= line.quantity()) continue;
        fulfillment::PickScan& scan = *request.add_scans();
        scan.set_code(line.sku());
        scan.set_quantity(line.quantity() - line.picked());
    }
    if (request.scans().empty()) {
        session.note("everything is picked");
        fulfillment::RecordPicksResponse nothing_new;
        *nothing_new.mutable_fulfillment_order() = task;
        show_task(session, nothing_new);
        return ExitCode::ok;
    }
    if (!session.json()) {
        session.page().table(unpicked_lines(task));
        session.page().gap();
    }
    // What was shown is what is picked, or nothing.
    if (options.etag.empty()) options.etag = task.etag();
    return change_task(session, &Stub::RecordPicks, std::move(request), options);
}

Outcome<ExitCode> run_pick(Session& session, const PickTask& options) {
    if (options.scans.empty()) return pick_the_rest(session, options);
    fulfillment::RecordPicksRequest request;
    for (const std::string& text : options.scans) {
        OMS_TRY(*request.add_scans(), parse_scan(text));
    }
    return change_task(session, &Stub::RecordPicks, std::move(request), options);
}

Outcome<ExitCode> run_short(Session& session, const ShortTask& options) {
    fulfillment::ReportShortPickRequest request;
    OMS_TRY(const LineUnits units, parse_line_units(options.units, "the units"));
    request.set_line_no(units.line_no);
    request.set_quantity(units.quantity);
    OMS_TRY(const auto reason, parse_enum<fulfillment::RefusalReason>(options.reason, "--reason"));
    request.set_reason(reason);
    request.set_cascade(options.cascade);
    return change_task_with_consent(session, &Stub::ReportShortPick, std::move(request), options,
                                    "Short pick", effects_of(reason));
}

// "LINE=QUANTITY,...[:GRAMS]", such as 1=2,2=1:350
Outcome<fulfillment::ParcelContents> parse_parcel(const std::string& text) {
    const std::string what = "--parcel " + text;
    fulfillment::ParcelContents parcel;
    std::string units = text;
    if (text.find(':') != std::string::npos) {
        OMS_TRY(auto parts,
                parse_pair(text, ':', what, "LINE=QUANTITY,...:GRAMS, such as 1=2,2=1:350"));
        OMS_TRY(const std::int64_t weight_g, parse_integer(parts.second, what));
        if (weight_g < 0) return usage_error(what + ": the weight is in grams, at least 0");
        parcel.set_weight_g(weight_g);
        units = std::move(parts.first);
    }
    for (const std::string& one : split_text(units, ',')) {
        OMS_TRY(*parcel.add_units(), parse_units_as<fulfillment::LineUnits>(one, what));
    }
    return parcel;
}

Outcome<ExitCode> run_accept(Session& session, const AcceptTask& options) {
    fulfillment::AcceptFulfillmentOrderRequest request;
    request.set_location_id(options.location);
    return change_task(session, &Stub::AcceptFulfillmentOrder, std::move(request), options);
}

Outcome<ExitCode> run_pack(Session& session, const PackTask& options) {
    fulfillment::PackFulfillmentOrderRequest request;
    for (const std::string& text : options.parcels) {
        OMS_TRY(*request.add_parcels(), parse_parcel(text));
    }
    return change_task(session, &Stub::PackFulfillmentOrder, std::move(request), options);
}

}  // namespace

void add_task_work(CLI::App& noun, Commands& commands) {
    const auto [accept, accepted] =
        add_verb<AcceptTask>(noun, commands, "accept", "The location takes it on", run_accept);
    add_task_options(*accept, *accepted);
    accept->add_option("--location", accepted->location,
                       "Which of the locations it is offered to (default: the one it is at)");

    const auto [take, taken] =
        add_verb<TaskOptions>(noun, commands, "take",
                              "Starts picking, or goes on with it as another associate", run_take);
    add_task_options(*take, *taken);

    const auto [pick, picked] =
        add_verb<PickTask>(noun, commands, "pick", "Counts what was taken off the shelf", run_pick);
    add_task_options(*pick, *picked);
    pick->add_option("CODE", picked->scans,
                     "A SKU or GTIN, or CODE=QUANTITY; none: everything not picked yet");

    const auto [lack, lacking] = add_verb<ShortTask>(
        noun, commands, "short", "Reports units that cannot be found or sold", run_short);
    add_task_options(*lack, *lacking);
    lack->add_option("UNITS", lacking->units, "LINE=QUANTITY, such as 1=2")->required();
    lack->add_option("--reason", lacking->reason, enum_choices<fulfillment::RefusalReason>())
        ->required();
    lack->add_flag("--cascade", lacking->cascade,
                   "Nobody finds it there: take it out of the location's other tasks too");

    const auto [pack, packed] = add_verb<PackTask>(
        noun, commands, "pack", "What was picked is in parcels, or all in one", run_pack);
    add_task_options(*pack, *packed);
    add_repeated(*pack, "--parcel", packed->parcels,
                 "LINE=QUANTITY,...[:GRAMS], such as 1=2,2=1:350; may be repeated");

    const auto [ready, shelved] = add_verb<TaskOptions>(
        noun, commands, "ready", "The goods are on the pickup shelf", run_plain<&Stub::MarkReady>);
    add_task_options(*ready, *shelved);
}

}  // namespace oms::cli
