#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/order.hpp"
#include "domain/result.hpp"
#include "fulfillment/network.hpp"

namespace oms::fulfillment {

// What rules may ask about an order.
struct OrderTraits {
    ChannelId channel_id;
    std::string market;  // ISO 3166-1 alpha-2
    Method method = Method::delivery;
    std::vector<std::string> tags;
};

// Orders: each list that is not empty must hold what the order has; of tags, one of the order's.
struct OrderMatch {
    std::vector<ChannelId> channels;
    std::vector<std::string> markets;
    std::vector<Method> methods;
    std::vector<std::string> tags;
    bool fits(const OrderTraits& order) const;
    friend bool operator==(const OrderMatch&, const OrderMatch&) = default;
};

// Locations: each list that is not empty must hold what the location has; of groups, one of them.
struct LocationMatch {
    std::vector<LocationId> locations;
    std::vector<std::string> groups;
    std::vector<LocationType> types;
    bool fits(const NetworkLocation& location) const;
    friend bool operator==(const LocationMatch&, const LocationMatch&) = default;
};

enum class FilterKind : std::uint8_t {
    exclude,      // not from the locations that match
    only,         // from no others
    max_distance  // not from the locations that match when they are farther away than
                  // max_distance_m
};

// Keeps locations out, or makes them dearer.
struct SourcingFilter {
    std::string name;
    FilterKind kind = FilterKind::exclude;
    LocationMatch locations;
    std::int64_t max_distance_m = 0;
    // In force from `from` on, before `until`.
    std::optional<Timestamp> from;
    std::optional<Timestamp> until;
    // Soft: added to each parcel from a location that the filter would keep out, in minor units.
    std::optional<std::int64_t> penalty;
    friend bool operator==(const SourcingFilter&, const SourcingFilter&) = default;
};

// The margin expected to be lost at the shelf when the sale leaves that many units or fewer.
struct StockOutStep {
    std::int64_t units_left = 0;
    std::int64_t price = 0;
    friend bool operator==(const StockOutStep&, const StockOutStep&) = default;
};

// Money beside labels and handling, in minor units.
struct CostRules {
    std::int64_t split_penalty = 0;       // each parcel beyond the first
    std::int64_t line_split_penalty = 0;  // each part of a line beyond its first
    std::int64_t late_per_day = 0;        // each day begun after the promise
    std::int64_t unfilled_per_unit = 100'000;
    std::vector<StockOutStep> stock_out;  // ascending in units left, never rising in price
    LocationMatch stock_out_at;
    friend bool operator==(const CostRules&, const CostRules&) = default;
};

enum class LineSplit : std::uint8_t {
    never,
    when_needed,  // when no single location holds the whole line now
    always
};

struct SplitRules {
    LineSplit lines = LineSplit::when_needed;
    std::int32_t max_parcels = 5;
    friend bool operator==(const SplitRules&, const SplitRules&) = default;
};

inline constexpr std::int64_t most_offered_stores = 10;

// How one kind of order is sourced.
struct Profile {
    std::string name;
    OrderMatch match;
    std::vector<SourcingFilter> filters;
    CostRules costs;
    SplitRules split;
    // A location that is full for a day may still send on a later one.
    bool full_location_waits = false;
    std::int64_t expansion_budget = 200'000;
    // How many stores a delivery from a store is offered to at once, itself included; 0 and 1: it
    // alone.
    std::int64_t offered_stores = 0;
    friend bool operator==(const Profile&, const Profile&) = default;
};

// Units of on hand that are not promised: safety stock against wrong counts, and units protected
// for walk-in customers. The first rule that fits channel, location and SKU gives both figures.
struct StockRule {
    std::string name;
    std::vector<ChannelId> channels;
    LocationMatch locations;
    std::vector<Sku> skus;
    std::vector<std::string> item_tags;
    std::int64_t safety_stock = 0;
    std::int64_t protected_quantity = 0;
    bool fits(const ChannelId& channel, const NetworkLocation& location, const Sku& sku,
              std::span<const std::string> tags) const;
    friend bool operator==(const StockRule&, const StockRule&) = default;
};

struct RuleDraft {
    std::int64_t version = 0;
    std::vector<Profile> profiles;  // the first that fits an order is its own
    std::vector<StockRule> stock;
};

// Everything that is wrong with a draft for this network, in the order of its fields: locations
// that do not exist, prices out of range, profiles that can never be reached, no profile for every
// order.
std::vector<FieldViolation> validate(const RuleDraft& draft, const Network& network);

// Published rules: valid, versioned, immutable. Any thread may read them.
class RuleSet {
public:
    // Fails with Reason::malformed_field and all that validate() finds.
    static Result<RuleSet> publish(RuleDraft draft, const Network& network);

    std::int64_t version() const noexcept { return draft_.version; }
    const Profile& profile_for(const OrderTraits& order) const;
    // Units of on hand that `channel` may not be promised.
    std::int64_t kept_back(const ChannelId& channel, const NetworkLocation& location,
                           const Sku& sku, std::span<const std::string> tags) const;
    const RuleDraft& draft() const noexcept { return draft_; }

private:
    explicit RuleSet(RuleDraft draft) : draft_(std::move(draft)) {}
    RuleDraft draft_;
};

// The price of leaving `units_left` on the shelf of `location`.
std::int64_t stock_out_price(const CostRules& costs, const NetworkLocation& location,
                             std::int64_t units_left);

}  // namespace oms::fulfillment

template <>
struct oms::EnumText<oms::fulfillment::FilterKind> {
    static constexpr std::array<std::string_view, 3> names{"exclude", "only", "max_distance"};
};
template <>
struct oms::EnumText<oms::fulfillment::LineSplit> {
    static constexpr std::array<std::string_view, 3> names{"never", "when_needed", "always"};
};
