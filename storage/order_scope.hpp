#pragma once

#include <algorithm>
#include <vector>

#include "domain/actor.hpp"
#include "domain/fulfillment_order.hpp"
#include "domain/order.hpp"
#include "domain/order_return.hpp"
#include "domain/pickup.hpp"

namespace oms::storage {

// An order is visible through its channel, or to the staff of a location it touches.
inline bool is_visible(const Order& order, const Actor& actor) {
    if (actor.channels.contains(order.channel_id)) return true;
    const std::vector<LocationId> locations = locations_of(order);
    return std::any_of(locations.begin(), locations.end(),
                       [&](const LocationId& id) { return actor.locations.contains(id); });
}

// A task is visible like its order: through the channel, or to the staff of the locations it
// touches, or is offered to while nobody has accepted it.
inline bool is_visible(const FulfillmentOrder& task, const Actor& actor) {
    const bool is_for_them =
        is_offered(task) &&
        std::any_of(task.offers.begin(), task.offers.end(), [&](const ParcelOffer& offer) {
            return actor.locations.contains(offer.location_id);
        });
    return is_for_them || actor.channels.contains(task.channel_id) ||
           actor.locations.contains(task.location_id) ||
           (!task.pickup_location.empty() && actor.locations.contains(task.pickup_location));
}

inline bool is_visible(const Pickup& pickup, const Actor& actor) {
    return actor.channels.contains(pickup.channel_id) ||
           actor.locations.contains(pickup.location_id);
}

inline bool is_visible(const Return& one, const Actor& actor) {
    if (actor.channels.contains(one.channel_id)) return true;
    const std::vector<LocationId> locations = locations_of(one);
    return std::any_of(locations.begin(), locations.end(),
                       [&](const LocationId& id) { return actor.locations.contains(id); });
}

}  // namespace oms::storage
