#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace oms::bench {

struct Settings {
    std::string server;  // the omsd_test binary
    std::string folder;  // scratch; emptied of what a run makes
    std::chrono::milliseconds duration{10'000};
    int rounds = 3;
    int in_flight = 64;
    int locations = 100;
    int items = 2000;
    std::uint64_t seed = 1;
    bool plain = false;                      // no routing rules
    std::vector<std::string> profiles;       // empty: all but p7
    std::int64_t stored_orders = 1'000'000;  // p7
};

// Runs the profiles and prints a table and one JSON object a line. Returns 0 when every call
// succeeded.
int run_profiles(const Settings& settings);

}  // namespace oms::bench
