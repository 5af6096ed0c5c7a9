#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/replay/requests.hpp"
#include "tools/replay/session.hpp"

namespace oms::replay {

// Creates channel, items, locations and stock; what is there already stays as it is. Throws
// std::runtime_error on a refusal.
void set_up(const std::string& address, const Plan& plan);

// What became of the orders.
struct Placed {
    std::int64_t accepted = 0;  // placed now, or by an earlier run
    double seconds = 0;
    // Refused orders by reason, and the first few with the server's words.
    std::map<std::string, std::int64_t> refused;
    std::vector<std::string> examples;

    double rate() const { return seconds > 0 ? static_cast<double>(accepted) / seconds : 0; }
};

// Consecutive orders of one call: [first, second). Up to 64 orders, and up to 640 lines unless one
// order alone has more.
std::vector<std::pair<std::size_t, std::size_t>> batches_of(const std::vector<ReplayOrder>& orders);

// Places all orders, `calls` batches at a time, and shows on standard error how far it is. What the
// server is too busy for is tried again. Throws std::runtime_error when the server is gone.
Placed place_all(Session& session, const Plan& plan, int calls);

}  // namespace oms::replay
