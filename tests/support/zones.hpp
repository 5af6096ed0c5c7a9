#pragma once

#include <memory>
#include <string>

#include "fulfillment/time_zone.hpp"

namespace oms::testing {

// Local clocks by the rule of the European Union (Directive 2000/84/EC: summer time from the last
// Sunday of March to the last Sunday of October, 01:00 UTC), for 2020 to 2037. A stand-in for the
// time zone database in tests of pure code.
std::shared_ptr<const fulfillment::TimeZone> european_zone(const char* name, int hours_from_utc);
inline std::shared_ptr<const fulfillment::TimeZone> paris_zone() {
    return european_zone("Europe/Paris", 1);
}

// "2026-03-03 10:00" or "2026-03-03 10:00:01", as clocks in `zone` show it.
Timestamp at(const fulfillment::TimeZone& zone, const char* text);
// The same the other way, with seconds only when there are some.
std::string shown(const fulfillment::TimeZone& zone, Timestamp time);

}  // namespace oms::testing
