#pragma once

#include <optional>
#include <string>

#include <oms/catalog/v1/catalog_service.pb.h>

#include "services/catalog/close_location.hpp"
#include "services/common/field_check.hpp"

// Messages about closed locations. Every parse fails with Reason::malformed_request and all
// violations at once.
namespace oms::catalog {

Result<ClosureRequest> closure_request(const v1::CloseLocationRequest& request);
Result<LocationRequest> reopen_request(const v1::ReopenLocationRequest& request);

std::string close_location_reply(const Location& location);
std::string reopen_location_reply(const Location& location);

void encode(const Closure& closure, v1::Closure& out);
// As another server tells it.
Closure closure_of(wire::FieldCheck& check, const v1::Closure& given);

}  // namespace oms::catalog
