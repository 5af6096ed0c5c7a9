#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "oms/fulfillment/v1/fulfillment_service.pb.h"
#include "tools/replay/requests.hpp"
#include "tools/replay/session.hpp"

namespace oms::replay {

// Of a hundred tasks, how many a location refuses or does not find whole.
inline constexpr std::uint64_t percent_refused = 4;

enum class Refused : std::uint8_t { no, too_busy, not_found, damaged, sold_in_store, short_pick };
std::string_view refused_name(Refused refused);
// What a location says to its share of an order; the same seed, order, location and attempt give
// the same.
Refused refusal_of(std::string_view seed, std::string_view external_id,
                   std::string_view location_id, std::int64_t attempt);

// The order's place in the plan, by the server's order id.
using OrderIndex = std::unordered_map<std::string, std::size_t>;

// What was done, in this run.
struct Driven {
    std::int64_t tasks = 0;
    std::int64_t calls = 0;
    std::map<std::string, std::int64_t> refused;
    std::int64_t decided = 0;  // tasks refused too often, which a person had planned again
    std::int64_t released = 0;  // orders held as duplicates of others, which a person let go
    std::int64_t canceled_orders = 0;
    std::int64_t handovers = 0;
    int passes = 0;
    double seconds = 0;
};

// Releases, accepts, picks, packs, ships and delivers everything that the orders have planned, with
// refusals, until no location has work; cancels the units that still wait for stock; and hands over
// what is collected, by its code. What an interrupted run left in work is taken up. Throws
// std::runtime_error when the server refuses what it has to do.
Driven drive_all(Session& session, const Plan& plan, const OrderIndex& index, int threads);

}  // namespace oms::replay
