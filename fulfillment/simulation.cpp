#include "fulfillment/simulation.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "fulfillment/exact_sourcing.hpp"

namespace oms::fulfillment {
namespace {

class GivenSetup final : public RoutingSetups {
public:
    explicit GivenSetup(std::shared_ptr<const RoutingSetup> setup) : setup_(std::move(setup)) {}
    std::shared_ptr<const RoutingSetup> current() const override { return setup_; }

private:
    const std::shared_ptr<const RoutingSetup> setup_;
};

void change_cell(StockView& view, const StockKey& key, std::int64_t on_hand,
                 std::int64_t reserved) {
    const auto place = view.index_of(key.location_id);
    if (!place) return;
    StockView::Cell now{*place, 0, 0};
    for (const StockView::Cell& cell : view.cells(key.sku)) {
        if (cell.place == *place) now = cell;
    }
    view.put_cell(key, now.on_hand + on_hand, std::max<std::int64_t>(0, now.reserved + reserved));
}

void change_work(StockView& view, const OrderParcel& parcel, std::int64_t sign) {
    const WorkDone done = work_of(parcel);
    for (const WorkKey& key : parcel.work) {
        WorkDone now = view.workload().of(key);
        now += {sign * done.parcels, sign * done.lines, sign * done.units};
        view.put_work(key,
                      {std::max<std::int64_t>(0, now.parcels), std::max<std::int64_t>(0, now.lines),
                       std::max<std::int64_t>(0, now.units)});
    }
}

void add(RecordedCosts& sum, const RecordedCosts& more) {
    sum.parcels += more.parcels;
    sum.carriage += more.carriage;
    sum.lines += more.lines;
    sum.splits += more.splits;
    sum.lateness += more.lateness;
    sum.unfilled += more.unfilled;
}

using LinesAt = std::map<LocationId, std::vector<PlannedUnits>>;

LinesAt by_location(const SourcingPlan& plan) {
    LinesAt at;
    for (const PlannedUnits& units : plan.units)
        at[units.key.location_id].push_back(units);
    return at;
}

std::string unit_words(std::int64_t line_no, std::int64_t quantity) {
    return fmt::format(" {}x{}", line_no, quantity);
}

// The plain rule plans no parcels: then what each location has.
std::string words_of(const SourcingPlan& plan) {
    std::vector<std::string> parts;
    for (const OrderParcel& parcel : plan.parcels) {
        std::string part = parcel.location_id.str();
        for (const ParcelUnits& units : parcel.units)
            part += unit_words(units.line_no, units.quantity);
        if (!parcel.service_id.empty()) part += " " + parcel.service_id;
        if (!parcel.pickup_location.empty()) part += " for " + parcel.pickup_location.str();
        parts.push_back(std::move(part));
    }
    if (plan.parcels.empty()) {
        for (const auto& [location, lines] : by_location(plan)) {
            std::string part = location.str();
            for (const PlannedUnits& units : lines)
                part += unit_words(units.line_no, units.quantity);
            parts.push_back(std::move(part));
        }
    }
    for (const ShortLine& line : plan.short_lines)
        parts.push_back(fmt::format("line {} short", line.line_no));
    return fmt::format("{}", fmt::join(parts, " + "));
}

}  // namespace

std::int64_t total_of(const RecordedCosts& costs) {
    return costs.parcels + costs.carriage + costs.lines + costs.splits + costs.lateness +
           costs.unfilled;
}

Simulation::Simulation(std::shared_ptr<const RoutingSetup> setup, const ViewDelta& stock)
    : setup_(std::move(setup)) {
    apply(view_, stock);
}

std::string Simulation::place(const SimulatedOrder& order) {
    const GivenSetup given(setup_);
    const StockOverlay nothing;
    const auto plan =
        ExactSourcing(given).plan(order.demand, PlanningView{view_, nothing, order.time});
    if (!plan) {
        ++figures_.failed_orders;
        return "not decided: " + std::string(info(plan.error().reason).name);
    }
    const bool refused = order.whole_only && !plan->short_lines.empty();
    count(order, *plan, !refused);
    if (refused) return "refused: " + words_of(*plan);
    take(*plan);
    return words_of(*plan);
}

void Simulation::count(const SimulatedOrder& order, const SourcingPlan& plan, bool taken) {
    SimulationFigures& sum = figures_;
    ++sum.orders;
    sum.lines += static_cast<std::int64_t>(order.demand.lines.size());
    sum.multi_line_orders += order.demand.lines.size() > 1 ? 1 : 0;
    for (const DemandLine& line : order.demand.lines)
        sum.units += line.quantity;
    if (plan.record) {
        for (const RecordedChoice& choice : plan.record->choices) {
            ++sum.choices;
            sum.proven_choices += choice.proven ? 1 : 0;
            if (taken) add(sum.costs, choice.chosen.costs);
        }
    }
    if (!taken) return;
    sum.filled_orders += plan.short_lines.empty() ? 1 : 0;
    sum.filled_lines +=
        static_cast<std::int64_t>(order.demand.lines.size() - plan.short_lines.size());
    for (const PlannedUnits& units : plan.units)
        sum.filled_units += units.quantity;
    count_parcels(order, plan);
}

void Simulation::count_parcels(const SimulatedOrder& order, const SourcingPlan& plan) {
    SimulationFigures& sum = figures_;
    const LinesAt at = by_location(plan);
    const std::size_t parcels = plan.parcels.empty() ? at.size() : plan.parcels.size();
    sum.parcels += static_cast<std::int64_t>(parcels);
    sum.split_orders += order.demand.lines.size() > 1 && parcels > 1 ? 1 : 0;
    for (const auto& [location, lines] : at) {
        SimulatedLoad& load = sum.load[location];
        std::set<std::int64_t> line_nos;
        for (const PlannedUnits& units : lines) {
            line_nos.insert(units.line_no);
            load.units += units.quantity;
        }
        load.lines += static_cast<std::int64_t>(line_nos.size());
        load.parcels += plan.parcels.empty() ? 1 : 0;
    }
    std::map<std::int64_t, Timestamp> comes;
    for (const OrderParcel& parcel : plan.parcels) {
        ++sum.load[parcel.location_id].parcels;
        for (const ParcelUnits& units : parcel.units)
            comes[units.line_no] = std::max(comes[units.line_no], parcel.promised_by);
    }
    for (const DemandLine& line : order.demand.lines) {
        const auto last = comes.find(line.line_no);
        const bool is_short =
            std::any_of(plan.short_lines.begin(), plan.short_lines.end(),
                        [&](const ShortLine& s) { return s.line_no == line.line_no; });
        if (!line.promised_by || last == comes.end() || is_short) continue;
        ++sum.promised_lines;
        sum.kept_lines += last->second <= *line.promised_by ? 1 : 0;
    }
}

void Simulation::take(const SourcingPlan& plan) {
    for (const PlannedUnits& units : plan.units)
        change_cell(view_, units.key, 0, units.quantity);
    for (const OrderParcel& parcel : plan.parcels)
        change_work(view_, parcel, 1);
}

SimulatedOrder simulated(const Order& order, const Address* ship_to) {
    SimulatedOrder asked;
    asked.order_id = order.order_id;
    asked.time = order.create_time;
    asked.whole_only = order.on_shortage == OnShortage::refuse;
    asked.demand.channel_id = order.channel_id;
    if (ship_to != nullptr) {
        asked.demand.destination = ship_to->position;
        asked.demand.country_code = ship_to->country_code;
        asked.demand.postal_code = ship_to->postal_code;
    }
    for (const OrderLine& line : order.lines) {
        asked.demand.lines.push_back({line.line_no, line.sku, line.quantities.ordered(),
                                      line.pickup_location, line.service_level, line.promised_by});
    }
    return asked;
}

void give_back(StockView& stock, const Order& order) {
    for (const Reservation& kept : order.reservations)
        change_cell(stock, {kept.sku, kept.location_id}, kept.consumed, -kept.open);
    for (const OrderParcel& parcel : order.parcels)
        change_work(stock, parcel, -1);
}

}  // namespace oms::fulfillment
