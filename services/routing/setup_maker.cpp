#include "services/routing/setup_maker.hpp"

#include <utility>

#include "services/common/zone_reader.hpp"

namespace oms::routing {

using fulfillment::RulesDocument;
using fulfillment::SetupWorld;

Result<SetupMaker::Setup> SetupMaker::make(std::int64_t version, const RulesDocument& document,
                                           std::vector<Location> locations) {
    OMS_TRY(SetupWorld world, world_of(std::move(locations)));
    return fulfillment::make_setup(version, document, std::move(world));
}

Result<SetupMaker::Usable> SetupMaker::make_usable(std::int64_t version, RulesDocument document,
                                                   std::vector<Location> locations) {
    OMS_TRY(SetupWorld world, world_of(std::move(locations)));
    Usable usable;
    usable.set_aside = fulfillment::set_aside_unusable(document, world);
    OMS_TRY(usable.setup, fulfillment::make_setup(version, document, std::move(world)));
    return usable;
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
