#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <oms/testing/v1/testing_service.pb.h>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms::testing {

// From the wire to the domain, every field checked. Each fails with Reason::malformed_request.
Result<Timestamp> advance_to(const v1::AdvanceRequest& request);
Result<std::size_t> echo_bytes(const v1::EchoRequest& request);

std::string advance_reply(Timestamp now, std::int64_t timers_run);
std::string echo_reply(std::size_t bytes);

}  // namespace oms::testing
