#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fulfillment/routing_setup.hpp"

namespace oms::fulfillment {

// A version of the routing rules as people write it: everything of a decision that the catalog
// does not hold.
struct RulesDocument {
    std::string currency_code;  // of every price in it
    std::vector<LocationSettings> settings;
    std::vector<Shuttle> shuttles;
    Carriers carriers;
    std::vector<Profile> profiles;
    std::vector<StockRule> stock;
    friend bool operator==(const RulesDocument&, const RulesDocument&) = default;
};

// Brings postal prefixes to the form in which places have them.
void normalize(RulesDocument& document);

// What is to be joined with a document.
struct SetupWorld {
    std::vector<Location> locations;  // every one of the catalog
    TimeZones zones;                  // of the locations, those that are known
    std::shared_ptr<const PostalCentroids> centroids;
};

// The document for these locations. Fails with Reason::malformed_field and everything that is wrong
// at once, by its path in the document; what is wrong with a location of the catalog has no path.
Result<std::shared_ptr<const RoutingSetup>> make_setup(std::int64_t version,
                                                       const RulesDocument& document,
                                                       SetupWorld world);

// Sets aside the locations whose zone is not known or whose hours are none, so that the others can
// be decided for: they stay there by name, but ship nothing, hand over nothing and send no shuttle.
// Returns what is wrong with each.
std::vector<std::string> set_aside_unusable(RulesDocument& document, SetupWorld& world);

}  // namespace oms::fulfillment
