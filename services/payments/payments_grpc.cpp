#include "services/payments/payments_grpc.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "services/common/handlers.hpp"

namespace oms::payments {
namespace {

constexpr std::string_view service = "/oms.payments.v1.PaymentService/";

// A method that becomes one command: `make(header, check, request)` reads the request and makes it.
template <class Request, class Make>
void add_command(rpc::Server& server, const wire::Submitter& submitter, const char* name,
                 Make make) {
    server.add({fmt::format("{}{}", service, name),
                wire::handler<Request>([&submitter, make](const rpc::Call& call,
                                                          const Request& request) -> Result<void> {
                    wire::FieldCheck check;
                    std::unique_ptr<Command> command =
                        make(submitter.header(call, request), check, request);
                    if (!check.ok()) return fail(std::move(check).error());
                    submitter.submit(std::move(command), call);
                    return {};
                })});
}

}  // namespace

void PaymentsGrpc::add_to(rpc::Server& server) {
    server.add({fmt::format("{}GetPayments", service),
                wire::handler<v1::GetPaymentsRequest>(
                    [this](const auto& call, const auto& r) { return get_payments(call, r); })});
    server.add({fmt::format("{}ListOperations", service),
                wire::handler<v1::ListOperationsRequest>(
                    [this](const auto& call, const auto& r) { return list_operations(call, r); })});
    add_commands_to(server);
    add_settling_to(server);
}

void PaymentsGrpc::add_commands_to(rpc::Server& server) {
    add_command<v1::CapturePaymentRequest>(
        server, submitter_, "CapturePayment", [](auto header, auto& check, const auto& request) {
            PaymentRequest payment = payment_request(check, request);
            const std::int64_t no = tender_no(check, request.tender_no());
            return std::make_unique<CapturePayment>(std::move(header), std::move(payment), no,
                                                    payments_reply<v1::CapturePaymentResponse>);
        });
    add_command<v1::RefundPaymentRequest>(
        server, submitter_, "RefundPayment", [](auto header, auto& check, const auto& request) {
            PaymentRequest payment = payment_request(check, request);
            const std::int64_t no = tender_no(check, request.tender_no());
            std::string reason = check.text("reason", request.reason(),
                                            {.shortest = 1, .longest = 500, .multiline = true});
            return std::make_unique<RefundPayment>(std::move(header), std::move(payment), no,
                                                   std::move(reason),
                                                   payments_reply<v1::RefundPaymentResponse>);
        });
    add_command<v1::RecordPaymentRequest>(
        server, submitter_, "RecordPayment", [](auto header, auto& check, const auto& request) {
            PaymentRequest payment = payment_request(check, request);
            const TenderKind kind = hand_kind(check, request.kind());
            std::string reference = check.text("reference", request.reference(), {.longest = 64});
            return std::make_unique<RecordPayment>(std::move(header), std::move(payment), kind,
                                                   std::move(reference),
                                                   payments_reply<v1::RecordPaymentResponse>);
        });
}

void PaymentsGrpc::add_settling_to(rpc::Server& server) {
    add_command<v1::SettleOperationRequest>(
        server, submitter_, "SettleOperation", [](auto header, auto& check, const auto& request) {
            OperationId id = check.template id<OperationId>("operation_id", request.operation_id());
            Settlement told = settlement(check, request);
            return std::make_unique<SettleOperation>(std::move(header), std::move(id),
                                                     std::move(told),
                                                     payments_reply<v1::SettleOperationResponse>);
        });
    add_command<v1::ReportPaymentEventRequest>(
        server, submitter_, "ReportPaymentEvent",
        [](auto header, auto& check, const auto& request) {
            OperationId id = check.template id<OperationId>("operation_id", request.operation_id());
            Settlement told = settlement(check, request);
            if (request.has_authorized_until()) {
                told.authorized_until =
                    wire::time(check, "authorized_until", request.authorized_until());
            }
            return std::make_unique<SettleOperation>(std::move(header), std::move(id),
                                                     std::move(told),
                                                     status_reply<v1::ReportPaymentEventResponse>);
        });
    add_command<v1::ReportDisputeRequest>(
        server, submitter_, "ReportDispute", [](auto header, auto& check, const auto& request) {
            PaymentRequest payment = payment_request(check, request);
            DisputeReport report = dispute_report(check, request);
            return std::make_unique<ReportDispute>(std::move(header), std::move(payment),
                                                   std::move(report),
                                                   status_reply<v1::ReportDisputeResponse>);
        });
}

Result<void> PaymentsGrpc::get_payments(const rpc::Call& call,
                                        const v1::GetPaymentsRequest& request) {
    OMS_TRY(OrderId id, order_id(request));
    reads_.submit(wire::answer_with(
        call, [this, call, id = std::move(id)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const PaymentLedger ledger, session.payments(id, call.actor()));
            return payments_reply<v1::GetPaymentsResponse>(ledger, clock_.now(), {});
        }));
    return {};
}

Result<void> PaymentsGrpc::list_operations(const rpc::Call& call,
                                           const v1::ListOperationsRequest& request) {
    OMS_TRY(OperationQuery query, operation_query(request));
    reads_.submit(wire::answer_with(
        call, [call, query = std::move(query)](ReadSession& session) -> Result<std::string> {
            OperationQuery one_more = query;
            ++one_more.limit;
            OMS_TRY(std::vector<ListedOperation> operations,
                    session.payment_operations(one_more, call.actor()));
            return operations_reply(std::move(operations), query);
        }));
    return {};
}

}  // namespace oms::payments
