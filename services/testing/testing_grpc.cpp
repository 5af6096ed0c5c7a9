#include "services/testing/testing_grpc.hpp"

#include <chrono>
#include <utility>

#include "services/common/handlers.hpp"
#include "services/testing/testing_wire.hpp"

namespace oms::testing {

void ClockGrpc::add_to(rpc::Server& server) {
    server.add(
        {"/oms.testing.v1.ClockService/Advance",
         wire::handler<v1::AdvanceRequest>(
             [this](const rpc::Call& call, const auto& request) { return advance(call, request); }),
         std::chrono::minutes{10}});
}

Result<void> ClockGrpc::advance(const rpc::Call& call, const v1::AdvanceRequest& request) {
    OMS_TRY(const Timestamp to, advance_to(request));
    advance_->advance(to, [call, &clock = clock_](const Result<std::int64_t>& timers_run) {
        if (!timers_run) return call.fail(timers_run.error());
        call.finish(advance_reply(clock.now(), *timers_run));
    });
    return {};
}

void add_echo_to(rpc::Server& server) {
    server.add({"/oms.testing.v1.EchoService/Echo",
                wire::handler<v1::EchoRequest>(
                    [](const rpc::Call& call, const auto& request) -> Result<void> {
                        OMS_TRY(const std::size_t bytes, echo_bytes(request));
                        call.finish(echo_reply(bytes));
                        return {};
                    })});
}

}  // namespace oms::testing
