// What a location says no or yes to: reject, give-back, keep, put-back, retry.
#include <vector>

#include "tools/oms/line_units.hpp"
#include "tools/oms/task_call.hpp"
#include "tools/oms/task_verbs.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace fulfillment = oms::fulfillment::v1;
using Stub = fulfillment::FulfillmentService::Stub;

struct RejectTask : TaskOptions {
    std::string reason;
    std::vector<std::string> lines;
    bool cascade = false;
};

Outcome<ExitCode> run_reject(Session& session, const RejectTask& options) {
    fulfillment::RejectFulfillmentOrderRequest request;
    OMS_TRY(const auto reason, parse_enum<fulfillment::RefusalReason>(options.reason, "--reason"));
    request.set_reason(reason);
    for (const std::string& line : options.lines) {
        OMS_TRY(const std::int32_t line_no, parse_line_no(line, "--line"));
        request.add_line_nos(line_no);
    }
    request.set_cascade(options.cascade);
    return change_task_with_consent(session, &Stub::RejectFulfillmentOrder, std::move(request),
                                    options, "Rejection", effects_of(reason));
}

Outcome<ExitCode> run_give_back(Session& session, const TaskOptions& options) {
    fulfillment::AnswerCancelRequestRequest request;
    request.set_granted(true);
    return change_task_with_consent(session, &Stub::AnswerCancelRequest, std::move(request),
                                    options, "Giving back");
}

Outcome<ExitCode> run_put_back(Session& session, const TaskOptions& options) {
    return change_task_with_consent(session, &Stub::PutBack, fulfillment::PutBackRequest(), options,
                                    "Putting back");
}

}  // namespace

void add_task_answers(CLI::App& noun, Commands& commands) {
    const auto [reject, rejected] = add_verb<RejectTask>(
        noun, commands, "reject", "The location does not do it: the units come from elsewhere",
        run_reject);
    add_task_options(*reject, *rejected);
    reject->add_option("--reason", rejected->reason, enum_choices<fulfillment::RefusalReason>())
        ->required();
    add_repeated(*reject, "--line", rejected->lines,
                 "The reason is told of this line; may be repeated (default: of all)");
    reject->add_flag("--cascade", rejected->cascade,
                     "Nobody finds it there: take it out of the location's other tasks too");

    const auto [give, given] = add_verb<TaskOptions>(
        noun, commands, "give-back", "Gives the order the units that it wants back", run_give_back);
    add_task_options(*give, *given);

    // Granted is false unless it is set: the units go on.
    const auto [keep, kept] = add_verb<TaskOptions>(noun, commands, "keep",
                                                    "Goes on with units that the order wants back",
                                                    run_plain<&Stub::AnswerCancelRequest>);
    add_task_options(*keep, *kept);

    const auto [put, shelved] = add_verb<TaskOptions>(
        noun, commands, "put-back", "What nobody collected is back where it is sold", run_put_back);
    add_task_options(*put, *shelved);

    const auto [retry, retried] = add_verb<TaskOptions>(
        noun, commands, "retry", "Lets routing try again what was refused too often",
        run_plain<&Stub::RetryFulfillmentOrder>);
    add_task_options(*retry, *retried);
}

}  // namespace oms::cli
