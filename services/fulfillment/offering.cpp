#include "services/fulfillment/offering.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "domain/geo.hpp"
#include "services/orders/choosing.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::fulfilling {
namespace {

// Stores that are looked into for one choice.
constexpr std::size_t most_tried_stores = 8;

bool has_stock(const PlanningView& view, StockView::PlaceIndex place, const Demand& demand) {
    return std::all_of(demand.lines.begin(), demand.lines.end(), [&](const DemandLine& line) {
        const SkuCells cells = view.cells(line.sku);
        return std::any_of(cells.cells.begin(), cells.cells.end(), [&](const auto& cell) {
            return cell.place == place && cells.available(cell) >= line.quantity;
        });
    });
}

// Other pickup locations: those with the goods on their own shelves first, then the nearest.
std::vector<LocationId> other_stores(const WaitingOrder& waiting, const OrderChoice& choice,
                                     const PlanningView& view) {
    struct Store {
        bool must_wait;  // for a transfer
        std::int64_t distance_rank;
        LocationId id;
    };
    const StockView::Place* from = view.view.find_place(choice.location_id);
    const Demand demand = demand_for(waiting, choice.units, {});
    std::vector<Store> stores;
    for (StockView::PlaceIndex i = 0; i < view.view.place_count(); ++i) {
        const StockView::Place& place = view.view.place(i);
        if (!place.offers_pickup || place.location_id == choice.location_id ||
            view.view.is_closed(i, view.now))
            continue;
        std::int64_t rank = std::numeric_limits<std::int64_t>::max();
        if (from != nullptr && from->position && place.position)
            rank = distance_rank(*from->position, *place.position);
        stores.push_back({!has_stock(view, i, demand), rank, place.location_id});
    }
    std::sort(stores.begin(), stores.end(), [](const Store& a, const Store& b) {
        return std::tie(a.must_wait, a.distance_rank, a.id) <
               std::tie(b.must_wait, b.distance_rank, b.id);
    });
    std::vector<LocationId> ids;
    for (std::size_t i = 0; i < std::min(stores.size(), most_tried_stores); ++i)
        ids.push_back(stores[i].id);
    return ids;
}

void add_other_ways(const WaitingOrder& waiting, const OrderChoice& choice,
                    const Sourcing& sourcing, const PlanningView& view,
                    std::vector<ChoiceOption>& options) {
    const auto add = [&](const OtherWay& way) {
        const Result<SourcingPlan> plan =
            sourcing.plan(demand_for(waiting, choice.units, way), view);
        if (!plan || !covers_all(*plan)) return;
        ChoiceOption option = orders::plain_option(waiting.order, way.kind);
        option.location_id = way.pickup;
        option.promised_by = promise_of(*plan);
        options.push_back(std::move(option));
    };
    for (const LocationId& store : other_stores(waiting, choice, view)) {
        if (options.size() == most_offered_stores) break;
        add({ChoiceOptionKind::other_store, store});
    }
    if (waiting.ship_to) add({ChoiceOptionKind::delivery, {}});
}

}  // namespace

Demand demand_for(const WaitingOrder& waiting, const std::vector<ParcelUnits>& units,
                  const OtherWay& way) {
    Demand demand;
    for (const ParcelUnits& some : units) {
        const OrderLine& line = orders::line_in(waiting.order, some.line_no);
        Demand one = orders::waiting_demand(waiting, line, some.quantity);
        one.lines.front().pickup_location = way.pickup;
        // What was promised is off; the new way has a promise of its own.
        one.lines.front().promised_by.reset();
        if (demand.lines.empty()) {
            demand = std::move(one);
        } else {
            demand.lines.push_back(std::move(one.lines.front()));
        }
    }
    return demand;
}

bool covers_all(const SourcingPlan& plan) {
    return plan.short_lines.empty() && !plan.units.empty();
}

std::optional<Timestamp> promise_of(const SourcingPlan& plan) {
    std::optional<Timestamp> by;
    for (const OrderParcel& parcel : plan.parcels)
        by = by ? std::max(*by, parcel.promised_by) : parcel.promised_by;
    return by;
}

std::vector<ChoiceOption> options_for(const WaitingOrder& waiting, const OrderChoice& choice,
                                      const Sourcing& sourcing, const PlanningView& view) {
    std::vector<ChoiceOption> options;
    // A line that is handed over in part already goes no other way.
    if (keeps_units(choice.reason) && are_whole_lines(waiting.order, choice.units))
        add_other_ways(waiting, choice, sourcing, view, options);
    const bool splits = choice.reason == ChoiceReason::split_forbidden;
    options.push_back(orders::plain_option(
        waiting.order, splits ? ChoiceOptionKind::split : ChoiceOptionKind::wait));
    options.push_back(orders::plain_option(waiting.order, ChoiceOptionKind::cancel));
    return options;
}

std::vector<OrderChoice> questions_about(const WaitingOrder& waiting,
                                         const std::vector<DemandLine>& wanted,
                                         const SourcingPlan& plan, const Sourcing& sourcing,
                                         const PlanningView& view) {
    // By pickup location; empty: delivered.
    std::map<LocationId, OrderChoice> questions;
    for (const DemandLine& line : wanted) {
        std::int64_t left = line.quantity;
        for (const PlannedUnits& units : plan.units)
            left -= units.line_no == line.line_no ? units.quantity : 0;
        if (left <= 0 || asked_units(waiting.order, line.line_no) > 0) continue;
        OrderChoice& choice = questions[line.pickup_location];
        choice.location_id = line.pickup_location;
        choice.units.push_back({line.line_no, left});
    }
    std::vector<OrderChoice> list;
    for (auto& [pickup, choice] : questions) {
        const auto place = view.view.index_of(pickup);
        choice.reason = pickup.empty() ? ChoiceReason::no_stock : ChoiceReason::pickup_refused;
        if (place && view.view.is_closed(*place, view.now))
            choice.reason = ChoiceReason::location_closed;
        offer(choice, options_for(waiting, choice, sourcing, view));
        list.push_back(std::move(choice));
    }
    return list;
}

}  // namespace oms::fulfilling
