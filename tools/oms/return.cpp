// The noun `return`: what comes back. Here: policy, check, list, get.
#include <vector>

#include <fmt/format.h>

#include "oms/returns/v1/return_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/json.hpp"
#include "tools/oms/line_units.hpp"
#include "tools/oms/listing.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/return_text.hpp"
#include "tools/oms/return_verbs.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace returns = oms::returns::v1;
using Stub = returns::ReturnService::Stub;

struct Policy {
    std::int64_t version = 0;
    std::string file, comment;
};
struct CheckReturn {
    std::string order, reason, method, result, location;
    std::vector<std::string> lines;
    bool evidence = false;
};
struct ListReturns : ListOptions {
    std::string location, order;
    bool ended = false;
    std::vector<std::string> states;
};
struct GetReturn {
    std::string id;
};

Outcome<ExitCode> show_policy(const Session& session, const returns::ReturnPolicyVersion& version) {
    if (session.json()) {
        session.print_json(version);
        return ExitCode::ok;
    }
    Page page = session.page();
    page.heading(fmt::format("Version {} of the return policy", version.version()));
    page.facts({
        {"author",    version.author()                 },
        {"comment",   version.comment()                },
        {"published", time_text(version.publish_time())},
    });
    Table table({
        {"rule",      Align::left,  true },
        {"days",      Align::right, false},
        {"paid back", Align::left,  false},
    });
    for (const returns::ReturnRule& rule : version.policy().rules()) {
        table.add({rule.name(), rule.final_sale() ? "none" : std::to_string(rule.window_days()),
                   enum_words(rule.refund_time())});
    }
    page.gap();
    page.table(table);
    return ExitCode::ok;
}

Outcome<ExitCode> run_policy(Session& session, const Policy& options) {
    if (options.file.empty()) {
        returns::GetReturnPolicyRequest request;
        request.set_version(options.version);
        OMS_TRY(const auto response, session.call(&Stub::GetReturnPolicy, request));
        return show_policy(session, response.version());
    }
    returns::PublishReturnPolicyRequest request;
    OMS_TRY(const std::string text, read_input(session.environment(), options.file));
    OMS_CHECK(from_json(text, options.file, *request.mutable_policy()));
    request.set_comment(options.comment);
    OMS_TRY(const auto response, session.mutate(&Stub::PublishReturnPolicy, std::move(request)));
    return show_policy(session, response.version());
}

Outcome<ExitCode> run_check(Session& session, const CheckReturn& options) {
    returns::CheckReturnRequest request;
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.order));
    request.set_location_id(options.location);
    request.set_has_evidence(options.evidence);
    if (!options.method.empty()) {
        OMS_TRY(const auto method, parse_enum<returns::ReturnMethod>(options.method, "--method"));
        request.set_method(method);
    }
    if (!options.result.empty()) {
        OMS_TRY(const auto result, parse_enum<returns::ReturnResult>(options.result, "--result"));
        request.set_result(result);
    }
    for (const std::string& text : options.lines) {
        OMS_TRY(*request.add_units(), parse_units_as<returns::ReturnUnits>(text, "--line " + text));
        if (options.reason.empty()) continue;
        OMS_TRY(const auto reason, parse_enum<returns::ReturnReason>(options.reason, "--reason"));
        request.mutable_units(request.units_size() - 1)->set_reason(reason);
    }
    OMS_TRY(const auto response, session.call(&Stub::CheckReturn, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_check(page, response);
    }
    for (const returns::LineAnswer& line : response.lines()) {
        if (line.answer() != returns::RETURN_ANSWER_YES) return ExitCode::refused;
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_list(Session& session, const ListReturns& options) {
    if (options.location.empty() == options.order.empty())
        return usage_error("either LOCATION or --order is needed");
    returns::ListReturnsRequest request;
    request.set_location_id(options.location);
    request.set_ended(options.ended);
    for (const std::string& state : options.states) {
        OMS_TRY(const auto wanted, parse_enum<returns::ReturnState>(state, "--state"));
        request.add_states(wanted);
    }
    if (!options.order.empty()) {
        OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.order));
    }
    OMS_TRY(const auto response,
            list_pages(session, &Stub::ListReturns, std::move(request),
                       &returns::ListReturnsResponse::mutable_returns, options));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_returns(page, response.returns());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_get(Session& session, const GetReturn& options) {
    returns::GetReturnRequest request;
    request.set_return_id(options.id);
    OMS_TRY(const auto response, session.call(&Stub::GetReturn, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_return(page, response.return_());
    }
    return ExitCode::ok;
}

void add_check(CLI::App& noun, Commands& commands) {
    const auto [check, asked] = add_verb<CheckReturn>(
        noun, commands, "check", "May it go back, until when, and what is paid?", run_check);
    check->add_option("ORDER", asked->order, order_key_help)->required();
    add_repeated(*check, "--line", asked->lines, "LINE=QUANTITY, such as 1=2; may be repeated")
        ->required();
    check->add_option("--reason", asked->reason, enum_choices<returns::ReturnReason>());
    check->add_option("--method", asked->method, enum_choices<returns::ReturnMethod>());
    check->add_option("--result", asked->result, enum_choices<returns::ReturnResult>());
    check->add_option("--location", asked->location, "Where the goods are");
    check->add_flag("--evidence", asked->evidence, "There is evidence");
}

}  // namespace

void add_return(Commands& commands) {
    CLI::App& noun = add_noun(commands, "return", "What comes back, and what is paid for it");
    const auto [policy, wanted] = add_verb<Policy>(
        noun, commands, "policy", "Shows the return policy, or publishes one", run_policy);
    policy->add_option("--number", wanted->version, "Another version than the newest");
    policy->add_option("--publish", wanted->file,
                       "A file with a ReturnPolicy in JSON: in force from now on, for new orders");
    policy->add_option("--comment", wanted->comment, "Why; nothing personal");
    add_check(noun, commands);

    const auto [list, listed] = add_verb<ListReturns>(
        noun, commands, "list", "Lists the returns of a location or an order, the oldest first",
        run_list);
    list->add_option("LOCATION", listed->location, "Where they are expected, or have come");
    auto* const ended =
        list->add_flag("--ended", listed->ended, "Those that have ended, instead of open ones");
    list->add_option("--order", listed->order, "All of this order: its id, number or key")
        ->excludes(ended);
    add_repeated(*list, "--state", listed->states, enum_choices<returns::ReturnState>());
    add_list_options(*list, *listed);

    const auto [get, named] =
        add_verb<GetReturn>(noun, commands, "get", "Shows a return and what can be done", run_get);
    get->add_option("RETURN", named->id, return_id_help)->required();
    add_return_changes(noun, commands);
    add_return_goods(noun, commands);
    add_return_money(noun, commands);
}

}  // namespace oms::cli
