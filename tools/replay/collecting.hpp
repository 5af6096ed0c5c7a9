#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tools/replay/demand.hpp"
#include "tools/replay/network.hpp"

namespace oms::replay {

// Percent of the orders whose customers collect them, where a store has any of it.
inline constexpr std::uint64_t percent_collected = 10;

// For each order the index of the store at which it is collected; none: it is delivered. It is the
// store that has most of the order's units before the first order (of several, the first site).
std::vector<std::optional<std::size_t>> choose_pickups(std::string_view seed,
                                                       const std::vector<ReplayOrder>& orders,
                                                       const std::vector<Site>& sites,
                                                       const std::vector<StockRow>& stock);

}  // namespace oms::replay
