#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "domain/error.hpp"
#include "fulfillment/postal_place.hpp"
#include "fulfillment/working_days.hpp"

namespace oms::fulfillment {

// Prices here are minor units of the network's one currency.

// Postal codes of a country that begin with `postal_prefix`; an empty prefix: the whole country.
struct PostalArea {
    std::string country_code;
    std::string postal_prefix;  // normalized
    bool contains(const PostalPlace& place) const;
    friend bool operator==(const PostalArea&, const PostalArea&) = default;
};

// The areas of one region; where several contain a place, the longest prefix decides.
struct Region {
    std::string name;
    std::vector<PostalArea> areas;
    friend bool operator==(const Region&, const Region&) = default;
};

// One row of a service's zone table. Rows are asked from the top; the first whose every condition
// holds names the zone.
struct ZoneRule {
    std::vector<PostalArea> to;  // empty: anywhere
    // Both ends lie in one region.
    bool within_region = false;
    // Not farther than this; a rule with a distance never fits where a position is unknown.
    std::optional<std::int64_t> up_to_m;
    std::string zone;
    friend bool operator==(const ZoneRule&, const ZoneRule&) = default;
};

// For a parcel up to this chargeable weight; ascending in weight, never falling in price.
struct WeightStep {
    std::int64_t up_to_weight_g = 0;
    std::int64_t price = 0;
    friend bool operator==(const WeightStep&, const WeightStep&) = default;
};

struct ZoneTariff {
    std::string zone;
    std::int64_t transit_days = 1;  // working days after the day of shipping
    std::vector<WeightStep> steps;
    friend bool operator==(const ZoneTariff&, const ZoneTariff&) = default;
};

struct Surcharge {
    std::vector<PostalArea> areas;
    std::int64_t price = 0;
    friend bool operator==(const Surcharge&, const Surcharge&) = default;
};

// One delivery window of a same-day courier, in local minutes of the location's day.
struct CourierSlot {
    std::int64_t from_minute = 0;
    std::int64_t until_minute = 0;
    std::int64_t order_by_minute = 0;
    std::int64_t places = 0;  // parcels of one location on one day
    friend bool operator==(const CourierSlot&, const CourierSlot&) = default;
};

// What carriage causes, in grams of CO2e: for each parcel, and for each ton of goods and kilometer
// of the straight way.
struct Carbon {
    std::int64_t g_per_parcel = 0;
    std::int64_t g_per_tonne_km = 0;
    friend bool operator==(const Carbon&, const Carbon&) = default;
};

// What a carrier offers from a location.
struct CarrierService {
    std::string service_id;
    std::string level;  // what the customer chose from: "standard", "express", "same_day"
    std::vector<ZoneRule> zones;
    std::vector<ZoneTariff> tariffs;
    std::vector<Surcharge> surcharges;  // each that contains the destination is added, per parcel
    // The chargeable weight of a parcel is at least this times its volume in liters; 0: no matter.
    std::int64_t volumetric_g_per_l = 0;
    std::int64_t longest_side_mm = 0;  // of any unit; 0: no limit
    std::vector<HandlingClass> refused_classes;
    WorkingDays collects;  // days on which it picks up at locations
    WorkingDays delivers;  // days that count as transit days
    // Local minute of the day by which a parcel has arrived.
    std::int64_t arrives_by_minute = 20 * 60;
    // A courier has slots, and neither collects nor delivers by working days.
    std::vector<CourierSlot> slots;
    std::optional<Carbon> carbon{};
    friend bool operator==(const CarrierService&, const CarrierService&) = default;
};

// A unit longer than this pays the surcharge whatever service takes it.
struct Oversize {
    std::int64_t longest_side_mm = 0;  // 0: there is none
    std::int64_t price_per_unit = 0;
    friend bool operator==(const Oversize&, const Oversize&) = default;
};

struct Carriers {
    std::vector<Region> regions;
    std::vector<CarrierService> services;
    Oversize oversize;
    friend bool operator==(const Carriers&, const Carriers&) = default;
};

// Why a service cannot be used.
enum class NotOffered : std::uint8_t { no_zone, too_heavy, too_large, class_refused };
std::string_view to_string(NotOffered reason);

// What a service asks from one place to another.
struct Lane {
    const ZoneTariff* tariff = nullptr;  // lives as long as the Carriers
    std::int64_t surcharge = 0;
};

// The region of a place; empty when it lies in none.
std::string_view region_of(const Carriers& carriers, const PostalPlace& place);

// Fails with NotOffered::no_zone when no rule fits: the service does not go there.
tl::expected<Lane, NotOffered> lane(const Carriers& carriers, const CarrierService& service,
                                    const PostalPlace& from, const PostalPlace& to);

// What is in a parcel, as the carrier measures it.
struct Goods {
    std::int64_t weight_g = 0;
    std::int64_t volume_cm3 = 0;
    std::int64_t longest_side_mm = 0;
    HandlingClass handling_class = HandlingClass::standard;
};

// Whether a service takes such a unit at all, whatever it weighs.
std::optional<NotOffered> refusal_of(const CarrierService& service, const Goods& goods);
std::int64_t chargeable_weight_g(const CarrierService& service, std::int64_t weight_g,
                                 std::int64_t volume_cm3);

// The price of one parcel, surcharges of the lane included; oversize is the caller's, per unit.
tl::expected<std::int64_t, NotOffered> parcel_price(const Carriers& carriers,
                                                    const CarrierService& service,
                                                    const PostalPlace& from, const PostalPlace& to,
                                                    const Goods& parcel);

// What a parcel of that weight causes on its way, rounded up; no more than 10^15.
std::int64_t carbon_of(const Carbon& carbon, std::int64_t weight_g, std::int64_t distance_m);

// Everything that is wrong with the tables, below `field`.
std::vector<FieldViolation> problems_of(const Carriers& carriers, const std::string& field);
std::vector<FieldViolation> problems_of(const Carbon& carbon, const std::string& field);

}  // namespace oms::fulfillment
