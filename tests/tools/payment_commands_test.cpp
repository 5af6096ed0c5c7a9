#include <doctest/doctest.h>

#include "oms/payments/v1/payment_service.grpc.pb.h"
#include "tests/tools/served.hpp"

using namespace oms::cli;
using namespace oms::cli::testing;
namespace payments = oms::payments::v1;

namespace {

// An order of 50.00, paid by card, of which nothing has come in.
void fill(payments::Payments& made) {
    made.set_order_id("ord_1");
    made.set_order_number("7KQ2M9XD4T");
    made.set_status(payments::PAYMENT_STATUS_OWED);
    set_euros(*made.mutable_total(), 5000);
    set_euros(*made.mutable_owed(), 5000);
    made.set_etag("v3");
    payments::PaymentTender& tender = *made.add_tenders();
    tender.set_tender_no(1);
    tender.set_type("card");
    payments::PaymentOperation& operation = *made.add_operations();
    operation.set_operation_id("pay_1");
    operation.set_kind(payments::OPERATION_KIND_CAPTURE);
    operation.set_tender_no(1);
    set_euros(*operation.mutable_amount(), 5000);
    operation.set_state(payments::OPERATION_STATE_FAILED);
    operation.set_failure_code("card_expired");
    payments::PaymentEntry& entry = *made.add_entries();
    entry.set_entry_no(1);
    entry.set_kind(payments::PAYMENT_ENTRY_KIND_CHARGE);
    set_euros(*entry.mutable_amount(), 5000);
    entry.set_debit(payments::PAYMENT_ACCOUNT_RECEIVABLE);
    entry.set_credit(payments::PAYMENT_ACCOUNT_SALES);
    payments::PaymentDispute& dispute = *made.add_disputes();
    dispute.set_dispute_id("dp-1");
    set_euros(*dispute.mutable_amount(), 700);
    dispute.set_state(payments::DISPUTE_STATE_LOST);
}

// A server that knows that order, and keeps what it was asked for.
class Cashier final : public Served<payments::PaymentService::Service> {
public:
    grpc::Status GetPayments(grpc::ServerContext*, const payments::GetPaymentsRequest*,
                             payments::GetPaymentsResponse* response) override {
        fill(*response->mutable_payments());
        return grpc::Status::OK;
    }
    grpc::Status ListOperations(grpc::ServerContext*,
                                const payments::ListOperationsRequest* request,
                                payments::ListOperationsResponse* response) override {
        listed = *request;
        payments::Payments all;
        fill(all);
        *response->add_operations() = all.operations(0);
        return grpc::Status::OK;
    }
    grpc::Status RefundPayment(grpc::ServerContext*, const payments::RefundPaymentRequest* request,
                               payments::RefundPaymentResponse* response) override {
        refunded = *request;
        done += request->validate_only() ? 0 : 1;
        fill(*response->mutable_payments());
        response->mutable_payments()->set_status(payments::PAYMENT_STATUS_REFUNDED);
        return grpc::Status::OK;
    }
    grpc::Status RecordPayment(grpc::ServerContext*, const payments::RecordPaymentRequest* request,
                               payments::RecordPaymentResponse* response) override {
        recorded = *request;
        fill(*response->mutable_payments());
        return grpc::Status::OK;
    }
    grpc::Status SettleOperation(grpc::ServerContext*,
                                 const payments::SettleOperationRequest* request,
                                 payments::SettleOperationResponse* response) override {
        settled = *request;
        fill(*response->mutable_payments());
        return grpc::Status::OK;
    }
    grpc::Status ReportDispute(grpc::ServerContext*, const payments::ReportDisputeRequest* request,
                               payments::ReportDisputeResponse* response) override {
        disputed = *request;
        response->set_status(payments::PAYMENT_STATUS_DISPUTED);
        return grpc::Status::OK;
    }

    payments::ReportDisputeRequest disputed;
    payments::ListOperationsRequest listed;
    payments::RefundPaymentRequest refunded;
    payments::RecordPaymentRequest recorded;
    payments::SettleOperationRequest settled;
    int done = 0;
};

}  // namespace

TEST_CASE("an order's payments are shown, with every entry if wanted") {
    Cashier cashier;
    CHECK(cashier.terminal.run({"payment", "show", "ord_1"}) == ExitCode::ok);
    for (const char* const part :
         {"7KQ2M9XD4T", "owed", "50.00 EUR", "pay_1", "card_expired", "dp-1", "7.00 EUR", "lost"})
        CHECK(contains(cashier.terminal.out(), part));
    CHECK_FALSE(contains(cashier.terminal.out(), "receivable"));
    CHECK(cashier.terminal.run({"payment", "show", "ord_1", "--ledger"}) == ExitCode::ok);
    CHECK(contains(cashier.terminal.out(), "receivable"));
    CHECK(cashier.terminal.run({"payment", "list", "--order", "ord_1"}) == ExitCode::ok);
    CHECK(cashier.listed.order_id() == "ord_1");
    CHECK(contains(cashier.terminal.out(), "pay_1"));
}

TEST_CASE("a refund tells what it will do before it does it, and against what was seen") {
    Cashier cashier;
    const auto refund = [&](const std::string& more) {
        return cashier.terminal.run(
            split_text("payment refund ord_1 21.00 --tender 1 --reason sorry" + more, ' '));
    };
    CHECK(refund(" --dry-run") == ExitCode::ok);
    CHECK(contains(cashier.terminal.out(), "refunded"));
    CHECK(cashier.refunded.validate_only());
    CHECK(cashier.done == 0);
    CHECK(refund(" --yes") == ExitCode::ok);
    CHECK(cashier.done == 1);
    CHECK(cashier.refunded.amount().minor_units() == 2100);
    CHECK(cashier.refunded.amount().currency_code() == "EUR");
    CHECK(cashier.refunded.reason() == "sorry");
    CHECK(cashier.terminal.run({"payment", "refund", "ord_1", "21.00"}) == ExitCode::usage);
    CHECK(cashier.terminal.run({"payment", "refund", "ord_1", "21.005", "--tender", "1", "--reason",
                                "x", "--yes"}) == ExitCode::usage);
}

TEST_CASE("money that is taken by hand is recorded, and operations are settled") {
    Cashier cashier;
    CHECK(cashier.terminal.run({"payment", "record", "ord_1", "50", "--kind", "pay-in-store",
                                "--reference", "77", "--yes"}) == ExitCode::ok);
    CHECK(cashier.recorded.kind() == payments::TENDER_KIND_PAY_IN_STORE);
    CHECK(cashier.recorded.amount().minor_units() == 5000);
    CHECK(cashier.terminal.run({"payment", "settle", "pay_1"}) == ExitCode::ok);
    CHECK(cashier.settled.outcome() == payments::OPERATION_OUTCOME_DONE);
    CHECK(cashier.terminal.run({"payment", "settle", "pay_1", "--failed", "card_expired"}) ==
          ExitCode::ok);
    CHECK(cashier.settled.outcome() == payments::OPERATION_OUTCOME_FAILED);
    CHECK(cashier.settled.failure_code() == "card_expired");
}

TEST_CASE("what a bank has taken back is told in the order's currency") {
    Cashier cashier;
    const auto dispute = [&](const std::string& state) {
        return cashier.terminal.run(
            split_text("payment dispute ord_1 dp-1 7.00 --tender 1 --state " + state, ' '));
    };
    CHECK(dispute("opened") == ExitCode::ok);
    CHECK(cashier.disputed.order_id() == "ord_1");
    CHECK(cashier.disputed.dispute_id() == "dp-1");
    CHECK(cashier.disputed.tender_no() == 1);
    CHECK(cashier.disputed.amount().minor_units() == 700);
    CHECK(cashier.disputed.amount().currency_code() == "EUR");
    CHECK(cashier.disputed.state() == payments::DISPUTE_STATE_OPENED);
    CHECK(contains(cashier.terminal.out(), "Payments are now disputed."));
    CHECK(dispute("lost") == ExitCode::ok);
    CHECK(cashier.disputed.state() == payments::DISPUTE_STATE_LOST);
    CHECK(dispute("gone") == ExitCode::usage);
}
