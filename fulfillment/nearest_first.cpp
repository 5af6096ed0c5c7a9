#include "fulfillment/nearest_first.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_map>

namespace oms::fulfillment {
namespace {

using Place = StockView::Place;
using PlaceIndex = StockView::PlaceIndex;

struct Rank {
    std::int64_t distance;
    LocationType type;
    const LocationId* id;
    bool operator<(const Rank& other) const {
        return std::tie(distance, type, *id) < std::tie(other.distance, other.type, *other.id);
    }
};

// One call's work: the view, and what this demand has taken from it so far.
class Planner {
public:
    Planner(const Demand& demand, const PlanningView& view) : demand_(demand), view_(view) {}

    SourcingPlan run() {
        std::vector<const DemandLine*> delivered;
        for (const DemandLine& line : demand_.lines) {
            if (!line.pickup_location.empty()) {
                take_pickup(line, line.pickup_location);
            } else if (line.pickup_any_of.empty()) {
                delivered.push_back(&line);
            }
        }
        take_open_pickups();
        if (!delivered.empty() && !take_all_from_one(delivered)) {
            for (const DemandLine* line : delivered)
                take_line(*line);
        }
        return std::move(plan_);
    }

private:
    Rank rank(PlaceIndex index) const {
        const Place& place = view_.view.place(index);
        std::int64_t distance = std::numeric_limits<std::int64_t>::max();
        if (demand_.destination && place.position)
            distance = distance_rank(*demand_.destination, *place.position);
        return {distance, place.type, &place.location_id};
    }

    std::int64_t available(const Sku& sku, const SkuCells& cells,
                           const StockView::Cell& cell) const {
        const LocationId& place = view_.view.place(cell.place).location_id;
        const auto& excluded = demand_.excluded;
        if (std::find(excluded.begin(), excluded.end(), place) != excluded.end()) return 0;
        std::int64_t free = cells.available(cell);
        for (const StockOverlay::Pending& taken : taken_.of(sku))
            free -= taken.place == cell.place ? taken.reserved : 0;
        return free;
    }

    void take(const DemandLine& line, PlaceIndex place, std::int64_t units) {
        taken_.add(line.sku, place, units);
        plan_.units.push_back({
            line.line_no, {line.sku, view_.view.place(place).location_id},
             units
        });
    }

    // Lines that name the same places go to the first of them that has all they want; if there is
    // none, to the first that has some of it.
    void take_open_pickups() {
        for (const DemandLine& line : demand_.lines) {
            if (line.pickup_any_of.empty() || has_place(line)) continue;
            std::vector<const DemandLine*> together;
            for (const DemandLine& other : demand_.lines) {
                if (names_same_places(line, other)) together.push_back(&other);
            }
            const LocationId chosen = place_for(together);
            for (const DemandLine* one : together) {
                plan_.pickups.push_back({one->line_no, chosen});
                take_pickup(*one, chosen);
            }
        }
    }

    bool has_place(const DemandLine& line) const {
        return std::any_of(
            plan_.pickups.begin(), plan_.pickups.end(),
            [&](const ChosenPickup& pickup) { return pickup.line_no == line.line_no; });
    }

    const LocationId& place_for(const std::vector<const DemandLine*>& lines) const {
        std::unordered_map<Sku, std::int64_t> wanted;
        for (const DemandLine* line : lines)
            wanted[line->sku] += line->quantity;
        const std::vector<LocationId>& places = lines.front()->pickup_any_of;
        const LocationId* some = nullptr;
        for (const LocationId& place : places) {
            bool all = true;
            bool any = false;
            for (const auto& [sku, quantity] : wanted) {
                const std::int64_t free = available_at(sku, place);
                all = all && free >= quantity;
                any = any || free > 0;
            }
            if (all) return place;
            if (any && some == nullptr) some = &place;
        }
        return some != nullptr ? *some : places.front();
    }

    std::int64_t available_at(const Sku& sku, const LocationId& place) const {
        const SkuCells cells = view_.cells(sku);
        for (const StockView::Cell& cell : cells.cells) {
            if (view_.view.place(cell.place).location_id == place)
                return available(sku, cells, cell);
        }
        return 0;
    }

    void take_pickup(const DemandLine& line, const LocationId& pickup) {
        const SkuCells cells = view_.cells(line.sku);
        std::int64_t got = 0;
        for (const StockView::Cell& cell : cells.cells) {
            if (view_.view.place(cell.place).location_id != pickup) continue;
            got = std::min(line.quantity, available(line.sku, cells, cell));
            if (got > 0) take(line, cell.place, got);
        }
        if (got < line.quantity)
            plan_.short_lines.push_back({line.line_no, line.sku, line.quantity, got});
    }

    // True when one location holds all lines together; the best such one is taken.
    bool take_all_from_one(const std::vector<const DemandLine*>& lines) {
        std::unordered_map<Sku, std::int64_t> wanted;
        for (const DemandLine* line : lines)
            wanted[line->sku] += line->quantity;
        std::vector<std::size_t> covered(view_.view.place_count(), 0);
        for (const auto& [sku, quantity] : wanted) {
            const SkuCells cells = view_.cells(sku);
            for (const StockView::Cell& cell : cells.cells) {
                if (available(sku, cells, cell) >= quantity) ++covered[cell.place];
            }
        }
        std::optional<PlaceIndex> best;
        for (PlaceIndex index = 0; index < covered.size(); ++index) {
            if (covered[index] != wanted.size() || !view_.view.place(index).ships) continue;
            if (!best || rank(index) < rank(*best)) best = index;
        }
        if (!best) return false;
        for (const DemandLine* line : lines)
            take(*line, *best, line->quantity);
        return true;
    }

    void take_line(const DemandLine& line) {
        const SkuCells cells = view_.cells(line.sku);
        struct Candidate {
            Rank rank;
            PlaceIndex place;
            std::int64_t available;
        };
        std::vector<Candidate> candidates;
        for (const StockView::Cell& cell : cells.cells) {
            const std::int64_t units = available(line.sku, cells, cell);
            if (units > 0 && view_.view.place(cell.place).ships)
                candidates.push_back({rank(cell.place), cell.place, units});
        }
        std::sort(candidates.begin(), candidates.end(),
                  [](const Candidate& a, const Candidate& b) { return a.rank < b.rank; });
        const auto whole =
            std::find_if(candidates.begin(), candidates.end(),
                         [&](const Candidate& c) { return c.available >= line.quantity; });
        if (whole != candidates.end()) return take(line, whole->place, line.quantity);
        std::int64_t left = line.quantity;
        for (const Candidate& candidate : candidates) {
            const std::int64_t units = std::min(left, candidate.available);
            if (units > 0) take(line, candidate.place, units);
            left -= units;
        }
        if (left > 0)
            plan_.short_lines.push_back(
                {line.line_no, line.sku, line.quantity, line.quantity - left});
    }

    const Demand& demand_;
    const PlanningView& view_;
    StockOverlay taken_;
    SourcingPlan plan_;
};

}  // namespace

Result<SourcingPlan> NearestFirst::plan(const Demand& demand, const PlanningView& view) const {
    return Planner(demand, view).run();
}

}  // namespace oms::fulfillment
