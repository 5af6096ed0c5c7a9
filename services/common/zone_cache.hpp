#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "fulfillment/time_zone.hpp"

namespace oms {

// Time zones that were read once. Any thread.
class ZoneCache {
public:
    // Null when there is no such zone, or it cannot be read.
    std::shared_ptr<const fulfillment::TimeZone> find(std::string_view name) const;

private:
    mutable std::mutex mutex_;
    mutable fulfillment::TimeZones zones_;
};

}  // namespace oms
