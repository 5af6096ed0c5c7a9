#include "tests/journeys/payment_gateway.hpp"

#include <stdexcept>
#include <utility>

namespace oms::e2e::journeys {
namespace {

namespace v1 = oms::payments::v1;

template <class Request>
oms::payments::GatewayOperation asked(const Request& request, OperationKind kind) {
    oms::payments::GatewayOperation operation;
    if constexpr (requires { request.return_id(); })
        operation.return_id = ReturnId::trusted(request.return_id());
    operation.order_id = OrderId::trusted(request.order().order_id());
    operation.tender.tender_no = request.order().tender_no();
    operation.tender.reference = request.order().tender_reference();
    operation.operation.operation_id = OperationId::trusted(request.operation_id());
    operation.operation.kind = kind;
    operation.operation.tender_no = request.order().tender_no();
    operation.operation.amount = *Money::of(request.amount().minor_units(),
                                            *Currency::parse(request.amount().currency_code()));
    if constexpr (requires { request.authorization_operation_id(); }) {
        operation.operation.authorization_id =
            OperationId::trusted(request.authorization_operation_id());
    }
    return operation;
}

}  // namespace

PaymentGatewayServer::PaymentGatewayServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    if (!server_ || port_ == 0) throw std::runtime_error("no port for the payment gateway");
}

PaymentGatewayServer::~PaymentGatewayServer() {
    server_->Shutdown();
}

std::vector<std::string> PaymentGatewayServer::arguments() const {
    return {"--payment-gateway", "127.0.0.1:" + std::to_string(port_)};
}

Result<oms::payments::GatewayResult> PaymentGatewayServer::carry_out(
    const oms::payments::GatewayOperation& operation) {
    Result<oms::payments::GatewayResult> result = provider.carry_out(operation);
    std::function<void()> next;
    {
        const std::lock_guard lock(mutex_);
        next = std::exchange(before_answer_, nullptr);
    }
    if (next) next();
    return result;
}

void PaymentGatewayServer::before_answer(std::function<void()> next) {
    const std::lock_guard lock(mutex_);
    before_answer_ = std::move(next);
}

grpc::Status PaymentGatewayServer::answer(const Result<oms::payments::GatewayResult>& result,
                                          v1::GatewayResult& out) const {
    if (!result) {
        const bool later = result.error().reason == Reason::gateway_unavailable;
        return {later ? grpc::StatusCode::UNAVAILABLE : grpc::StatusCode::INVALID_ARGUMENT,
                result.error().detail};
    }
    out.set_state(static_cast<v1::GatewayState>(static_cast<int>(result->state) + 1));
    out.set_provider_reference(reference.empty() ? result->provider_reference : reference);
    out.set_failure_code(result->failure_code);
    return grpc::Status::OK;
}

grpc::Status PaymentGatewayServer::Authorize(grpc::ServerContext*,
                                             const v1::AuthorizeRequest* request,
                                             v1::AuthorizeResponse* response) {
    return answer(carry_out(asked(*request, OperationKind::authorize)),
                  *response->mutable_result());
}

grpc::Status PaymentGatewayServer::Capture(grpc::ServerContext*, const v1::CaptureRequest* request,
                                           v1::CaptureResponse* response) {
    return answer(carry_out(asked(*request, OperationKind::capture)), *response->mutable_result());
}

grpc::Status PaymentGatewayServer::Void(grpc::ServerContext*, const v1::VoidRequest* request,
                                        v1::VoidResponse* response) {
    return answer(carry_out(asked(*request, OperationKind::void_authorization)),
                  *response->mutable_result());
}

grpc::Status PaymentGatewayServer::Refund(grpc::ServerContext*, const v1::RefundRequest* request,
                                          v1::RefundResponse* response) {
    return answer(carry_out(asked(*request, OperationKind::refund)), *response->mutable_result());
}

grpc::Status PaymentGatewayServer::IssueCredit(grpc::ServerContext*,
                                               const v1::IssueCreditRequest* request,
                                               v1::IssueCreditResponse* response) {
    return answer(carry_out(asked(*request, OperationKind::issue_credit)),
                  *response->mutable_result());
}

grpc::Status PaymentGatewayServer::Query(grpc::ServerContext*, const v1::QueryRequest* request,
                                         v1::QueryResponse* response) {
    return answer(provider.query(OperationId::trusted(request->operation_id())),
                  *response->mutable_result());
}

}  // namespace oms::e2e::journeys
