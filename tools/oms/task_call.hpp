#pragma once

#include <string>
#include <utility>
#include <vector>

#include "oms/fulfillment/v1/fulfillment_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/task_text.hpp"

// How verbs of `oms task` change a task.
namespace oms::cli {

// Which task, and who does it.
struct TaskOptions {
    std::string id, etag, associate;
};

// Declares them: TASK, --etag, --associate.
void add_task_options(CLI::App& verb, TaskOptions& options);

Outcome<oms::fulfillment::v1::FulfillmentOrder> fetch_task(Session& session, const std::string& id);

template <class Response>
void show_task(const Session& session, const Response& response) {
    if (session.json()) {
        session.print_json(response);
        return;
    }
    Page page = session.page();
    print_task(page, response.fulfillment_order());
}

template <class Request>
void fill(Request& request, const TaskOptions& options) {
    request.set_fulfillment_order_id(options.id);
    request.set_etag(options.etag);
    request.set_associate(options.associate);
}

// Does what takes nothing away, and shows the task.
template <class Method, class Request>
Outcome<ExitCode> change_task(Session& session, Method method, Request request,
                              const TaskOptions& options) {
    fill(request, options);
    OMS_TRY(const auto response, session.mutate(method, std::move(request)));
    show_task(session, response);
    return ExitCode::ok;
}

// Does what takes something away once a person agrees: to the task as it was shown, or not at all.
// `deed` begins the heading: "Rejection"; `effects` are shown beside what changes of the task.
template <class Method, class Request>
Outcome<ExitCode> change_task_with_consent(Session& session, Method method, Request request,
                                           const TaskOptions& options, const std::string& deed,
                                           const std::vector<Change>& effects = {}) {
    OMS_CHECK(expect_answerable(session));
    fill(request, options);
    oms::fulfillment::v1::FulfillmentOrder before;
    if (asks(session) || session.options().dry_run) {
        OMS_TRY(before, fetch_task(session, options.id));
        if (request.etag().empty()) request.set_etag(before.etag());
    }
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        Consequences consequences{
            deed + " of task " + options.id + ", order " + before.order_number(),
            changes_between(before, outcome.fulfillment_order()), true};
        consequences.changes.insert(consequences.changes.end(), effects.begin(), effects.end());
        return consequences;
    };
    return mutate_with_consent(session, method, std::move(request), describe,
                               [&](const auto& response) { show_task(session, response); });
}

// The request of a method of a stub.
template <class Method>
struct RequestOf;
template <class Stub, class Request, class Response>
struct RequestOf<grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*)> {
    using type = Request;
};

// A verb whose request names the task and nothing else.
template <auto method>
Outcome<ExitCode> run_plain(Session& session, const TaskOptions& options) {
    return change_task(session, method, typename RequestOf<decltype(method)>::type(), options);
}

}  // namespace oms::cli
