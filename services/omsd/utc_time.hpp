#pragma once

#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms::server {

// Reads YYYY-MM-DDTHH:MM:SSZ (RFC 3339, UTC, whole seconds). Fails with Reason::malformed_field.
Result<Timestamp> parse_utc(std::string_view text);

}  // namespace oms::server
