#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <google/protobuf/message_lite.h>

#include "domain/result.hpp"
#include "services/common/listen_address.hpp"

namespace oms::rpc {

// Calls RPCs of a gateway that the retailer implements: on loopback or a Unix socket, where a proxy
// of theirs may carry the calls on. Waits for the answer, so never on a thread that serves calls or
// writes. Any thread, several calls at once.
class GatewayClient {
public:
    explicit GatewayClient(const ListenAddress& address,
                           std::chrono::milliseconds deadline = std::chrono::seconds(10));
    ~GatewayClient();
    GatewayClient(const GatewayClient&) = delete;
    GatewayClient& operator=(const GatewayClient&) = delete;

    // `method`: "/package.Service/Method". Fails with Reason::gateway_unavailable (UNAVAILABLE,
    // DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL: nobody knows whether it was done),
    // with Reason::gateway_refused for any other code, with the gateway's message as detail, and
    // for an answer that cannot be read.
    Result<void> call(std::string_view method, const google::protobuf::MessageLite& request,
                      google::protobuf::MessageLite& reply);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace oms::rpc
