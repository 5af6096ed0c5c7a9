#pragma once

#include <oms/returns/v1/return_service.pb.h>

#include "domain/return_policy.hpp"
#include "services/common/common_wire.hpp"

// The return policy, from the wire to the domain and back.
namespace oms::returns {

ReturnPolicy policy(wire::FieldCheck& check, const v1::PublishReturnPolicyRequest& request);
void encode(const ReturnPolicyVersion& version, v1::ReturnPolicyVersion& out);

}  // namespace oms::returns
