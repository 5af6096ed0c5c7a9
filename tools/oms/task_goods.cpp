// What leaves and arrives: ship, delivered, lost, found, send, receive.
#include <vector>

#include "tools/oms/line_units.hpp"
#include "tools/oms/task_call.hpp"
#include "tools/oms/task_verbs.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace fulfillment = oms::fulfillment::v1;
using Stub = fulfillment::FulfillmentService::Stub;

struct ShipTask : TaskOptions {
    std::vector<std::string> trackings;
};
struct TrackTask : TaskOptions {
    std::string parcel;
};
struct ReceiveTask : TaskOptions {
    std::vector<std::string> arrived;
};

// "PARCEL=NUMBER"
Outcome<fulfillment::ParcelTracking> parse_tracking(const std::string& text) {
    OMS_TRY(auto parts, parse_pair(text, '=', "--tracking", "PARCEL=NUMBER"));
    fulfillment::ParcelTracking tracking;
    tracking.set_parcel_id(std::move(parts.first));
    tracking.set_tracking_number(std::move(parts.second));
    return tracking;
}

Outcome<ExitCode> run_ship(Session& session, const ShipTask& options) {
    fulfillment::ShipFulfillmentOrderRequest request;
    for (const std::string& text : options.trackings) {
        OMS_TRY(*request.add_trackings(), parse_tracking(text));
    }
    return change_task(session, &Stub::ShipFulfillmentOrder, std::move(request), options);
}

template <fulfillment::ParcelEvent event>
Outcome<ExitCode> run_track(Session& session, const TrackTask& options) {
    fulfillment::TrackParcelRequest request;
    request.set_parcel_id(options.parcel);
    request.set_event(event);
    if constexpr (event == fulfillment::PARCEL_EVENT_LOST) {
        return change_task_with_consent(session, &Stub::TrackParcel, std::move(request), options,
                                        "Loss of a parcel");
    } else {
        return change_task(session, &Stub::TrackParcel, std::move(request), options);
    }
}

Outcome<ExitCode> run_receive(Session& session, const ReceiveTask& options) {
    fulfillment::ReceiveTransferRequest request;
    request.set_partial(!options.arrived.empty());
    for (const std::string& text : options.arrived) {
        OMS_TRY(*request.add_arrived(),
                parse_units_as<fulfillment::LineUnits>(text, "--arrived " + text));
    }
    return change_task(session, &Stub::ReceiveTransfer, std::move(request), options);
}

template <fulfillment::ParcelEvent event>
void add_track(CLI::App& noun, Commands& commands, const char* name, const char* description) {
    const auto [verb, options] =
        add_verb<TrackTask>(noun, commands, name, description, run_track<event>);
    add_task_options(*verb, *options);
    verb->add_option("PARCEL", options->parcel, "The parcel's id (shp_...)")->required();
}

}  // namespace

void add_task_goods(CLI::App& noun, Commands& commands) {
    const auto [ship, shipped] = add_verb<ShipTask>(
        noun, commands, "ship", "The parcels are handed to the carrier", run_ship);
    add_task_options(*ship, *shipped);
    add_repeated(*ship, "--tracking", shipped->trackings,
                 "PARCEL=NUMBER, the carrier's number of a parcel; may be repeated");

    add_track<fulfillment::PARCEL_EVENT_DELIVERED>(noun, commands, "delivered",
                                                   "The carrier has delivered a parcel");
    add_track<fulfillment::PARCEL_EVENT_LOST>(noun, commands, "lost",
                                              "The carrier has lost a parcel");
    add_track<fulfillment::PARCEL_EVENT_FOUND>(noun, commands, "found",
                                               "A lost parcel turned up with the customer");
    add_track<fulfillment::PARCEL_EVENT_REDIRECTED>(
        noun, commands, "redirected", "The carrier takes a parcel to the new address");
    add_track<fulfillment::PARCEL_EVENT_REDIRECT_REFUSED>(noun, commands, "redirect-refused",
                                                          "The carrier does not redirect a parcel");

    const auto [send, sent] =
        add_verb<TaskOptions>(noun, commands, "send", "A transfer has left for its pickup location",
                              run_plain<&Stub::SendTransfer>);
    add_task_options(*send, *sent);

    const auto [receive, received] = add_verb<ReceiveTask>(
        noun, commands, "receive", "A transfer has come, whole or in part", run_receive);
    add_task_options(*receive, *received);
    add_repeated(*receive, "--arrived", received->arrived,
                 "Only LINE=QUANTITY, such as 1=2; may be repeated (default: everything)");
}

}  // namespace oms::cli
