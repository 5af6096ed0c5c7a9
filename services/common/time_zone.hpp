#pragma once

#include <string_view>

namespace oms::wire {

// True for an IANA zone that the system's time zone database has; where there is no database, for
// what has the form of one. Any thread.
bool is_known_zone(std::string_view name);

}  // namespace oms::wire
