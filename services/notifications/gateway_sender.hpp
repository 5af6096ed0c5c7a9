#pragma once

#include "services/common/gateway_client.hpp"
#include "services/notifications/sender.hpp"

namespace oms::notifications {

// Hands notices to the retailer's own gateway: oms.notifications.v1. A repeat has the same
// operation id, by which the gateway sends it once.
class GatewaySender final : public Sender {
public:
    explicit GatewaySender(const rpc::ListenAddress& address) : client_(address) {}
    Result<void> send(const Message& message) override;

private:
    rpc::GatewayClient client_;
};

}  // namespace oms::notifications
