#include <string>

#include "oms/fulfillment/v1/fulfillment_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/task_text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace fulfillment = oms::fulfillment::v1;

struct ReleaseWave {
    std::string location;
    std::int32_t limit = 0;
};

Outcome<ExitCode> run_release(Session& session, const ReleaseWave& options) {
    fulfillment::ReleaseWaveRequest request;
    request.set_location_id(options.location);
    request.set_limit(options.limit);
    OMS_TRY(const auto response, session.mutate(&fulfillment::FulfillmentService::Stub::ReleaseWave,
                                                std::move(request)));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    if (response.fulfillment_orders().empty()) {
        page.line("Nothing to release.");
    } else {
        print_tasks(page, response.fulfillment_orders(), false);
    }
    return ExitCode::ok;
}

}  // namespace

void add_wave(Commands& commands) {
    CLI::App& noun = add_noun(commands, "wave", "Work that is released together");
    const auto [release, released] =
        add_verb<ReleaseWave>(noun, commands, "release",
                              "Makes tasks of what orders have planned at a location", run_release);
    release->add_option("LOCATION", released->location, "Where")->required();
    release->add_option("--limit", released->limit, "Orders at most, 1 to 200 (default 100)")
        ->check(CLI::Range(1, 200));
}

}  // namespace oms::cli
