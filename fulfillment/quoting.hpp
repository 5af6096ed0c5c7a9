#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/sourcing.hpp"
#include "fulfillment/offers.hpp"
#include "fulfillment/routing_setup.hpp"

namespace oms::fulfillment {

// A basket, a place, and the ways somebody may want to get it.
struct QuoteRequest {
    ChannelId channel_id;
    // Numbered from 1; neither for pickup nor of a level.
    std::vector<DemandLine> lines;
    std::string country_code;
    std::string postal_code;
    std::optional<GeoPosition> position;
    std::vector<std::string> service_levels;
    std::vector<LocationId> pickup_at;
    // Above 0: also at the nearest locations within that distance.
    std::int64_t pickup_radius_m = 0;
    // How many of those, and how many alternatives.
    std::size_t limit = 0;
};

// Where the basket may be collected instead.
struct PickupAlternative {
    Offer offer;
    std::optional<std::int64_t> distance_m;
};

// One of the ways.
struct MethodQuote {
    std::string service_level;
    LocationId pickup_location;  // empty: delivered
    std::optional<std::int64_t> distance_m;
    Offers offers;
    // When nothing can be offered from what there is now, or a pickup is not from the location's
    // own shelf: where it is ready sooner, nearest first.
    std::vector<PickupAlternative> alternatives;
};

// Quotes each way on its own, by the code that places orders: the service levels, the pickup
// locations, then those within the radius, nearest first. What the view's work was asked is added
// to `asked`. Fails with Reason::routing_unavailable, as placing would.
Result<std::vector<MethodQuote>> make_quotes(const QuoteRequest& request, const RoutingSetup& setup,
                                             const PlanningView& view, const PlanFinder& find_plan,
                                             std::vector<WorkKey>& asked);

}  // namespace oms::fulfillment
