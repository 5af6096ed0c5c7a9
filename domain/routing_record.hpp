#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/ids.hpp"
#include "domain/order_parcel.hpp"
#include "domain/time.hpp"

namespace oms {

// Money by cause, in minor units of the rules' currency; the sum is what the plan was chosen by.
struct RecordedCosts {
    std::int64_t parcels = 0;   // picking, packing, label: each parcel's fixed part
    std::int64_t carriage = 0;  // the carriers' tariffs
    std::int64_t lines = 0;     // picking lines and units, expected lost sales
    std::int64_t splits = 0;    // parcels beyond the first, lines in parts
    std::int64_t lateness = 0;
    std::int64_t unfilled = 0;  // units that no location can send
    friend bool operator==(const RecordedCosts&, const RecordedCosts&) = default;
};

// One parcel of a plan that was weighed.
struct RecordedParcel {
    LocationId location_id;
    std::string service_id;
    Timestamp promised_by;
    std::int64_t units = 0;
    friend bool operator==(const RecordedParcel&, const RecordedParcel&) = default;
};

struct RecordedPlan {
    std::int64_t cost = 0;  // minor units
    RecordedCosts costs;
    std::vector<RecordedParcel> parcels;
    std::int64_t unfilled_units = 0;
    friend bool operator==(const RecordedPlan&, const RecordedPlan&) = default;
};

// A location that sends nothing, and the first reason why.
struct RecordedRejection {
    LocationId location_id;
    std::string
        reason;  // no_stock, excluded, distance, no_service, closed, capacity, cut_off, cost, ...
    std::string rule;  // the rule that kept it out, where one did
    // What the whole choice would cost from there alone, in minor units.
    std::optional<std::int64_t> alone_cost;
    friend bool operator==(const RecordedRejection&, const RecordedRejection&) = default;
};

struct ReasonCount {
    std::string reason;
    std::int64_t locations = 0;
    friend bool operator==(const ReasonCount&, const ReasonCount&) = default;
};

// A place that lines could have been collected at, and what their plan would have cost there.
struct RecordedPickup {
    LocationId location_id;
    std::int64_t cost = 0;  // minor units
    friend bool operator==(const RecordedPickup&, const RecordedPickup&) = default;
};

// Lines that were decided together: those delivered at one service level, or those collected at one
// place.
struct RecordedChoice {
    LocationId pickup_location;  // empty: delivered
    // When the order left the choice of the place: those it named, in its order.
    std::vector<RecordedPickup> pickups;
    std::string service_level;
    std::vector<ParcelUnits> lines;
    std::string profile;
    RecordedPlan chosen;
    std::optional<RecordedPlan> runner_up;  // the best plan without one of the chosen locations
    // No plan costs less, in minor units; proven: the chosen plan costs just that.
    std::int64_t bound = 0;
    bool proven = false;
    std::string engine;
    std::int64_t expansions = 0;
    // At most most_rejections, those worth telling first; the others are counted.
    std::vector<RecordedRejection> rejections;
    std::vector<ReasonCount> rejected;
    friend bool operator==(const RecordedChoice&, const RecordedChoice&) = default;
};

inline constexpr std::size_t most_rejections = 20;

enum class DecisionCause : std::uint8_t { placed, rerouted, released };
template <>
struct EnumText<DecisionCause> {
    static constexpr std::array<std::string_view, 3> names{"placed", "rerouted", "released"};
};

// Why an order is routed as it is: one decision. Nothing of it is personal.
struct RoutingRecord {
    OrderId order_id;
    std::int64_t decision_no = 0;  // 1, 2, 3, ... of the order
    DecisionCause cause = DecisionCause::placed;
    Timestamp time;
    // 0: no rules were published, the nearest location was taken.
    std::int64_t rules_version = 0;
    // What was known: everything up to this event, and what the commands before this one of the
    // same transaction meant to take.
    std::int64_t position = 0;
    std::int64_t command_index = 0;
    std::vector<RecordedChoice> choices;
    // What the decision was made from beside rules and order: the stock and the work it looked at,
    // as bytes that fulfillment/routing_inputs.hpp writes and reads.
    std::string inputs;
    // Microseconds; measured, so no part of any comparison.
    std::int64_t duration_us = 0;
    friend bool operator==(const RoutingRecord&, const RoutingRecord&) = default;
};

}  // namespace oms
