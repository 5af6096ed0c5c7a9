// The verbs of `order` about where it comes from: why, reroute.
#include <utility>
#include <vector>

#include "oms/routing/v1/routing_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/routing_text.hpp"

namespace oms::cli {
namespace {

namespace routing = oms::routing::v1;
using routing::RoutingService;

struct ExplainOrder {
    std::string key;
    bool inputs = false;
};
struct RerouteOrder {
    std::string key, reason, etag;
    std::vector<std::string> excluded;
};

Outcome<ExitCode> run_why(Session& session, const ExplainOrder& options) {
    routing::GetRoutingDecisionsRequest request;
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    request.set_with_inputs(options.inputs);
    OMS_TRY(const auto response, session.call(&RoutingService::Stub::GetRoutingDecisions, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_decisions(page, options.key, response);
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_reroute(Session& session, const RerouteOrder& options) {
    routing::RerouteOrderRequest request;
    for (const std::string& location : options.excluded)
        request.add_excluded_location_ids(location);
    request.set_reason(options.reason);
    request.set_etag(options.etag);
    OMS_CHECK(expect_answerable(session));
    oms::orders::v1::Order before;
    if (asks(session) || session.options().dry_run) {
        OMS_TRY(before, fetch_order(session, options.key));
        request.set_order_id(before.order_id());
        // What is agreed to is what is done, or nothing.
        if (request.etag().empty()) request.set_etag(before.etag());
    } else {
        OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    }
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        return Consequences{"Rerouting of order " + before.number(), changes_of(outcome),
                            !outcome.moves().empty()};
    };
    const auto show = [&](const auto& response) {
        Page page = session.page();
        print_reroute(page, response);
    };
    return mutate_with_consent(session, &RoutingService::Stub::RerouteOrder, std::move(request),
                               describe, show);
}

}  // namespace

void add_order_routing(CLI::App& noun, Commands& commands) {
    const auto [why, explained] = add_verb<ExplainOrder>(
        noun, commands, "why", "Tells why an order comes from where it does, and when", run_why);
    why->add_option("ORDER", explained->key, order_key_help)->required();
    why->add_flag("--inputs", explained->inputs,
                  "With -o json: also the stock that was looked at, in the server's own form");

    const auto [reroute, rerouted] = add_verb<RerouteOrder>(
        noun, commands, "reroute", "Lets an order come from elsewhere, as far as it is not picked",
        run_reroute);
    reroute->add_option("ORDER", rerouted->key, order_key_help)->required();
    add_repeated(*reroute, "--exclude", rerouted->excluded,
                 "Not from this location; may be repeated (default: choose afresh)");
    reroute->add_option("--reason", rerouted->reason, "Why; only who may see people reads it")
        ->required();
    reroute->add_option("--etag", rerouted->etag, "Only if the order is still at this version");
}

}  // namespace oms::cli
