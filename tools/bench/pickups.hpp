#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tools/bench/network.hpp"
#include "tools/load/load.hpp"

// What a till waits for while orders come in.
namespace oms::bench {

// Stores whose lists are asked for, and the pickups that wait in each.
inline constexpr int stores_with_pickups = 20;
inline constexpr int pickups_of_a_store = 50;

// Places so many orders to be collected. Throws std::runtime_error on a refusal.
void place_pickups(const std::string& address, Network& network);

struct PickupOutcome {
    load::Outcome placing;
    load::Outcome listing;
    load::Outcome getting;
};

// Places `orders_per_second`, whatever comes back, and meanwhile asks for the pickups of stores and
// for single orders, each by a client of one call at a time. Requires: pickups were placed, and
// `order_ids` are orders of the store.
PickupOutcome list_under_load(const std::string& address, Network& network,
                              const std::vector<std::string>& order_ids, double orders_per_second,
                              std::chrono::milliseconds duration);

}  // namespace oms::bench
