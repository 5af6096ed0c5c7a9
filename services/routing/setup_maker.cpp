#include "services/routing/setup_maker.hpp"

#include <utility>

#include "services/common/zone_reader.hpp"

namespace oms::routing {

using fulfillment::RulesDocument;
using fulfillment::SetupWorld;

Result<SetupMaker::Made> SetupMaker::make(std::int64_t version, RulesDocument document,
                                          std::vector<Location> locations) {
    OMS_TRY(SetupWorld world, world_of(std::move(locations)));
    Made made;
    made.set_aside = fulfillment::set_aside_unusable(document, world);
    OMS_TRY(made.setup, fulfillment::make_setup(version, document, std::move(world)));
    return made;
}

Result<SetupWorld> SetupMaker::world_of(std::vector<Location> locations) {
    SetupWorld world;
    const std::lock_guard lock(mutex_);
    for (const Location& location : locations) {
        const std::string& name = location.time_zone;
        if (zones_.contains(name)) continue;
        auto zone = read_time_zone(name);
        if (zone) {
            zones_.emplace(name, std::make_shared<const fulfillment::TimeZone>(*std::move(zone)));
        } else if (zone.error().reason != Reason::malformed_field) {
            return fail(std::move(zone).error());
        }
    }
    world.zones = zones_;
    world.locations = std::move(locations);
    world.centroids = centroids_;
    return world;
}

}  // namespace oms::routing
