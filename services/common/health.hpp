#pragma once

#include <functional>
#include <set>
#include <string>

#include "services/common/server.hpp"

namespace oms::rpc {

// grpc.health.v1.Health/Check: SERVING for "" and for each service named, NOT_SERVING when
// `serving` says no, status NOT_FOUND for a service that is not here. Needs no principal.
MethodSpec health_check(std::set<std::string> services, std::function<bool()> serving);

}  // namespace oms::rpc
