#pragma once

#include "services/common/gateway_client.hpp"
#include "services/payments/gateway.hpp"

namespace oms::payments {

// The retailer's own gateway to its payment providers: oms.payments.v1. An answer that holds what
// looks like a card number is refused, unread.
class GrpcGateway final : public Gateway {
public:
    explicit GrpcGateway(const rpc::ListenAddress& address,
                         std::chrono::milliseconds deadline = std::chrono::seconds(10))
        : client_(address, deadline) {}
    Result<GatewayResult> carry_out(const GatewayOperation& operation) override;
    Result<GatewayResult> query(const OperationId& id) override;

private:
    rpc::GatewayClient client_;
};

}  // namespace oms::payments
