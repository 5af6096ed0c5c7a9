#pragma once

#include "tools/bench/profiles.hpp"

namespace oms::bench {

// What one kind of work costs another that runs beside it, both on one store; medians of
// `settings.rounds`, half a `settings.duration` each part. Both return 0 when every call succeeded.

// large: placing at half of the peak with and without orders of 1,000 lines that arrive at a steady
// rate, and the peak with and without them.
int run_large(const Settings& settings);

// replica: quotes of a server that follows this one's view, alone and while orders are placed at
// half of the peak, beside quotes of the server itself; the peak with and without the follower.
int run_replica(const Settings& settings);

}  // namespace oms::bench
