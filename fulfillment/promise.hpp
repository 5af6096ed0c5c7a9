#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fulfillment/problem_builder.hpp"

namespace oms::fulfillment {

// Units of one line; `line` is its place in the problem.
struct PlanPart {
    std::size_t line = 0;
    std::int64_t units = 0;
    friend bool operator==(const PlanPart&, const PlanPart&) = default;
};

// One parcel of a plan; `candidate` and `option` are places in the problem.
struct PlanParcel {
    std::size_t candidate = 0;
    std::size_t option = 0;
    std::vector<PlanPart> parts;
    friend bool operator==(const PlanParcel&, const PlanParcel&) = default;
};

// What a solver has chosen.
struct RoutePlan {
    std::vector<PlanParcel> parcels;
    std::vector<PlanPart> unfilled;
    Cost cost = 0;  // the whole objective
    friend bool operator==(const RoutePlan&, const RoutePlan&) = default;
};

// Solves a problem. Same problem, same plan. The product's is exact_plan_finder().
using PlanFinder = std::function<RoutePlan(const RoutingProblem&)>;

// Units of one order line in a parcel.
struct PromisedUnits {
    std::int64_t line_no = 0;
    Sku sku;
    std::int64_t quantity = 0;
    friend bool operator==(const PromisedUnits&, const PromisedUnits&) = default;
};

// One parcel as the customer is told of it.
struct ParcelPromise {
    std::size_t location = 0;  // in the network
    Carriage carriage = Carriage::shelf;
    std::string service_id;  // or the shuttle's id
    LocalDate ship_date;
    // What is ordered after this instant is promised afresh.
    Timestamp order_by;
    // Delivered, or ready for pickup; to the minute, rounded up.
    Timestamp by;
    LocalDate date;  // of `by`, on the clocks of the pickup location, or of where it comes from
    std::optional<Timestamp> supplied_from;
    std::optional<std::size_t> slot;
    std::vector<PromisedUnits> units;
    std::optional<Timestamp> at_store{};  // by shuttle: when it is at the pickup location
};

// Arrive-by of a delivery, ready-by of a pickup: when the last parcel is there.
struct Promise {
    Method method = Method::delivery;
    Timestamp by;
    Timestamp order_by;
    std::vector<ParcelPromise> parcels;
    std::vector<PromisedUnits> unfilled;
    std::int64_t price = 0;  // minor units
};

// What a plan for `built` promises. A line's units go to its order lines in their order. Requires:
// the plan's places exist, and it has a parcel or something unfilled.
Promise promise_of(const BuiltProblem& built, const RoutePlan& plan, const Network& network);

}  // namespace oms::fulfillment
