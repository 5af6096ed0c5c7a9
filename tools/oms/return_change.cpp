// The verbs of `return` that change one: request, approve, reject, sent, cancel.
#include <vector>

#include "tools/oms/line_units.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/return_call.hpp"
#include "tools/oms/return_verbs.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

struct RequestReturn {
    std::string order, reason, method, result, location, credit_to, evidence, override_reason;
    std::vector<std::string> lines;
    bool gift = false;
};
struct RejectReturn : ReturnOptions {
    std::string reason;
};
struct SendReturn : ReturnOptions {
    std::string tracking;
};

Outcome<ExitCode> run_request(Session& session, const RequestReturn& options) {
    returns::RequestReturnRequest request;
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.order));
    for (const std::string& text : options.lines) {
        OMS_TRY(*request.add_units(), parse_units_as<returns::ReturnUnits>(text, "--line " + text));
        if (options.reason.empty()) continue;
        OMS_TRY(const auto reason, parse_enum<returns::ReturnReason>(options.reason, "--reason"));
        request.mutable_units(request.units_size() - 1)->set_reason(reason);
    }
    if (!options.method.empty()) {
        OMS_TRY(const auto method, parse_enum<returns::ReturnMethod>(options.method, "--method"));
        request.set_method(method);
    }
    if (!options.result.empty()) {
        OMS_TRY(const auto result, parse_enum<returns::ReturnResult>(options.result, "--result"));
        request.set_result(result);
    }
    request.set_location_id(options.location);
    request.set_gift(options.gift);
    request.set_credit_reference(options.credit_to);
    request.set_evidence(options.evidence);
    request.set_override_reason(options.override_reason);
    OMS_TRY(const auto response, session.mutate(&Stub::RequestReturn, std::move(request)));
    show_return(session, response);
    return ExitCode::ok;
}

Outcome<ExitCode> run_approve(Session& session, const ReturnOptions& options) {
    return change_return(session, &Stub::ApproveReturn, returns::ApproveReturnRequest(), options);
}

Outcome<ExitCode> run_reject(Session& session, const RejectReturn& options) {
    returns::RejectReturnRequest request;
    request.set_reason(options.reason);
    return change_return_with_consent(session, &Stub::RejectReturn, std::move(request), options,
                                      "Rejection");
}

Outcome<ExitCode> run_sent(Session& session, const SendReturn& options) {
    returns::SendReturnRequest request;
    request.set_tracking_number(options.tracking);
    return change_return(session, &Stub::SendReturn, std::move(request), options);
}

Outcome<ExitCode> run_cancel(Session& session, const ReturnOptions& options) {
    return change_return_with_consent(session, &Stub::CancelReturn, returns::CancelReturnRequest(),
                                      options, "Cancellation");
}

void add_request(CLI::App& noun, Commands& commands) {
    const auto [request, asked] =
        add_verb<RequestReturn>(noun, commands, "request", "Announces goods", run_request);
    request->add_option("ORDER", asked->order, order_key_help)->required();
    add_repeated(*request, "--line", asked->lines, "LINE=QUANTITY, such as 1=2; may be repeated")
        ->required();
    request->add_option("--reason", asked->reason, enum_choices<returns::ReturnReason>());
    request->add_option("--method", asked->method, enum_choices<returns::ReturnMethod>());
    request->add_option("--result", asked->result, "money (default) or store-credit");
    request->add_option("--location", asked->location, "Where the goods are to come");
    request->add_flag("--gift", asked->gift, "By somebody else than the buyer, for credit");
    request->add_option("--credit-to", asked->credit_to, "The account or card that credit goes to");
    request->add_option("--evidence", asked->evidence, "A reference to it; nothing personal");
    request->add_option("--override", asked->override_reason,
                        "Why although the policy says no; only who may see people reads it");
}

}  // namespace

void add_return_changes(CLI::App& noun, Commands& commands) {
    add_request(noun, commands);
    const auto [approve, approved] =
        add_verb<ReturnOptions>(noun, commands, "approve", "Lets the goods come", run_approve);
    add_return_options(*approve, *approved);
    const auto [reject, rejected] = add_verb<RejectReturn>(
        noun, commands, "reject", "Pays nothing; goods are given back", run_reject);
    add_return_options(*reject, *rejected);
    reject->add_option("--reason", rejected->reason, "Why; only who may see people reads it")
        ->required();
    const auto [sent, under_way] = add_verb<SendReturn>(
        noun, commands, "sent", "The customer has handed the goods to a carrier", run_sent);
    add_return_options(*sent, *under_way);
    sent->add_option("--tracking", under_way->tracking, "The carrier's number");
    const auto [cancel, canceled] =
        add_verb<ReturnOptions>(noun, commands, "cancel", "Nothing is to come", run_cancel);
    add_return_options(*cancel, *canceled);
}

}  // namespace oms::cli
