#pragma once

#include <memory>

#include <oms/testing/v1/testing_service.pb.h>

#include "services/common/server.hpp"
#include "services/testing/clock_advance.hpp"

namespace oms::testing {

// oms.testing.v1: only the test server links this. `clock` must outlive the server.
class ClockGrpc {
public:
    ClockGrpc(const ManualClock& clock, std::shared_ptr<ClockAdvance> advance)
        : clock_(clock), advance_(std::move(advance)) {}
    void add_to(rpc::Server& server);

private:
    Result<void> advance(const rpc::Call& call, const v1::AdvanceRequest& request);

    const ManualClock& clock_;
    std::shared_ptr<ClockAdvance> advance_;
};

// oms.testing.v1.EchoService: a call that costs only what every call costs.
void add_echo_to(rpc::Server& server);

}  // namespace oms::testing
