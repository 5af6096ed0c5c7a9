#pragma once

#include <cstdint>

#include "fulfillment/routing_problem.hpp"

namespace oms::fulfillment {

// A small generator of our own: the same numbers on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    // least..most, both included.
    std::int64_t between(std::int64_t least, std::int64_t most);
    bool one_in(std::int64_t n) { return between(1, n) == 1; }

private:
    std::uint64_t state_;
};

// What a random problem may have in it.
struct ProblemSize {
    std::int64_t lines = 4;
    std::int64_t candidates = 4;
    std::int64_t options = 2;
    std::int64_t quantity = 2;
    bool splits = true;
    bool rough = true;  // few distinct costs, so many ties; tight caps, capacities and weights
};

// Sizes are most, not exactly.
RoutingProblem random_problem(Dice& dice, const ProblemSize& size);

// Stores with few of the lines each: the hard kind, of exactly these sizes.
RoutingProblem store_problem(Dice& dice, std::int64_t lines, std::int64_t candidates,
                             std::int64_t held_percent);

}  // namespace oms::fulfillment
