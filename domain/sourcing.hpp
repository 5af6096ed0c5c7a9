#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/cart_hold.hpp"
#include "domain/ids.hpp"
#include "domain/order_parcel.hpp"
#include "domain/result.hpp"
#include "domain/routing_record.hpp"
#include "domain/stock_view.hpp"

namespace oms {

// Units of one SKU that must come from somewhere.
struct DemandLine {
    std::int64_t line_no = 0;
    Sku sku;
    std::int64_t quantity = 0;
    // Set: to be collected there.
    LocationId pickup_location;
    // Of a delivery: standard, express, ... Empty: any that is no courier slot.
    std::string service_level{};
    // What the customer was told already: coming later is dear.
    std::optional<Timestamp> promised_by{};
    // Instead of pickup_location: to be collected at any one of these. All lines with the same ones
    // are collected at one place.
    std::vector<LocationId> pickup_any_of{};
    bool is_pickup() const { return !pickup_location.empty() || !pickup_any_of.empty(); }
};

// Whether both leave it open where they are collected, at the same places in any order.
bool names_same_places(const DemandLine& a, const DemandLine& b);

// Units of one line to take from one location.
struct PlannedUnits {
    std::int64_t line_no = 0;
    StockKey key;
    std::int64_t quantity = 0;
    friend bool operator==(const PlannedUnits&, const PlannedUnits&) = default;
};

// What a cart or an order wants.
struct Demand {
    std::vector<DemandLine> lines;
    // Where deliveries go, as far as it is known. Of a cart often nothing is.
    std::optional<GeoPosition> destination;
    std::string country_code{};
    std::string postal_code{};
    // What rules may ask.
    ChannelId channel_id{};
    std::vector<std::string> tags{};
    // Not from there, such as a location that refused.
    std::vector<LocationId> excluded{};
    // The cart whose hold this demand takes over: what it holds is free for it.
    std::optional<CartKey> cart{};
    // What the demand's own order has reserved and taken on, and gives up for the new plan: free
    // for it too.
    std::vector<PlannedUnits> credit{};
    std::vector<std::pair<WorkKey, WorkDone>> credit_work{};
    // How much searching is allowed, in steps; 0: what the rules say.
    std::int64_t expansion_limit = 0;
};

// A line that cannot be covered: what it wants, and what is left for it.
struct ShortLine {
    std::int64_t line_no = 0;
    Sku sku;
    std::int64_t wanted = 0;
    std::int64_t available = 0;
    // There are units enough, but none may or can go there: why, of how many locations.
    std::vector<ReasonCount> unreachable{};
    // When a location that is full now begins another day: it may be asked again then.
    std::optional<Timestamp> retry_time{};
    friend bool operator==(const ShortLine&, const ShortLine&) = default;
};

// Where a line is collected whose demand left that open.
struct ChosenPickup {
    std::int64_t line_no = 0;
    LocationId location_id;
    friend bool operator==(const ChosenPickup&, const ChosenPickup&) = default;
};

// Where the units come from. No line is planned beyond what it wants; a short line is planned as
// far as stock goes.
struct SourcingPlan {
    std::vector<PlannedUnits> units;
    std::vector<ShortLine> short_lines;
    // One for each line with pickup_any_of, whether it is short or not.
    std::vector<ChosenPickup> pickups{};
    // By the routing engine: the parcels that `units` make up, the limits of the days they take
    // work on, and why it is so. Empty when the plain rule has chosen.
    std::vector<OrderParcel> parcels{};
    std::vector<WorkLimit> limits{};
    std::shared_ptr<const RoutingRecord> record{};
};

// The port behind which locations are chosen. Pure: the same demand on the same view gives the same
// plan. May be called from any thread.
class Sourcing {
public:
    virtual ~Sourcing() = default;
    // Fails with a technical reason only, such as Reason::routing_unavailable: a shortage is part
    // of the plan, and what is broken is never told as one.
    virtual Result<SourcingPlan> plan(const Demand& demand, const PlanningView& view) const = 0;
    // When units that `supply` brings would be with the customer, or ready for pickup; nothing when
    // they may not or cannot come from there, or the supply is overdue. `demand` has one line,
    // whose units all come from the supply. Fails as plan does.
    virtual Result<std::optional<Timestamp>> inbound_promise(const Demand& demand,
                                                             const InboundUnits& supply,
                                                             const PlanningView& view) const;
    // The version of the rules that is followed now; 0: none.
    virtual std::int64_t rules_version() const { return 0; }
};

}  // namespace oms
