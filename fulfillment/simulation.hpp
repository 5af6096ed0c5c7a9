#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/order.hpp"
#include "domain/sourcing.hpp"
#include "domain/view_delta.hpp"
#include "fulfillment/routing_setup.hpp"

namespace oms::fulfillment {

// An order as it was placed, to be decided on again.
struct SimulatedOrder {
    OrderId order_id;
    Timestamp time;  // of its placement
    Demand demand;
    // It was to be placed as a whole or not at all.
    bool whole_only = false;
};

// What a location has to do.
struct SimulatedLoad {
    std::int64_t parcels = 0;
    std::int64_t lines = 0;
    std::int64_t units = 0;
    friend bool operator==(const SimulatedLoad&, const SimulatedLoad&) = default;
};

// What became of many orders. A line is filled when all its units were found, an order when all its
// lines were.
struct SimulationFigures {
    std::int64_t orders = 0;
    std::int64_t lines = 0;
    std::int64_t units = 0;
    std::int64_t filled_orders = 0;
    std::int64_t filled_lines = 0;
    std::int64_t filled_units = 0;
    // Orders with more than one line, and those of them that come in more than one parcel.
    std::int64_t multi_line_orders = 0;
    std::int64_t split_orders = 0;
    std::int64_t parcels = 0;
    // Filled lines that were promised by a time, and those that will come by then.
    std::int64_t promised_lines = 0;
    std::int64_t kept_lines = 0;
    // Choices of locations, and those than which none is cheaper.
    std::int64_t choices = 0;
    std::int64_t proven_choices = 0;
    // Orders that a technical failure has left undecided; they count nowhere else.
    std::int64_t failed_orders = 0;
    // Minor units of the rules' currency; the sum is what plans were chosen by.
    RecordedCosts costs;
    std::map<LocationId, SimulatedLoad> load;
    friend bool operator==(const SimulationFigures&, const SimulationFigures&) = default;
};
std::int64_t total_of(const RecordedCosts& costs);

// Replays orders, one after the other, under one version of the rules and over a stock of its own,
// from which each takes what it would have taken. By the code that places orders.
class Simulation {
public:
    // Null: no rules, the plain rule chooses.
    Simulation(std::shared_ptr<const RoutingSetup> setup, const ViewDelta& stock);

    // What it is given, in one line that can be compared: "W1 1x2 2x1 parcel + S2 3x1".
    std::string place(const SimulatedOrder& order);
    const SimulationFigures& figures() const { return figures_; }
    const StockView& stock() const { return view_; }

private:
    void count(const SimulatedOrder& order, const SourcingPlan& plan, bool taken);
    void take(const SourcingPlan& plan);
    void count_parcels(const SimulatedOrder& order, const SourcingPlan& plan);

    const std::shared_ptr<const RoutingSetup> setup_;
    StockView view_;
    SimulationFigures figures_;
};

// As it was placed. What the cart held is not asked for: the order has it. `ship_to` may be null.
SimulatedOrder simulated(const Order& order, const Address* ship_to);
// Puts back what the order has reserved, and the work that it has brought.
void give_back(StockView& stock, const Order& order);

}  // namespace oms::fulfillment
