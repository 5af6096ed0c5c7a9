#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "domain/catalog.hpp"
#include "domain/stock.hpp"

namespace oms {

// The network and every stock counter in memory: what sourcing plans on and availability answers
// from. Plain data; whoever owns it guards it against concurrent use.
class StockView {
public:
    using PlaceIndex = std::uint32_t;

    // What sourcing needs to know of a location.
    struct Place {
        LocationId location_id;
        LocationType type = LocationType::warehouse;
        std::optional<GeoPosition> position;
        bool ships = false;
        bool offers_pickup = false;
    };
    // One SKU at one location.
    struct Cell {
        PlaceIndex place = 0;
        std::int64_t on_hand = 0;
        std::int64_t reserved = 0;
        std::int64_t available() const { return on_hand > reserved ? on_hand - reserved : 0; }
    };

    // The cells of a SKU by location id; empty for a SKU that was never stocked.
    std::span<const Cell> cells(const Sku& sku) const;
    const Place& place(PlaceIndex index) const { return places_[index]; }
    const Place* find_place(const LocationId& id) const;
    std::optional<PlaceIndex> index_of(const LocationId& id) const;
    std::size_t place_count() const { return places_.size(); }
    std::size_t row_count() const { return row_count_; }
    // Grows whenever a location is added or changes.
    std::uint64_t locations_version() const { return locations_version_; }

    void put_place(const Location& location);
    // Requires: the location was put before.
    void put_level(const StockKey& key, const StockLevel& level);

private:
    std::vector<Place> places_;
    std::unordered_map<LocationId, PlaceIndex> place_by_id_;
    std::unordered_map<Sku, std::vector<Cell>> cells_;
    std::size_t row_count_ = 0;
    std::uint64_t locations_version_ = 0;
};

// Reservations that a batch means to make, over a view that does not have them yet.
class StockOverlay {
public:
    struct Pending {
        StockView::PlaceIndex place = 0;
        std::int64_t reserved = 0;
    };
    void add(const Sku& sku, StockView::PlaceIndex place, std::int64_t reserved);
    std::span<const Pending> of(const Sku& sku) const;
    void clear() { pending_.clear(); }

private:
    std::unordered_map<Sku, std::vector<Pending>> pending_;
};

// The cells of one SKU as sourcing sees them: with what is about to be reserved taken off.
struct SkuCells {
    std::span<const StockView::Cell> cells;
    std::span<const StockOverlay::Pending> pending;

    std::int64_t available(const StockView::Cell& cell) const {
        std::int64_t free = cell.on_hand - cell.reserved;
        for (const StockOverlay::Pending& change : pending)
            free -= change.place == cell.place ? change.reserved : 0;
        return free > 0 ? free : 0;
    }
};

// What sourcing sees: a view, and what is about to change in it.
struct PlanningView {
    const StockView& view;
    const StockOverlay& overlay;

    SkuCells cells(const Sku& sku) const { return {view.cells(sku), overlay.of(sku)}; }
};

}  // namespace oms
