// The verbs of `return` that pay: refund, adjust, goodwill.
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/return_call.hpp"

namespace oms::cli {
namespace {

struct RefundReturn : ReturnOptions {
    std::string deduction, currency = "EUR";
};
struct AdjustPrice {
    std::string order, price, currency = "EUR", override_reason;
    std::int32_t line_no = 0;
};
struct GrantGoodwill {
    std::string order, amount, currency = "EUR", reason;
    bool as_credit = false;
};

Outcome<ExitCode> run_refund(Session& session, const RefundReturn& options) {
    returns::RefundReturnRequest request;
    if (!options.deduction.empty()) {
        OMS_TRY(*request.mutable_deduction(),
                money_of(options.deduction, options.currency, "--deduct"));
    }
    return change_return_with_consent(session, &Stub::RefundReturn, std::move(request), options,
                                      "Refund");
}

// Pays something of an order once a person agrees.
template <class Method, class Request>
Outcome<ExitCode> pay(Session& session, Method method, Request request, const std::string& order,
                      const std::string& deed) {
    OMS_CHECK(expect_answerable(session));
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, order));
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        Consequences consequences{deed + " for order " + order, {}, true};
        consequences.changes.push_back(
            {"order", "paid back", "", money_text(outcome.refund().amount())});
        return consequences;
    };
    return mutate_with_consent(session, method, std::move(request), describe,
                               [&](const auto& response) {
                                   Page page = session.page();
                                   print_refund(page, response.refund());
                               });
}

Outcome<ExitCode> run_adjust(Session& session, const AdjustPrice& options) {
    returns::AdjustPriceRequest request;
    request.set_line_no(options.line_no);
    OMS_TRY(*request.mutable_unit_price(), money_of(options.price, options.currency, "PRICE"));
    request.set_override_reason(options.override_reason);
    return pay(session, &Stub::AdjustPrice, std::move(request), options.order, "Lower price");
}

Outcome<ExitCode> run_goodwill(Session& session, const GrantGoodwill& options) {
    returns::GrantGoodwillRequest request;
    OMS_TRY(*request.mutable_amount(), money_of(options.amount, options.currency, "AMOUNT"));
    request.set_as_credit(options.as_credit);
    request.set_reason(options.reason);
    return pay(session, &Stub::GrantGoodwill, std::move(request), options.order, "Goodwill");
}

}  // namespace

void add_return_money(CLI::App& noun, Commands& commands) {
    const auto [refund, due] = add_verb<RefundReturn>(
        noun, commands, "refund", "Pays back what the policy allows by now", run_refund);
    add_return_options(*refund, *due);
    refund->add_option("--deduct", due->deduction, "Kept back of it, such as 5.00");
    refund->add_option("--currency", due->currency, "Of the deduction (default EUR)");

    const auto [adjust, lower] = add_verb<AdjustPrice>(
        noun, commands, "adjust", "What is kept of a line costs less by now", run_adjust);
    adjust->add_option("ORDER", lower->order, order_key_help)->required();
    adjust->add_option("LINE", lower->line_no, "The line's number")->required();
    adjust->add_option("PRICE", lower->price, "What each unit is to have cost")->required();
    adjust->add_option("--currency", lower->currency, "Of the price (default EUR)");
    adjust->add_option("--override", lower->override_reason,
                       "Why although it is late; only who may see people reads it");

    const auto [goodwill, given] = add_verb<GrantGoodwill>(
        noun, commands, "goodwill", "Pays something to make up for something", run_goodwill);
    goodwill->add_option("ORDER", given->order, order_key_help)->required();
    goodwill->add_option("AMOUNT", given->amount, "How much, such as 5.00")->required();
    goodwill->add_option("--currency", given->currency, "Of the amount (default EUR)");
    goodwill->add_flag("--credit", given->as_credit, "As credit instead of money");
    goodwill->add_option("--reason", given->reason, "Why; only who may see people reads it")
        ->required();
}

}  // namespace oms::cli
