#pragma once

#include <span>
#include <string>

#include "tools/bench/routing/world.hpp"

namespace oms::bench {

// What one row of the speed tables measured.
struct Measured {
    std::size_t locations = 0;
    Family family = Family::warehouse;
    std::size_t lines = 0;  // of each order; 0: the consumer mix
    double p50_us = 0;
    double p99_us = 0;
    double per_second = 0;
    double proven = 0;  // percent
};

// The measured beside the targets of networks of 10, 100, 1,000 and 5,000 locations, as a markdown
// table: the worst of the families named, and what misses. "-" where nothing was measured.
std::string target_table(std::span<const Measured> measured);

}  // namespace oms::bench
