#pragma once

#include <string>
#include <utility>

#include "oms/returns/v1/return_service.grpc.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/return_text.hpp"
#include "tools/oms/return_verbs.hpp"
#include "tools/oms/values.hpp"

// What the verbs of `return` that change one have in common.
namespace oms::cli {

namespace returns = oms::returns::v1;
using Stub = returns::ReturnService::Stub;

struct ReturnOptions {
    std::string id, etag;
};

inline void add_return_options(CLI::App& verb, ReturnOptions& options) {
    verb.add_option("RETURN", options.id, return_id_help)->required();
    verb.add_option("--etag", options.etag, "Only if the return is still at this version");
}

inline Outcome<oms::common::v1::Money> money_of(const std::string& amount,
                                                const std::string& currency,
                                                const std::string& what) {
    OMS_TRY(const Currency parsed, parse_currency(currency));
    OMS_TRY(const Money money, parse_money(amount, parsed, what));
    return to_wire(money);
}

template <class Response>
void show_return(const Session& session, const Response& response) {
    if (session.json()) {
        session.print_json(response);
        return;
    }
    Page page = session.page();
    print_return(page, response.return_());
    if (response.has_refund()) print_refund(page, response.refund());
}

// Does what takes nothing away, and shows the return.
template <class Method, class Request>
Outcome<ExitCode> change_return(Session& session, Method method, Request request,
                                const ReturnOptions& options) {
    request.set_return_id(options.id);
    request.set_etag(options.etag);
    OMS_TRY(const auto response, session.mutate(method, std::move(request)));
    show_return(session, response);
    return ExitCode::ok;
}

// Does what takes something away, or pays, once a person agrees: to the return as it was shown, or
// not at all. `deed` begins the heading: "Refund".
template <class Method, class Request>
Outcome<ExitCode> change_return_with_consent(Session& session, Method method, Request request,
                                             const ReturnOptions& options,
                                             const std::string& deed) {
    OMS_CHECK(expect_answerable(session));
    request.set_return_id(options.id);
    request.set_etag(options.etag);
    returns::Return before;
    if (asks(session) || session.options().dry_run) {
        returns::GetReturnRequest get;
        get.set_return_id(options.id);
        OMS_TRY(auto found, session.call(&Stub::GetReturn, get));
        before = std::move(*found.mutable_return_());
        if (request.etag().empty()) request.set_etag(before.etag());
    }
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        const returns::Return& after = outcome.return_();
        Consequences consequences{deed + " of return " + options.id, {}, true};
        consequences.changes.push_back(
            {"return", "state", enum_words(before.state()), enum_words(after.state())});
        consequences.changes.push_back(
            {"return", "refunded", money_text(before.refunded()), money_text(after.refunded())});
        return consequences;
    };
    return mutate_with_consent(session, method, std::move(request), describe,
                               [&](const auto& response) { show_return(session, response); });
}

}  // namespace oms::cli
