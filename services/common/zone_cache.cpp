#include "services/common/zone_cache.hpp"

#include "services/common/zone_reader.hpp"

namespace oms {

std::shared_ptr<const fulfillment::TimeZone> ZoneCache::find(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    auto zone = zones_.find(name);
    if (zone == zones_.end()) {
        auto read = read_time_zone(name);
        if (!read) return nullptr;
        zone = zones_
                   .emplace(std::string(name),
                            std::make_shared<const fulfillment::TimeZone>(*std::move(read)))
                   .first;
    }
    return zone->second;
}

}  // namespace oms
