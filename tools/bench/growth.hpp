#pragma once

#include "tools/bench/profiles.hpp"

namespace oms::bench {

// p6: P1's rate, GetOrder's latency and memory on a store that holds hardly an order, and again
// with `settings.stored_orders` of them; how long the server then takes to serve after a start.
// Prints both and their ratios. Returns 0 when every call succeeded.
int run_growth(const Settings& settings);

}  // namespace oms::bench
