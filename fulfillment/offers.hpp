#pragma once

#include <optional>
#include <vector>

#include "fulfillment/promise.hpp"

namespace oms::fulfillment {

// One way to serve a whole basket.
struct Offer {
    Promise promise;
    std::optional<std::size_t> pickup_at;    // in the network
    bool complete = false;                   // one parcel
    bool waits = false;                      // needs supply that is yet to come
    std::optional<std::int64_t> carbon_g{};  // of its carriage; see carbon.hpp
};

// A SKU of which all locations that may serve the basket together hold too little now.
struct Shortage {
    Sku sku;
    std::int64_t wanted = 0;
    std::int64_t available = 0;
    friend bool operator==(const Shortage&, const Shortage&) = default;
};

// What a customer may choose from. Every offer serves all units; they differ in price, date or
// number of parcels. The choices are places in `offers`; ties go to the cheaper, then to the
// earlier, then to fewer parcels.
struct Offers {
    std::vector<Offer> offers;
    // What an order placed now gets: the cheapest from what is there. Of a delivery, or a pickup at
    // one location.
    std::optional<std::size_t> placed;
    std::optional<std::size_t> earliest;
    std::optional<std::size_t> complete;  // the cheapest that comes in one parcel
    std::optional<std::size_t> cheapest;
    std::vector<Shortage> shortages;
};

// The earliest way from what is there now (with supply to come when there is not enough); the
// cheapest in one parcel; what one location holds now, and the rest from it when its supply has
// come; and the cheapest of all. No offers when the basket cannot be served at all. Fails as
// build_problems does.
Result<Offers> make_offers(const RoutingRequest& request, const RoutingWorld& world,
                           const PlanFinder& find_plan);

// Where the whole basket may be collected from the shelf, besides where the request says: at most
// `limit` locations that offer pickup, by distance from `from`; those whose distance is not known
// last. For a pickup request.
Result<std::vector<Offer>> pickups_near(const RoutingRequest& request,
                                        const std::optional<GeoPosition>& from,
                                        const RoutingWorld& world, const PlanFinder& find_plan,
                                        std::size_t limit);
// The same from the first location that the request asks for.
Result<std::vector<Offer>> other_pickups(const RoutingRequest& request, const RoutingWorld& world,
                                         const PlanFinder& find_plan, std::size_t limit);

}  // namespace oms::fulfillment
