#pragma once

#include <algorithm>
#include <vector>

#include "domain/actor.hpp"
#include "domain/order.hpp"

namespace oms::storage {

// An order is visible through its channel, or to the staff of a location it touches.
inline bool is_visible(const Order& order, const Actor& actor) {
    if (actor.channels.contains(order.channel_id)) return true;
    const std::vector<LocationId> locations = locations_of(order);
    return std::any_of(locations.begin(), locations.end(),
                       [&](const LocationId& id) { return actor.locations.contains(id); });
}

}  // namespace oms::storage
