// The noun `payment`: the money of orders. Here: show, list.
#include "oms/payments/v1/payment_service.grpc.pb.h"
#include "tools/oms/listing.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/payment_text.hpp"
#include "tools/oms/payment_verbs.hpp"

namespace oms::cli {
namespace {

namespace payments = oms::payments::v1;
using Stub = payments::PaymentService::Stub;

struct ShowPayments {
    std::string order;
    bool ledger = false;
};
struct ListOperations : ListOptions {
    std::string order;
};

Outcome<ExitCode> run_show(Session& session, const ShowPayments& options) {
    OMS_TRY(const auto response, fetch_payments(session, options.order));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    print_payments(page, response.payments());
    if (options.ledger) print_entries(page, response.payments());
    return ExitCode::ok;
}

Outcome<ExitCode> run_list(Session& session, const ListOperations& options) {
    payments::ListOperationsRequest request;
    if (!options.order.empty()) {
        OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.order));
    }
    OMS_TRY(const auto response,
            list_pages(session, &Stub::ListOperations, std::move(request),
                       &payments::ListOperationsResponse::mutable_operations, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    print_operations(page, response.operations(), true);
    return ExitCode::ok;
}

}  // namespace

Outcome<payments::GetPaymentsResponse> fetch_payments(Session& session, const std::string& order) {
    payments::GetPaymentsRequest request;
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, order));
    return session.call(&Stub::GetPayments, request);
}

void add_payment(Commands& commands) {
    CLI::App& noun = add_noun(commands, "payment", "What customers pay and get back");
    const auto [show, shown] = add_verb<ShowPayments>(
        noun, commands, "show", "Shows what was paid for an order, and how", run_show);
    show->add_option("ORDER", shown->order, order_key_help)->required();
    show->add_flag("--ledger", shown->ledger, "With every entry of its ledger");

    const auto [list, listed] = add_verb<ListOperations>(
        noun, commands, "list", "Lists operations that are not settled, the oldest first",
        run_list);
    list->add_option("--order", listed->order, "Of this order: its id, number or key");
    add_list_options(*list, *listed);

    add_payment_changes(noun, commands);
}

}  // namespace oms::cli
