#include "services/payments/grpc_gateway.hpp"

#include <oms/payments/v1/payment_gateway.pb.h>

#include "services/common/card_number.hpp"
#include "services/common/common_wire.hpp"
#include "services/payments/payments_wire.hpp"

namespace oms::payments {
namespace {

constexpr std::size_t longest_reference = 64;

std::string method(std::string_view name) {
    return "/oms.payments.v1.PaymentGatewayService/" + std::string(name);
}

template <class Request>
Request request_of(const GatewayOperation& asked) {
    Request request;
    request.set_operation_id(asked.operation.operation_id.str());
    v1::PaymentOrder& order = *request.mutable_order();
    order.set_order_number(asked.order_number.str());
    order.set_order_id(asked.order_id.str());
    order.set_channel_id(asked.channel_id.str());
    order.set_tender_no(static_cast<std::int32_t>(asked.tender.tender_no));
    order.set_tender_type(asked.tender.type);
    order.set_tender_reference(asked.tender.reference);
    wire::encode(asked.operation.amount, *request.mutable_amount());
    return request;
}

Result<GatewayResult> read(const v1::GatewayResult& told) {
    const int state = static_cast<int>(told.state()) - 1;
    const std::string& reference = told.provider_reference();
    const bool fits =
        state >= 0 && state < static_cast<int>(EnumText<GatewayState>::names.size()) &&
        (reference.empty() || (is_identifier(reference) && !wire::has_card_number(reference))) &&
        reference.size() <= longest_reference;
    GatewayResult result;
    result.state = fits ? static_cast<GatewayState>(state) : GatewayState::pending;
    if (!fits || (result.state == GatewayState::failed && !is_failure_code(told.failure_code())))
        return fail(Reason::gateway_refused, "the gateway's answer does not keep to its contract");
    result.provider_reference = reference;
    if (result.state == GatewayState::failed) result.failure_code = told.failure_code();
    if (told.has_authorized_until()) {
        result.authorized_until = from_unix_micros(told.authorized_until().seconds() * 1'000'000 +
                                                   told.authorized_until().nanos() / 1'000);
    }
    return result;
}

template <class Reply, class Request>
Result<GatewayResult> ask(rpc::GatewayClient& client, std::string_view name,
                          const Request& request) {
    Reply reply;
    OMS_CHECK(client.call(method(name), request, reply));
    return read(reply.result());
}

}  // namespace

Result<GatewayResult> GrpcGateway::carry_out(const GatewayOperation& asked) {
    const std::string& authorization = asked.operation.authorization_id.str();
    switch (asked.operation.kind) {
        case OperationKind::authorize:
            return ask<v1::AuthorizeResponse>(client_, "Authorize",
                                              request_of<v1::AuthorizeRequest>(asked));
        case OperationKind::capture: {
            auto request = request_of<v1::CaptureRequest>(asked);
            request.set_authorization_operation_id(authorization);
            return ask<v1::CaptureResponse>(client_, "Capture", request);
        }
        case OperationKind::void_authorization: {
            auto request = request_of<v1::VoidRequest>(asked);
            request.set_authorization_operation_id(authorization);
            return ask<v1::VoidResponse>(client_, "Void", request);
        }
        case OperationKind::refund:
            return ask<v1::RefundResponse>(client_, "Refund", request_of<v1::RefundRequest>(asked));
        case OperationKind::issue_credit: {
            auto request = request_of<v1::IssueCreditRequest>(asked);
            request.set_return_id(asked.return_id.str());
            return ask<v1::IssueCreditResponse>(client_, "IssueCredit", request);
        }
    }
    return fail(Reason::internal_fault, "an operation of no known kind");
}

Result<GatewayResult> GrpcGateway::query(const OperationId& id) {
    v1::QueryRequest request;
    request.set_operation_id(id.str());
    return ask<v1::QueryResponse>(client_, "Query", request);
}

}  // namespace oms::payments
