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
    // `centroids` may be null.
    explicit SetupMaker(std::shared_ptr<const fulfillment::PostalCentroids> centroids)
        : centroids_(std::move(centroids)) {}

    struct Made {
        std::shared_ptr<const fulfillment::RoutingSetup> setup;
        // What is wrong with each location that was set aside, so that the others are decided for.
        std::vector<std::string> set_aside;
    };
    // Fails with Reason::malformed_field and everything that is wrong with the document, by its
    // path there; with Reason::store_unavailable when the time zone database cannot be read.
    Result<Made> make(std::int64_t version, fulfillment::RulesDocument document,
                      std::vector<Location> locations);

private:
    Result<fulfillment::SetupWorld> world_of(std::vector<Location> locations);

    const std::shared_ptr<const fulfillment::PostalCentroids> centroids_;
    std::mutex mutex_;
    fulfillment::TimeZones zones_;  // that were read
};

}  // namespace oms::routing
