#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/order_parcel.hpp"
#include "fulfillment/routing_problem.hpp"
#include "fulfillment/routing_request.hpp"

namespace oms::fulfillment {

// Money of rules and tariffs as the solver counts it.
constexpr Cost cost_of(std::int64_t minor_units) {
    return minor_units * 64;
}
// The other way: what a solver adds to tell plans of equal money apart is dropped.
constexpr std::int64_t minor_units_of(Cost cost) {
    return cost / 64;
}

// One way and time by which a parcel goes from a location to its customer.
struct CarriageOption {
    Carriage carriage = Carriage::shelf;
    std::string service_id;  // or the shuttle's id; empty: from the shelf
    LocalDate ship_date;     // on the location's clocks; from the shelf: the date it is ready
    Timestamp order_by;      // what is ordered later goes later
    Timestamp leaves;
    std::optional<Timestamp> at_store;  // of a shuttle: when it is at the pickup location
    // When the customer has it or may collect it.
    Timestamp arrives;
    std::optional<std::size_t> slot;  // of a courier
    // What the solver needs of it.
    std::int64_t price = 0;                    // minor units of each parcel
    std::span<const WeightStep> weight_steps;  // live as long as the network
    std::int64_t volumetric_g_per_l = 0;
    std::int64_t capacity_left = 0;
};

// What is found, or the reason of the option that came farthest.
struct CarriageFound {
    std::vector<CarriageOption> options;
    LeftOutReason reason = LeftOutReason::not_offered;
};

// What an order is, for the search of its options from one location.
struct CarriageQuery {
    const RoutingWorld& world;
    const RoutingRequest& request;
    const Profile& profile;
    // Goods are there from then on: now, or the date of supply to come.
    Timestamp from;
    WorkDone work;                 // the most that one order adds to a day
    std::span<const Goods> goods;  // one unit of each line that the location may send
};

// A courier's slots, and each carrier service's next departure with room left, to the destination.
CarriageFound deliveries(const CarriageQuery& query, const NetworkLocation& origin);

// Ways to the pickup location: from its own shelf; from elsewhere by shuttle where one runs, else
// by carrier. Each arrives when the pickup is ready: preparation in opening hours after the goods
// are there, and not before the location is open.
CarriageFound pickups(const CarriageQuery& query, const NetworkLocation& origin,
                      const NetworkLocation& pickup_at);

}  // namespace oms::fulfillment
