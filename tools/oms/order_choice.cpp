// The verbs of `order` about what customers choose: choice, choose.
#include <utility>

#include <fmt/format.h>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/oms/choice_text.hpp"
#include "tools/oms/commands.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/order_text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;
using orders::OrderService;

struct ShowChoice {
    std::string key, choice_id, token;
    bool link = false;
};
struct MakeChoice {
    std::string key, choice_id, token, reason;
    std::int32_t option_no = 0;
};

// Which choice: by the token of a link, or by order and choice.
template <class Request, class Options>
Outcome<void> name_choice(Session& session, const Options& options, Request& request) {
    if (options.token.empty() == (options.key.empty() || options.choice_id.empty()))
        return usage_error("either ORDER and CHOICE are needed, or --token");
    if (!options.token.empty()) {
        request.set_token(options.token);
        return {};
    }
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    request.set_choice_id(options.choice_id);
    return {};
}

Outcome<ExitCode> show_link(Session& session, const ShowChoice& options) {
    if (options.key.empty() || options.choice_id.empty())
        return usage_error("ORDER and CHOICE are needed");
    orders::GetChoiceLinkRequest request;
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    request.set_choice_id(options.choice_id);
    OMS_TRY(const auto response, session.call(&OrderService::Stub::GetChoiceLink, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        session.page().line(response.token());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_show(Session& session, const ShowChoice& options) {
    if (options.link) return show_link(session, options);
    orders::GetChoiceRequest request;
    OMS_CHECK(name_choice(session, options, request));
    OMS_TRY(const auto response, session.call(&OrderService::Stub::GetChoice, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        page.heading("Order " + response.order_number());
        print_choice(page, response.choice());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_make(Session& session, const MakeChoice& options) {
    orders::MakeChoiceRequest request;
    OMS_CHECK(name_choice(session, options, request));
    request.set_option_no(options.option_no);
    request.set_reason(options.reason);
    OMS_TRY(const auto response,
            session.mutate(&OrderService::Stub::MakeChoice, std::move(request)));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    if (!response.made())
        page.line("Nothing was decided: the goods have gone. Choose again.", Tone::warning);
    print_choice(page, response.choice());
    page.gap();
    print_receipt(page, response.order());
    return ExitCode::ok;
}

template <class Options>
void add_choice_options(CLI::App& verb, Options& options) {
    verb.add_option("ORDER", options.key, order_key_help);
    verb.add_option("CHOICE", options.choice_id, "The choice's id (cho_...)");
    verb.add_option("--token", options.token, "From the customer's link, instead of both");
}

}  // namespace

void add_order_choice(CLI::App& noun, Commands& commands) {
    const auto [show, shown] = add_verb<ShowChoice>(
        noun, commands, "choice", "Shows what a customer is asked, and what is offered", run_show);
    add_choice_options(*show, *shown);
    show->add_flag("--link", shown->link, "Instead the token for the link to the customer");

    const auto [make, made] = add_verb<MakeChoice>(
        noun, commands, "choose", "Decides what a customer is asked: once", run_make);
    add_choice_options(*make, *made);
    make->add_option("--option", made->option_no, "The number of the option")->required();
    make->add_option("--reason", made->reason,
                     "Required of agents: why; only who may see people reads it");
}

}  // namespace oms::cli
