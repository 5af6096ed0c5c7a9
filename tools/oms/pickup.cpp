// The noun `pickup`: what customers collect. Here: list, get, find, code.
#include <vector>

#include "oms/pickups/v1/pickup_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/listing.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/pickup_text.hpp"
#include "tools/oms/pickup_verbs.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace pickups = oms::pickups::v1;
using Stub = pickups::PickupService::Stub;

struct ListPickups : ListOptions {
    std::string location, order;
    bool ended = false;
    std::vector<std::string> states;
};
struct GetPickup {
    std::string id;
};
struct FindPickup {
    std::string location, code;
};
struct GetCode {
    std::string id;
    std::int32_t holder_no = 0;
};

template <class Response>
Outcome<ExitCode> show(const Session& session, const Response& response) {
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_pickup(page, response.pickup());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_list(Session& session, const ListPickups& options) {
    if (options.location.empty() == options.order.empty())
        return usage_error("either LOCATION or --order is needed");
    pickups::ListPickupsRequest request;
    request.set_location_id(options.location);
    request.set_ended(options.ended);
    for (const std::string& state : options.states) {
        OMS_TRY(const auto wanted, parse_enum<pickups::PickupState>(state, "--state"));
        request.add_states(wanted);
    }
    if (!options.order.empty()) {
        OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.order));
    }
    OMS_TRY(const auto response,
            list_pages(session, &Stub::ListPickups, std::move(request),
                       &pickups::ListPickupsResponse::mutable_pickups, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    print_pickups(page, response.pickups(), !options.order.empty());
    return ExitCode::ok;
}

Outcome<ExitCode> run_get(Session& session, const GetPickup& options) {
    pickups::GetPickupRequest request;
    request.set_pickup_id(options.id);
    OMS_TRY(const auto response, session.call(&Stub::GetPickup, request));
    return show(session, response);
}

Outcome<ExitCode> run_find(Session& session, const FindPickup& options) {
    pickups::FindPickupRequest request;
    request.set_location_id(options.location);
    request.set_code(options.code);
    OMS_TRY(const auto response, session.call(&Stub::FindPickup, request));
    return show(session, response);
}

Outcome<ExitCode> run_code(Session& session, const GetCode& options) {
    pickups::GetPickupCodeRequest request;
    request.set_pickup_id(options.id);
    request.set_holder_no(options.holder_no);
    OMS_TRY(const auto response, session.call(&Stub::GetPickupCode, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        session.page().line(response.code());
    }
    return ExitCode::ok;
}

}  // namespace

void add_pickup(Commands& commands) {
    CLI::App& noun = add_noun(commands, "pickup", "What customers collect");
    const auto [list, listed] = add_verb<ListPickups>(
        noun, commands, "list", "Lists the pickups of a location or an order, the first due first",
        run_list);
    list->add_option("LOCATION", listed->location, "Where they are collected");
    auto* const ended =
        list->add_flag("--ended", listed->ended, "Those that have ended, instead of open ones");
    list->add_option("--order", listed->order, "All of this order: its id, number or key")
        ->excludes(ended);
    add_repeated(*list, "--state", listed->states, enum_choices<pickups::PickupState>());
    add_list_options(*list, *listed);

    const auto [get, wanted] =
        add_verb<GetPickup>(noun, commands, "get", "Shows a pickup and what can be done", run_get);
    get->add_option("PICKUP", wanted->id, pickup_id_help)->required();

    const auto [find, told] = add_verb<FindPickup>(
        noun, commands, "find", "Finds a pickup by the code a customer tells", run_find);
    find->add_option("LOCATION", told->location, "Where the customer is")->required();
    find->add_option("CODE", told->code, "In any case, with spaces or hyphens or without")
        ->required();

    add_pickup_changes(noun, commands);

    const auto [code, holder] = add_verb<GetCode>(
        noun, commands, "code", "Tells a code, for the eyes of its holder only", run_code);
    code->add_option("PICKUP", holder->id, pickup_id_help)->required();
    code->add_option("--holder", holder->holder_no, holder_help)->check(CLI::PositiveNumber);
}

}  // namespace oms::cli
