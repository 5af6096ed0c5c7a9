#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "fulfillment/network.hpp"
#include "fulfillment/postal_centroids.hpp"
#include "fulfillment/rules.hpp"

namespace oms::fulfillment {

// What decisions are made by: one published version of the routing rules, joined with the locations
// of the catalog. Immutable; any thread may read it.
struct RoutingSetup {
    // Of the published rules.
    std::int64_t version = 0;
    Network network;
    RuleSet rules;
    // Where postal codes are; may be empty.
    std::shared_ptr<const PostalCentroids> centroids;
    // ISO 4217, of every price.
    std::string currency_code{};
};

// Who knows which setup is in force. Thread-safe.
class RoutingSetups {
public:
    virtual ~RoutingSetups() = default;
    // Null as long as no rules have been published: orders are then sourced by the plain rule.
    virtual std::shared_ptr<const RoutingSetup> current() const = 0;
};

}  // namespace oms::fulfillment
