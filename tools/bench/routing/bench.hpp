#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace oms::bench {

struct RoutingSettings {
    std::string data;  // empty: as retail::data_folders()
    std::vector<std::size_t> networks = {10, 100, 1000, 5000};
    std::size_t orders = 2000;       // of the consumer mix, for each network and family
    std::size_t fixed_orders = 100;  // for each number of lines
    std::size_t baseline_orders = 300;
    std::int64_t budget = 200'000;  // expansions
    std::size_t large_lines = 10'000;
    std::size_t large_locations = 1'000;
    std::int64_t synthetic_items = 3'900;
};

// What the run found. `faults` is empty unless a plan was not allowed, a baseline was better than
// the solver, or the candidate search lost the best plan.
struct RoutingReport {
    std::string markdown;
    std::vector<std::string> faults;
    std::int64_t decisions = 0;
    std::int64_t comparisons = 0;
    bool synthetic = false;
};

// Routes orders over generated networks and compares with the baselines. Times vary; all else is
// the same on every machine.
RoutingReport run_routing_bench(const RoutingSettings& settings);

// `oms-bench routing`: prints the tables; 1 when there is a fault.
int print_routing_bench(const RoutingSettings& settings);

}  // namespace oms::bench
