#pragma once

#include <string_view>

#include "fulfillment/time_zone.hpp"

namespace oms {

// The clocks of an IANA zone from the system's time zone database, for 1970 to 2037 (what its files
// hold in full; after that the last offset stays). Reads files: call it at start or when a location
// changes, never in a decision. Fails with Reason::malformed_field for a name that is not in the
// database, and with Reason::store_unavailable when the database cannot be read. Any thread.
Result<fulfillment::TimeZone> read_time_zone(std::string_view name);

}  // namespace oms
