#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "oms/payments/v1/payment_gateway.grpc.pb.h"
#include "tests/support/payment_gateway.hpp"

namespace oms::e2e::journeys {

// The retailer's payment gateway on a free port, before a provider with faults on demand.
class PaymentGatewayServer final : public payments::v1::PaymentGatewayService::Service {
public:
    PaymentGatewayServer();
    ~PaymentGatewayServer() override;
    // What a server is told to call it.
    std::vector<std::string> arguments() const;

    grpc::Status Authorize(grpc::ServerContext*, const payments::v1::AuthorizeRequest* request,
                           payments::v1::AuthorizeResponse* response) override;
    grpc::Status Capture(grpc::ServerContext*, const payments::v1::CaptureRequest* request,
                         payments::v1::CaptureResponse* response) override;
    grpc::Status Void(grpc::ServerContext*, const payments::v1::VoidRequest* request,
                      payments::v1::VoidResponse* response) override;
    grpc::Status Refund(grpc::ServerContext*, const payments::v1::RefundRequest* request,
                        payments::v1::RefundResponse* response) override;
    grpc::Status IssueCredit(grpc::ServerContext*, const payments::v1::IssueCreditRequest* request,
                             payments::v1::IssueCreditResponse* response) override;
    grpc::Status Query(grpc::ServerContext*, const payments::v1::QueryRequest* request,
                       payments::v1::QueryResponse* response) override;

    oms::testing::FakePaymentGateway provider;
    // Put into the next answers in place of the provider's own reference; empty: nothing.
    std::string reference;
    // What happens once, when the next operation has arrived, before it is answered.
    void before_answer(std::function<void()> next);

private:
    Result<oms::payments::GatewayResult> carry_out(
        const oms::payments::GatewayOperation& operation);
    grpc::Status answer(const Result<oms::payments::GatewayResult>& result,
                        payments::v1::GatewayResult& out) const;

    std::mutex mutex_;
    std::function<void()> before_answer_;
    int port_ = 0;
    std::unique_ptr<grpc::Server> server_;
};

}  // namespace oms::e2e::journeys
