#pragma once

#include <vector>

#include "tools/bench/routing/finder.hpp"

namespace oms::bench {

inline constexpr std::size_t destinations = 64;

// Orders cut from the invoices as small consumer orders of 1 to 10 lines. At most `most`, spread
// over the file.
std::vector<Order> consumer_orders(const Market& market, std::size_t most);

// Orders of exactly `lines` lines, consecutive lines of one invoice.
std::vector<Order> fixed_orders(const Market& market, std::size_t lines, std::size_t most);

}  // namespace oms::bench
