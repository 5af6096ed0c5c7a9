#include "services/common/health.hpp"

#include <utility>

#include <grpc/health/v1/health.pb.h>
#include <grpcpp/support/status.h>

#include "services/common/call_state.hpp"

namespace oms::rpc {

MethodSpec health_check(std::set<std::string> services, std::function<bool()> serving) {
    return {"/grpc.health.v1.Health/Check",
            [services = std::move(services), serving = std::move(serving)](const Call& call) {
                namespace health = grpc::health::v1;
                const auto request = call.parse<health::HealthCheckRequest>();
                if (!request) return call.fail(request.error());
                if (!request->service().empty() && !services.contains(request->service())) {
                    return CallState::of(call).answer(
                        {grpc::StatusCode::NOT_FOUND, "no such service here"});
                }
                health::HealthCheckResponse response;
                response.set_status(serving() ? health::HealthCheckResponse::SERVING
                                              : health::HealthCheckResponse::NOT_SERVING);
                call.finish(response);
            }};
}

}  // namespace oms::rpc
