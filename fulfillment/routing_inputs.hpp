#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/sourcing.hpp"
#include "fulfillment/network.hpp"

namespace oms::fulfillment {

// What a decision looked at besides rules and demand, in few bytes: of each SKU the item's facts,
// the units free at each location and what is to come; and the work that it found taken.
//
//   inputs := version:3 network_size sku* 0 work* 0
//   sku    := text weight_g length_mm width_mm height_mm class text* 0 run* 0 inbound* 0
//   run    := 2*locations change | 2*locations+1 skipped change
//             neighbors in the network that have the same units free: those of the run before, or
//             0, plus change (written as 2n, or as -2n-1 where n is negative)
//   inbound:= 1+location time_us units text
//   work   := 1+location kind day+2^20 text parcels lines units
//   text   := length+1 bytes                 every number: LEB128
//
// Versions 1 and 2 have cells instead of runs: 1+location_gap units. The first texts of a SKU, its
// item's tags, are not in version 1.
using ConsultedWork = std::vector<std::pair<WorkKey, WorkDone>>;
std::string encode_inputs(const Demand& demand, const PlanningView& view,
                          const ConsultedWork& consulted, const Network& network);

// A view that a decision can be made on again: what encode_inputs() was given, as far as the
// decision has looked. Fails with Reason::corrupt_row for other bytes, and when the network has
// another number of locations than then.
Result<StockView> view_of_inputs(std::string_view inputs, const Network& network);

}  // namespace oms::fulfillment
