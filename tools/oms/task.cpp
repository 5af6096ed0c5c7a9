// The noun `task`: what locations do for orders. Here: list, get.
#include <vector>

#include <google/protobuf/util/time_util.h>

#include "tools/oms/listing.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/task_call.hpp"
#include "tools/oms/task_verbs.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace fulfillment = oms::fulfillment::v1;
using fulfillment::FulfillmentService;
using google::protobuf::util::TimeUtil;

struct ListTasks : ListOptions {
    std::string location, order;
    bool incoming = false, ended = false, overdue = false;
    std::vector<std::string> states;
};
struct GetTask {
    std::string id;
};

Outcome<ExitCode> run_list(Session& session, const ListTasks& options) {
    if (options.location.empty() == options.order.empty())
        return usage_error("either LOCATION or --order is needed");
    fulfillment::ListFulfillmentOrdersRequest request;
    request.set_location_id(options.location);
    request.set_incoming(options.incoming);
    request.set_ended(options.ended);
    for (const std::string& state : options.states) {
        OMS_TRY(const auto wanted, parse_enum<fulfillment::FulfillmentState>(state, "--state"));
        request.add_states(wanted);
    }
    if (options.overdue) {
        *request.mutable_due_before() =
            TimeUtil::MicrosecondsToTimestamp(to_unix_micros(session.environment().now()));
    }
    if (!options.order.empty()) {
        OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.order));
    }
    OMS_TRY(const auto response,
            list_pages(
                session, &FulfillmentService::Stub::ListFulfillmentOrders, std::move(request),
                &fulfillment::ListFulfillmentOrdersResponse::mutable_fulfillment_orders, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    print_tasks(page, response.fulfillment_orders(), options.incoming || !options.order.empty());
    return ExitCode::ok;
}

Outcome<ExitCode> run_get(Session& session, const GetTask& options) {
    fulfillment::GetFulfillmentOrderRequest request;
    request.set_fulfillment_order_id(options.id);
    OMS_TRY(const auto response,
            session.call(&FulfillmentService::Stub::GetFulfillmentOrder, request));
    show_task(session, response);
    return ExitCode::ok;
}

}  // namespace

Outcome<fulfillment::FulfillmentOrder> fetch_task(Session& session, const std::string& id) {
    fulfillment::GetFulfillmentOrderRequest request;
    request.set_fulfillment_order_id(id);
    OMS_TRY(auto response, session.call(&FulfillmentService::Stub::GetFulfillmentOrder, request));
    return std::move(*response.mutable_fulfillment_order());
}

void add_task_options(CLI::App& verb, TaskOptions& options) {
    verb.add_option("TASK", options.id, "Its id (ful_...)")->required();
    verb.add_option("--associate", options.associate, "Who does it (default: you)");
    verb.add_option("--etag", options.etag, "Only if the task is still at this version");
}

void add_task(Commands& commands) {
    CLI::App& noun = add_noun(commands, "task", "What locations do for orders");
    const auto [list, listed] = add_verb<ListTasks>(
        noun, commands, "list", "Lists the tasks of a location or an order, the first due first",
        run_list);
    list->add_option("LOCATION", listed->location, "Where they are done");
    auto* const incoming = list->add_flag("--incoming", listed->incoming,
                                          "What other locations send there, instead of its own");
    auto* const ended =
        list->add_flag("--ended", listed->ended, "Those that have ended, instead of open ones");
    auto* const order =
        list->add_option("--order", listed->order, "All of this order: its id, number or key");
    order->excludes(incoming)->excludes(ended);
    add_repeated(*list, "--state", listed->states, enum_choices<fulfillment::FulfillmentState>());
    list->add_flag("--overdue", listed->overdue, "Only those that were due before now");
    add_list_options(*list, *listed);

    const auto [get, wanted] =
        add_verb<GetTask>(noun, commands, "get", "Shows a task and what can be done", run_get);
    get->add_option("TASK", wanted->id, "Its id (ful_...)")->required();

    add_task_pick_list(noun, commands);
    add_task_work(noun, commands);
    add_task_goods(noun, commands);
    add_task_papers(noun, commands);
    add_task_answers(noun, commands);
}

}  // namespace oms::cli
