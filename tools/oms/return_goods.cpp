// The verbs of `return` for goods that have come: receive, inspect.
#include <vector>

#include <fmt/format.h>

#include "tools/oms/line_units.hpp"
#include "tools/oms/return_call.hpp"

namespace oms::cli {
namespace {

struct ReceiveReturn {
    std::string location, id, order_number, order_id, etag, channel, reason, disposition, result;
    std::string credit_to, evidence, override_reason, deduction, currency = "EUR", clerk;
    std::vector<std::string> lines, skus;
    bool gift = false;
};
struct InspectReturn : ReturnOptions {
    std::vector<std::string> goods;
    std::string deduction, currency = "EUR";
};

// "SKU=QUANTITY", or of no order "SKU=QUANTITY:CREDIT".
Outcome<void> add_sku(const std::string& text, const std::string& currency,
                      returns::ReceiveReturnRequest& request) {
    const std::string what = "--sku " + text;
    OMS_TRY(const auto parts, parse_pair(text, '=', what, "SKU=QUANTITY or SKU=QUANTITY:CREDIT"));
    const std::size_t colon = parts.second.find(':');
    returns::ReceivedUnits& units = *request.add_units();
    units.set_sku(parts.first);
    OMS_TRY(const std::int64_t quantity, parse_integer(parts.second.substr(0, colon), what));
    units.set_quantity(quantity);
    if (colon == std::string::npos) return {};
    OMS_TRY(*units.mutable_unit_credit(), money_of(parts.second.substr(colon + 1), currency, what));
    return {};
}

Outcome<void> add_units(const ReceiveReturn& options, returns::ReceiveReturnRequest& request) {
    for (const std::string& text : options.lines) {
        OMS_TRY(*request.add_units(),
                parse_units_as<returns::ReceivedUnits>(text, "--line " + text));
    }
    for (const std::string& text : options.skus)
        OMS_CHECK(add_sku(text, options.currency, request));
    for (returns::ReceivedUnits& units : *request.mutable_units()) {
        if (!options.reason.empty()) {
            OMS_TRY(const auto reason,
                    parse_enum<returns::ReturnReason>(options.reason, "--reason"));
            units.set_reason(reason);
        }
        if (options.disposition.empty()) continue;
        OMS_TRY(const auto disposition,
                parse_enum<returns::Disposition>(options.disposition, "--goes"));
        units.set_disposition(disposition);
    }
    return {};
}

Outcome<ExitCode> run_receive(Session& session, const ReceiveReturn& options) {
    returns::ReceiveReturnRequest request;
    request.set_location_id(options.location);
    request.set_return_id(options.id);
    request.set_order_number(options.order_number);
    request.set_order_id(options.order_id);
    request.set_etag(options.etag);
    request.set_channel_id(options.channel);
    request.set_gift(options.gift);
    request.set_credit_reference(options.credit_to);
    request.set_evidence(options.evidence);
    request.set_override_reason(options.override_reason);
    request.set_clerk(options.clerk);
    if (!options.result.empty()) {
        OMS_TRY(const auto result, parse_enum<returns::ReturnResult>(options.result, "--result"));
        request.set_result(result);
    }
    if (!options.deduction.empty()) {
        OMS_TRY(*request.mutable_deduction(),
                money_of(options.deduction, options.currency, "--deduct"));
    }
    OMS_CHECK(add_units(options, request));
    OMS_TRY(const auto response, session.mutate(&Stub::ReceiveReturn, std::move(request)));
    show_return(session, response);
    return ExitCode::ok;
}

// "GOODS=QUANTITY:DISPOSITION"
Outcome<void> add_goods(const std::string& text, returns::InspectReturnRequest& request) {
    const std::string what = "--goods " + text;
    OMS_TRY(const auto parts, parse_pair(text, ':', what, "GOODS=QUANTITY:DISPOSITION"));
    OMS_TRY(const LineUnits units, parse_line_units(parts.first, what));
    OMS_TRY(const auto disposition, parse_enum<returns::Disposition>(parts.second, what));
    returns::DisposedUnits& goods = *request.add_goods();
    goods.set_goods_no(units.line_no);
    goods.set_quantity(units.quantity);
    goods.set_disposition(disposition);
    return {};
}

Outcome<ExitCode> run_inspect(Session& session, const InspectReturn& options) {
    returns::InspectReturnRequest request;
    for (const std::string& text : options.goods)
        OMS_CHECK(add_goods(text, request));
    if (!options.deduction.empty()) {
        OMS_TRY(*request.mutable_deduction(),
                money_of(options.deduction, options.currency, "--deduct"));
    }
    return change_return(session, &Stub::InspectReturn, std::move(request), options);
}

void add_receive(CLI::App& noun, Commands& commands) {
    const auto [receive, came] = add_verb<ReceiveReturn>(
        noun, commands, "receive", "Goods have come, announced or not", run_receive);
    receive->add_option("LOCATION", came->location, "Where they are")->required();
    auto* const id = receive->add_option("--return", came->id, "Of this return (ret_...)");
    auto* const number =
        receive->add_option("--number", came->order_number, "Of this order: the number on the slip")
            ->excludes(id);
    receive->add_option("--order", came->order_id, "Of this order: its id")
        ->excludes(id)
        ->excludes(number);
    add_repeated(*receive, "--line", came->lines, "LINE=QUANTITY, such as 1=2; may be repeated");
    add_repeated(*receive, "--sku", came->skus,
                 "SKU=QUANTITY; of no order SKU=QUANTITY:CREDIT, such as TEE=1:15.00");
    receive->add_option("--reason", came->reason, enum_choices<returns::ReturnReason>());
    receive->add_option("--goes", came->disposition, enum_choices<returns::Disposition>());
    receive->add_option("--result", came->result, "money (default) or store-credit");
    receive->add_flag("--gift", came->gift, "By somebody else than the buyer, for credit");
    receive->add_option("--credit-to", came->credit_to, "The account or card that credit goes to");
    receive->add_option("--channel", came->channel, "Of goods of no order");
    receive->add_option("--evidence", came->evidence, "A reference to it; nothing personal");
    receive->add_option("--override", came->override_reason,
                        "Why although the policy says no; only who may see people reads it");
    receive->add_option("--deduct", came->deduction, "Kept back of what is paid, such as 5.00");
    receive->add_option("--currency", came->currency, "Of amounts (default EUR)");
    receive->add_option("--clerk", came->clerk, "Who has taken them (default: you)");
    receive->add_option("--etag", came->etag, "Only if the return is still at this version");
}

}  // namespace

void add_return_goods(CLI::App& noun, Commands& commands) {
    add_receive(noun, commands);
    const auto [inspect, seen] = add_verb<InspectReturn>(
        noun, commands, "inspect", "Says what becomes of goods, also later", run_inspect);
    add_return_options(*inspect, *seen);
    add_repeated(
        *inspect, "--goods", seen->goods,
        "GOODS=QUANTITY:WAY, such as 1=2:restock; ways: " + enum_choices<returns::Disposition>())
        ->required();
    inspect->add_option("--deduct", seen->deduction, "Kept back of what is paid, such as 5.00");
    inspect->add_option("--currency", seen->currency, "Of the deduction (default EUR)");
}

}  // namespace oms::cli
