#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/geo.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace oms {

// A postal address. A customer's is personal data and is kept in PersonalRecord only.
struct Address {
    std::string recipient;
    std::vector<std::string> lines;
    std::string locality;
    std::string administrative_area;
    std::string postal_code;
    std::string country_code;
    std::optional<GeoPosition> position;
    friend bool operator==(const Address&, const Address&) = default;
};

enum class HandlingClass : std::uint8_t {
    standard,
    fragile,
    bulky,
    hazardous,
    refrigerated,
    age_restricted
};

inline constexpr std::size_t most_item_tags = 20;

// A thing that can be sold, by SKU.
struct Item {
    Sku sku;
    std::string title;
    std::string gtin;  // empty, or with a right check digit
    std::int64_t weight_g = 0;
    std::int64_t length_mm = 0;
    std::int64_t width_mm = 0;
    std::int64_t height_mm = 0;
    HandlingClass handling_class = HandlingClass::standard;
    // How many units all orders together may wait for; 0: no limit of its own.
    std::int64_t backorder_limit = 0;
    // Ascending, none twice; at most most_item_tags. See is_tag().
    std::vector<std::string> tags{};
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const Item&, const Item&) = default;
};

enum class LocationType : std::uint8_t { warehouse, store };
enum class Capability : std::uint8_t { ship, pickup, returns };
enum class Weekday : std::uint8_t {
    monday,
    tuesday,
    wednesday,
    thursday,
    friday,
    saturday,
    sunday
};

// One opening in local time; minutes since midnight, 0 <= opens < closes <= 1440.
struct OpeningHours {
    Weekday weekday = Weekday::monday;
    std::int64_t opens_minute = 0;
    std::int64_t closes_minute = 0;
    friend bool operator==(const OpeningHours&, const OpeningHours&) = default;
};

// Hours of one local date instead of the weekly ones.
struct HoursException {
    std::string date;  // ISO 8601
    bool closed = false;
    std::int64_t opens_minute = 0;
    std::int64_t closes_minute = 0;
    std::string label;
    friend bool operator==(const HoursException&, const HoursException&) = default;
};

// When parcels of orders become tasks of the location.
enum class ReleaseMode : std::uint8_t {
    by_type,   // stores at once, warehouses in waves
    at_once,   // with the order, or as soon as nothing holds it
    in_waves,  // when somebody releases a wave
};

// How a location works on what it is to fulfill. 0 and less mean nothing: see the functions below.
struct FulfillmentSettings {
    ReleaseMode release = ReleaseMode::by_type;
    // Minutes of opening time in which a task must be accepted; none given: 30 in stores, without
    // limit in warehouses.
    std::optional<std::int64_t> acceptance_minutes;
    // For how many days ready goods wait for their customer.
    std::int64_t pickup_hold_days = 7;
    friend bool operator==(const FulfillmentSettings&, const FulfillmentSettings&) = default;
};
inline constexpr std::int64_t most_acceptance_minutes = 10'080;
inline constexpr std::int64_t most_pickup_hold_days = 90;

// A time in which a location is closed against its hours.
struct Closure {
    Timestamp from;
    Timestamp until;
    std::string reason;  // up to 200 bytes; may be empty
    friend bool operator==(const Closure&, const Closure&) = default;
};

// Anything that holds or hands over stock.
struct Location {
    LocationId location_id;
    std::string name;
    LocationType type = LocationType::warehouse;
    std::string gln;  // empty, or with a right check digit
    Address address;
    std::string time_zone;
    std::vector<OpeningHours> weekly_hours;
    std::vector<HoursException> hours_exceptions;
    std::vector<Capability> capabilities;
    FulfillmentSettings fulfillment;
    std::optional<Closure> closure;  // the last one
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const Location&, const Location&) = default;
};

bool releases_at_once(const Location& location);
// True while it is closed against its hours: nothing is promised or collected there.
constexpr bool is_closed(const std::optional<Closure>& closure, Timestamp now) {
    return closure && closure->from <= now && now < closure->until;
}
// Minutes of opening time; nothing: there is no limit.
std::optional<std::int64_t> acceptance_minutes(const Location& location);

enum class ChannelType : std::uint8_t { web, app, store, marketplace, phone };

inline constexpr std::int64_t most_channel_window_s = 86'400;

// Where demand comes from. A brand is an attribute of its channels.
struct Channel {
    ChannelId channel_id;
    std::string name;
    ChannelType type = ChannelType::web;
    std::string brand;
    // How long each order is held when it is placed; 0: not at all. Up to most_channel_window_s.
    std::int64_t grace_window_s = 0;
    // For how long after an order another one of the same customer with the same basket is
    // suspected to be its duplicate; 0: never. Up to most_channel_window_s.
    std::int64_t duplicate_window_s = 0;
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const Channel&, const Channel&) = default;
};

template <>
struct EnumText<HandlingClass> {
    static constexpr std::array<std::string_view, 6> names{
        "standard", "fragile", "bulky", "hazardous", "refrigerated", "age_restricted"};
};
template <>
struct EnumText<LocationType> {
    static constexpr std::array<std::string_view, 2> names{"warehouse", "store"};
};
template <>
struct EnumText<ReleaseMode> {
    static constexpr std::array<std::string_view, 3> names{"by_type", "at_once", "in_waves"};
};
template <>
struct EnumText<Capability> {
    static constexpr std::array<std::string_view, 3> names{"ship", "pickup", "returns"};
};
template <>
struct EnumText<Weekday> {
    static constexpr std::array<std::string_view, 7> names{
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
};
template <>
struct EnumText<ChannelType> {
    static constexpr std::array<std::string_view, 5> names{"web", "app", "store", "marketplace",
                                                           "phone"};
};

}  // namespace oms
