#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "fulfillment/rules_document.hpp"

namespace oms::routing {

// Joins documents with the locations of the catalog, and with the clocks of their zones. Any
// thread.
class SetupMaker {
public:
    using Setup = std::shared_ptr<const fulfillment::RoutingSetup>;

    // `centroids` may be null.
    explicit SetupMaker(std::shared_ptr<const fulfillment::PostalCentroids> centroids)
        : centroids_(std::move(centroids)) {}

    // For what is to be drafted or published. Fails as fulfillment::make_setup does, and with
    // Reason::store_unavailable when the time zone database cannot be read.
    Result<Setup> make(std::int64_t version, const fulfillment::RulesDocument& document,
                       std::vector<Location> locations);

    // For what is in force: a location that cannot be used is set aside, and the others are decided
    // for.
    struct Usable {
        Setup setup;
        std::vector<std::string> set_aside;  // what is wrong with each
    };
    Result<Usable> make_usable(std::int64_t version, fulfillment::RulesDocument document,
                               std::vector<Location> locations);

private:
    Result<fulfillment::SetupWorld> world_of(std::vector<Location> locations);

    const std::shared_ptr<const fulfillment::PostalCentroids> centroids_;
    std::mutex mutex_;
    fulfillment::TimeZones zones_;  // that were read
};

}  // namespace oms::routing
