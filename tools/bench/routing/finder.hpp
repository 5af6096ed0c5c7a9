#pragma once

#include <limits>
#include <vector>

#include "tools/bench/routing/world.hpp"

namespace oms::bench {

struct OrderLine {
    std::uint32_t item;
    std::int64_t quantity;
};

struct Order {
    std::string name;
    std::vector<OrderLine> lines;
    std::size_t district = 0;
    bool next_day = false;  // a hard promise; else three days, and lateness costs
};

// The candidate search of a decision, as a server would do it on its stock view: bit operations
// find who holds what, and locations are looked at from cheap to dear until no other can be part
// of a better plan. Memory is kept from order to order.
class Finder {
public:
    Finder(const Market& market, const World& world) : market_(market), world_(world) {}

    // With `all`, every location that holds a line becomes a candidate. The view lives until the
    // next call.
    const fulfillment::ProblemView& find(const Order& order, const Zone& zone, bool all,
                                         std::int64_t expansion_budget);

    // The location of each candidate.
    std::size_t location(std::int32_t candidate) const {
        return static_cast<std::size_t>(
            candidates_[static_cast<std::size_t>(candidate)].location_no);
    }

private:
    void read_lines(const Order& order);
    Cost single_cost(const Order& order, const Zone& zone, std::size_t location);
    void add(const Order& order, const Zone& zone, std::size_t location);
    void collect(const Order& order, const Zone& zone, bool all);

    const Market& market_;
    const World& world_;
    std::vector<std::uint64_t> any_;
    std::vector<std::uint64_t> every_;
    std::vector<fulfillment::ProblemLine> lines_;
    std::vector<fulfillment::LineAtLocation> cells_;
    std::vector<fulfillment::CandidateView> candidates_;
    std::vector<std::pair<std::int64_t, Cost>> lateness_;
    std::int64_t weight_g_ = 0;
    fulfillment::ProblemView view_;
};

}  // namespace oms::bench
