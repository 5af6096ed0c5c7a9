// The verb `task picklist`: a walk through the aisles.
#include <fmt/format.h>

#include "tools/oms/task_call.hpp"
#include "tools/oms/task_verbs.hpp"

namespace oms::cli {
namespace {

namespace fulfillment = oms::fulfillment::v1;
using fulfillment::FulfillmentService;

struct PickList {
    std::string location, prefix;
    std::vector<std::string> tasks;
};

std::string share_text(const fulfillment::PickStop& stop) {
    std::string text;
    for (const fulfillment::PickStop::Share& share : stop.shares()) {
        text += fmt::format("{}{} for {}", text.empty() ? "" : ", ", share.quantity(),
                            share.order_number());
    }
    return text;
}

Outcome<ExitCode> run_pick_list(Session& session, const PickList& options) {
    fulfillment::GetPickListRequest request;
    request.set_location_id(options.location);
    request.set_shelf_prefix(options.prefix);
    for (const std::string& task : options.tasks)
        request.add_fulfillment_order_ids(task);
    OMS_TRY(const auto response, session.call(&FulfillmentService::Stub::GetPickList, request));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Table table({
        {"shelf", Align::left,  false},
        {"SKU",   Align::left,  false},
        {"units", Align::right, false},
        {"title", Align::left,  true },
        {"for",   Align::left,  true }
    });
    for (const fulfillment::PickStop& stop : response.stops()) {
        table.add({stop.shelf().empty() ? "-" : stop.shelf(), stop.sku(),
                   std::to_string(stop.quantity()), stop.title(), share_text(stop)});
    }
    Page page = session.page();
    if (table.empty()) {
        page.line("Nothing to pick.");
    } else {
        page.table(table);
    }
    return ExitCode::ok;
}

}  // namespace

void add_task_pick_list(CLI::App& noun, Commands& commands) {
    const auto [verb, options] = add_verb<PickList>(
        noun, commands, "picklist", "What is to be got off the shelves, by shelf", run_pick_list);
    verb->add_option("LOCATION", options->location, "Where")->required();
    verb->add_option("--aisle", options->prefix, "Only shelves whose name begins with it");
    add_repeated(*verb, "--task", options->tasks,
                 "Only this task (ful_...); may be repeated (default: all that are accepted)");
}

}  // namespace oms::cli
