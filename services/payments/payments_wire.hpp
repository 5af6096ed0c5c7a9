#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <oms/payments/v1/payment_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/common_wire.hpp"
#include "services/payments/payment_commands.hpp"

// Messages of PaymentService, from the wire to the domain and back. Every parse fails with
// Reason::malformed_request and all violations at once.
namespace oms::payments {

// 1 to 64 lower-case letters, digits and '_', and no card number.
bool is_failure_code(std::string_view text);

// What every mutation of an order's payments begins with.
template <class Request>
PaymentRequest payment_request(wire::FieldCheck& check, const Request& request) {
    PaymentRequest payment;
    check.request_id(request.request_id());
    payment.order_id = check.id<OrderId>("order_id", request.order_id());
    if constexpr (requires { request.etag(); }) {
        if (!request.etag().empty())
            payment.version = wire::version_of_etag(check, "etag", request.etag());
    }
    wire::MoneyCheck money(check);
    payment.amount = money.amount("amount", request.has_amount(), request.amount(), 1);
    return payment;
}
std::int64_t tender_no(wire::FieldCheck& check, std::int32_t value);
// Of a payment that is recorded.
TenderKind hand_kind(wire::FieldCheck& check, v1::TenderKind value);

Result<OrderId> order_id(const v1::GetPaymentsRequest& request);
Result<OperationQuery> operation_query(const v1::ListOperationsRequest& request);

// How an operation ended, of a request that tells it.
template <class Request>
Settlement settlement(wire::FieldCheck& check, const Request& request) {
    Settlement told;
    check.request_id(request.request_id());
    const bool known = request.outcome() == v1::OPERATION_OUTCOME_DONE ||
                       request.outcome() == v1::OPERATION_OUTCOME_FAILED;
    check.require(known, "outcome", "done or failed");
    const bool failed = request.outcome() == v1::OPERATION_OUTCOME_FAILED;
    told.action = failed ? PaymentAction::refuse : PaymentAction::succeed;
    told.provider_reference =
        check.text("provider_reference", request.provider_reference(), {.longest = 64});
    told.failure = request.failure_code();
    check.require(failed == !told.failure.empty(), "failure_code",
                  "required of an operation that failed, and only there");
    check.require(told.failure.empty() || is_failure_code(told.failure), "failure_code",
                  "up to 64 lower-case letters, digits and '_', and no card number");
    return told;
}

// Of a report of a dispute: all but its amount.
DisputeReport dispute_report(wire::FieldCheck& check, const v1::ReportDisputeRequest& request);

void encode(const PaymentLedger& ledger, Timestamp now, v1::Payments& out);
// With the operation that a command was about, where its answer names it.
template <class Reply>
std::string payments_reply(const PaymentLedger& ledger, Timestamp now, const OperationId& id) {
    return wire::bytes_of<Reply>([&](auto& reply) {
        encode(ledger, now, *reply.mutable_payments());
        if constexpr (requires { reply.set_operation_id(std::string()); })
            reply.set_operation_id(id.str());
    });
}
template <class Reply>
std::string status_reply(const PaymentLedger& ledger, Timestamp now, const OperationId&) {
    return wire::bytes_of<Reply>([&](auto& reply) {
        reply.set_status(wire::to_proto<v1::PaymentStatus>(payment_status(ledger, now)));
    });
}
// `operations`: one more than the query asks for, if there are more.
std::string operations_reply(std::vector<ListedOperation> operations, const OperationQuery& query);

}  // namespace oms::payments
