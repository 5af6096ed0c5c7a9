#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/catalog.hpp"
#include "domain/result.hpp"
#include "domain/workload.hpp"
#include "fulfillment/calendar.hpp"
#include "fulfillment/carriers.hpp"
#include "fulfillment/departures.hpp"

namespace oms::fulfillment {

// What work on a parcel costs at a location, in minor units of the network's currency.
struct HandlingCost {
    std::int64_t per_parcel = 0;
    std::int64_t per_line = 0;
    std::int64_t per_unit = 0;
    friend bool operator==(const HandlingCost&, const HandlingCost&) = default;
};

// How a location works for routing, beside what the catalog says of it.
struct LocationSettings {
    LocationId location_id;
    std::vector<std::string> groups;
    std::vector<Departure> departures;  // handovers to carriers
    std::vector<std::string> services;  // of Carriers, by id
    // Opening time from an order to its handover to a carrier, before the cut-off counts.
    std::chrono::minutes ship_preparation{0};
    // Opening time from an order, or from the arrival of a transfer, until a pickup is ready.
    std::chrono::minutes pickup_preparation{0};
    HandlingCost shipping;
    HandlingCost pickup;    // from its own shelf
    HandlingCost transfer;  // to another location, carriage not included
    std::optional<DailyCapacity> ship_capacity;
    std::optional<DailyCapacity> pickup_capacity;
    friend bool operator==(const LocationSettings&, const LocationSettings&) = default;
};

// Own transport between locations.
struct Shuttle {
    std::string shuttle_id;
    LocationId from;
    std::vector<LocationId> to;
    std::vector<Departure> departures;
    // Arrival in the local time of where it goes, counted from the date of departure.
    std::int64_t arrives_after_days = 1;
    std::int64_t arrives_minute = 0;
    HandlingCost price;
    std::optional<Carbon> carbon{};
    friend bool operator==(const Shuttle&, const Shuttle&) = default;
};

// What a network is made of. Plain data, checked as a whole.
struct NetworkDraft {
    std::int64_t version = 0;
    std::vector<Location> locations;
    std::vector<LocationSettings> settings;
    std::vector<Shuttle> shuttles;
    Carriers carriers;
};

// One location as routing sees it.
struct NetworkLocation {
    LocationId location_id;
    LocationType type = LocationType::warehouse;
    PostalPlace place;
    bool ships = false;
    bool offers_pickup = false;
    Calendar calendar;
    LocationSettings settings;
    std::vector<std::size_t> services;  // indexes into Carriers::services
};

// A consistent picture of every location, carrier and shuttle. Immutable; any thread may read it.
class Network {
public:
    // Fails with Reason::malformed_field, naming everything that is wrong at once: ids that are
    // there twice or nowhere, hours that are none, zones that are not in `zones`, prices and tables
    // out of range. A location without settings cannot ship, and hands over pickups at once.
    static Result<Network> make(NetworkDraft draft, const TimeZones& zones);

    std::int64_t version() const noexcept { return version_; }
    std::size_t size() const noexcept { return locations_.size(); }
    // By ascending location id.
    const NetworkLocation& location(std::size_t index) const { return locations_[index]; }
    std::optional<std::size_t> find(const LocationId& id) const;
    // The same, for ids that are asked for in about the order of the locations: `guess` is where
    // the search begins, and is set to the place after the one found.
    std::optional<std::size_t> find_from(std::size_t& guess, const LocationId& id) const {
        if (guess < locations_.size() && locations_[guess].location_id == id) return guess++;
        const auto found = find(id);
        if (found) guess = *found + 1;
        return found;
    }
    const Carriers& carriers() const noexcept { return carriers_; }
    std::span<const Shuttle> shuttles() const noexcept { return shuttles_; }

private:
    Network() = default;
    std::int64_t version_ = 0;
    std::vector<NetworkLocation> locations_;
    std::unordered_map<LocationId, std::size_t> index_;
    std::vector<Shuttle> shuttles_;
    Carriers carriers_;
};

}  // namespace oms::fulfillment
