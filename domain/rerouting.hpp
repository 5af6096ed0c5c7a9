#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "domain/ids.hpp"
#include "domain/order.hpp"
#include "domain/result.hpp"
#include "domain/sourcing.hpp"

// Moving what an order has reserved from one location to another, before anybody picks it.
namespace oms {

// Units of one line that are reserved elsewhere than before.
struct ReroutedUnits {
    std::int64_t line_no = 0;
    LocationId from;
    LocationId to;
    std::int64_t units = 0;
    friend bool operator==(const ReroutedUnits&, const ReroutedUnits&) = default;
};

// What may still come from somewhere else, where it is reserved now: allocated units, by line, then
// location.
std::vector<PlannedUnits> movable_units(const Order& order);

// What becomes of an order's plan without `units`: the parcels that stay, and what the others took.
struct GivenUp {
    std::vector<OrderParcel> staying;
    std::vector<std::pair<WorkKey, WorkDone>> work;
};
GivenUp give_up(const Order& order, std::span<const PlannedUnits> units);

// The moves from `now` to `planned`; what stays where it is does not move. Requires: both have the
// same units of each line.
std::vector<ReroutedUnits> moves_between(std::span<const PlannedUnits> now,
                                         std::span<const PlannedUnits> planned);

// `planned`, with every parcel that the order has just so already, and promised no later, as it
// was.
std::vector<OrderParcel> keeping_promises(const Order& order, std::vector<OrderParcel> planned);

// Frees and reserves what the moves say, and gives the order these parcels. Fails with
// Reason::illegal_transition and leaves the order half changed: work on a copy.
Result<void> apply_reroute(Order& order, const std::vector<ReroutedUnits>& moves,
                           std::vector<OrderParcel> parcels);

}  // namespace oms
