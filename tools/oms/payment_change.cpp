// The verbs of `payment` that change something: capture, refund, record, settle, dispute.
#include "oms/payments/v1/payment_service.grpc.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/payment_text.hpp"
#include "tools/oms/payment_verbs.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace payments = oms::payments::v1;
using Stub = payments::PaymentService::Stub;

struct MoveMoney {
    std::string order, amount, etag;
    std::int32_t tender_no = 0;
};
struct RefundMoney : MoveMoney {
    std::string reason;
};
struct RecordMoney : MoveMoney {
    std::string kind, reference;
};
struct DisputeOptions {
    std::string order, dispute_id, amount, state;
    std::int32_t tender_no = 0;
};
struct SettleOptions {
    std::string id, reference, failed;
};

template <class Response>
void show(const Session& session, const Response& response) {
    Page page = session.page();
    print_payments(page, response.payments());
}

void add_amount_change(std::vector<Change>& changes, const std::string& what,
                       const common::v1::Money& before, const common::v1::Money& after) {
    if (before.minor_units() == after.minor_units()) return;
    changes.push_back({"order", what, money_text(before), money_text(after)});
}

std::vector<Change> changes_between(const payments::Payments& before,
                                    const payments::Payments& after) {
    std::vector<Change> changes;
    if (before.status() != after.status())
        changes.push_back(
            {"order", "status", enum_words(before.status()), enum_words(after.status())});
    add_amount_change(changes, "captured", before.captured(), after.captured());
    add_amount_change(changes, "owed", before.owed(), after.owed());
    for (int i = before.operations_size(); i < after.operations_size(); ++i) {
        const payments::PaymentOperation& operation = after.operations(i);
        changes.push_back({"tender " + std::to_string(operation.tender_no()),
                           enum_words(operation.kind()),
                           {},
                           money_text(operation.amount())});
    }
    return changes;
}

// Moves money of an order once a person agrees: of its payments as they were shown, or not at all.
template <class Method, class Request>
Outcome<ExitCode> move_money(Session& session, Method method, Request request,
                             const MoveMoney& options, const std::string& deed) {
    OMS_CHECK(expect_answerable(session));
    OMS_TRY(const auto found, fetch_payments(session, options.order));
    const payments::Payments& before = found.payments();
    OMS_TRY(const Currency currency, parse_currency(before.total().currency_code()));
    OMS_TRY(const Money amount, parse_money(options.amount, currency, "AMOUNT"));
    request.set_order_id(before.order_id());
    *request.mutable_amount() = to_wire(amount);
    request.set_etag(options.etag);
    if (request.etag().empty() && asks(session)) request.set_etag(before.etag());
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        return Consequences{deed + " of order " + before.order_number(),
                            changes_between(before, outcome.payments()), true};
    };
    return mutate_with_consent(session, method, std::move(request), describe,
                               [&](const auto& response) { show(session, response); });
}

Outcome<ExitCode> run_capture(Session& session, const MoveMoney& options) {
    payments::CapturePaymentRequest request;
    request.set_tender_no(options.tender_no);
    return move_money(session, &Stub::CapturePayment, std::move(request), options, "Capture");
}

Outcome<ExitCode> run_refund(Session& session, const RefundMoney& options) {
    payments::RefundPaymentRequest request;
    request.set_tender_no(options.tender_no);
    request.set_reason(options.reason);
    return move_money(session, &Stub::RefundPayment, std::move(request), options, "Refund");
}

Outcome<ExitCode> run_record(Session& session, const RecordMoney& options) {
    payments::RecordPaymentRequest request;
    OMS_TRY(const auto kind, parse_enum<payments::TenderKind>(options.kind, "--kind"));
    request.set_kind(kind);
    request.set_reference(options.reference);
    return move_money(session, &Stub::RecordPayment, std::move(request), options, "Payment");
}

Outcome<ExitCode> run_settle(Session& session, const SettleOptions& options) {
    payments::SettleOperationRequest request;
    request.set_operation_id(options.id);
    request.set_provider_reference(options.reference);
    request.set_failure_code(options.failed);
    request.set_outcome(options.failed.empty() ? payments::OPERATION_OUTCOME_DONE
                                               : payments::OPERATION_OUTCOME_FAILED);
    OMS_TRY(const auto response, session.mutate(&Stub::SettleOperation, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        show(session, response);
    }
    return ExitCode::ok;
}

// Says nothing twice: the provider's number and the state tell it apart.
Outcome<ExitCode> run_dispute(Session& session, const DisputeOptions& options) {
    payments::ReportDisputeRequest request;
    OMS_TRY(const auto found, fetch_payments(session, options.order));
    OMS_TRY(const Currency currency, parse_currency(found.payments().total().currency_code()));
    OMS_TRY(const Money amount, parse_money(options.amount, currency, "AMOUNT"));
    OMS_TRY(const auto state, parse_enum<payments::DisputeState>(options.state, "--state"));
    request.set_order_id(found.payments().order_id());
    request.set_dispute_id(options.dispute_id);
    *request.mutable_amount() = to_wire(amount);
    request.set_state(state);
    request.set_tender_no(options.tender_no);
    OMS_TRY(const auto response, session.mutate(&Stub::ReportDispute, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        session.page().line("Payments are now " + enum_words(response.status()) + ".");
    }
    return ExitCode::ok;
}

void add_money_options(CLI::App& verb, MoveMoney& options, bool has_tender) {
    verb.add_option("ORDER", options.order, order_key_help)->required();
    verb.add_option("AMOUNT", options.amount, "In the order's currency, such as 21.00")->required();
    if (has_tender) {
        verb.add_option("--tender", options.tender_no, "Number of the tender; see `payment show`")
            ->required()
            ->check(CLI::PositiveNumber);
    }
    verb.add_option("--etag", options.etag, "Only if the payments are still at this version");
}

}  // namespace

void add_payment_changes(CLI::App& noun, Commands& commands) {
    const auto [capture, captured] =
        add_verb<MoveMoney>(noun, commands, "capture",
                            "Captures what is owed again, after a capture has failed", run_capture);
    add_money_options(*capture, *captured, true);

    const auto [refund, refunded] =
        add_verb<RefundMoney>(noun, commands, "refund", "Pays money back", run_refund);
    add_money_options(*refund, *refunded, true);
    refund->add_option("--reason", refunded->reason, "Why")->required();

    const auto [record, recorded] = add_verb<RecordMoney>(
        noun, commands, "record", "Notes money that was taken by hand", run_record);
    add_money_options(*record, *recorded, false);
    recorded->kind = "cash";
    record->add_option("--kind", recorded->kind, "cash|pay-in-store (default cash)");
    record->add_option("--reference", recorded->reference, "Such as the till's receipt number");

    const auto [dispute, disputed] = add_verb<DisputeOptions>(
        noun, commands, "dispute", "Tells what became of money that a bank has taken back",
        run_dispute);
    dispute->add_option("ORDER", disputed->order, order_key_help)->required();
    dispute->add_option("DISPUTE", disputed->dispute_id, "The provider's number of it")->required();
    dispute->add_option("AMOUNT", disputed->amount, "In the order's currency, such as 21.00")
        ->required();
    dispute->add_option("--tender", disputed->tender_no, "Number of the tender; see `payment show`")
        ->required()
        ->check(CLI::PositiveNumber);
    dispute->add_option("--state", disputed->state, enum_choices<payments::DisputeState>())
        ->required();

    const auto [settle, settled] = add_verb<SettleOptions>(
        noun, commands, "settle", "Tells what became of an operation", run_settle);
    settle->add_option("OPERATION", settled->id, "Its id (pay_...); see `payment list`")
        ->required();
    settle->add_option("--failed", settled->failed,
                       "It has failed, for this reason: letters, digits and '_'");
    settle->add_option("--reference", settled->reference, "The provider's own number of it");
}

}  // namespace oms::cli
