#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/cart_hold.hpp"
#include "domain/catalog.hpp"
#include "domain/receipt.hpp"
#include "domain/routing_rules.hpp"
#include "domain/stock.hpp"
#include "domain/workload.hpp"

namespace oms {

// What sourcing needs to know of one unit of an item.
struct ItemFacts {
    std::int64_t weight_g = 0;
    std::int64_t length_mm = 0;
    std::int64_t width_mm = 0;
    std::int64_t height_mm = 0;
    HandlingClass handling_class = HandlingClass::standard;
    std::vector<std::string> tags{};
    friend bool operator==(const ItemFacts&, const ItemFacts&) = default;
};
ItemFacts facts_of(const Item& item);

// Units that will be at a location from a time on.
struct InboundUnits {
    LocationId location_id;
    Timestamp available_from;
    std::int64_t quantity = 0;
    std::string receipt_id;
    friend bool operator==(const InboundUnits&, const InboundUnits&) = default;
};

// The network, every stock counter and what else sourcing looks at, in memory: what it plans on and
// availability answers from. Plain data; whoever owns it guards it against concurrent use.
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
        std::optional<Closure> closure{};
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
    const Place& place(PlaceIndex index) const { return places_->list[index]; }
    const Place* find_place(const LocationId& id) const;
    std::optional<PlaceIndex> index_of(const LocationId& id) const;
    // All that the catalog says of it.
    const Location& location(PlaceIndex index) const { return *places_->locations[index]; }
    std::size_t place_count() const { return places_->list.size(); }
    // Closed against its hours: nothing there can be promised.
    bool is_closed(PlaceIndex index, Timestamp now) const {
        return places_->closures > 0 && oms::is_closed(places_->list[index].closure, now);
    }
    // Some location has, or had, a closure.
    bool has_closures() const { return places_->closures > 0; }
    std::size_t row_count() const { return row_count_; }
    // Null for a SKU that is not in the catalog.
    const ItemFacts* item(const Sku& sku) const;
    const Workload& workload() const { return workload_; }
    // By time, then location.
    std::span<const InboundUnits> inbound(const Sku& sku) const;
    // Units that wait for stock of the SKU.
    std::int64_t waiting(const Sku& sku) const;
    // What a live cart hold keeps; empty without one.
    std::span<const Reservation> held_by(const CartKey& cart) const;
    // Grows whenever a location is added or changes.
    std::uint64_t locations_version() const { return locations_version_; }
    // A view of its own with what there is of these SKUs: cells, item and supply to come. No work
    // and no holds. Brief, however many locations there are: their list is shared.
    StockView excerpt(std::span<const Sku> skus) const;
    // Null before rules were published.
    std::shared_ptr<const RulesInForce> rules() const { return rules_; }
    // The channels there are: a channel stays for ever.
    const std::unordered_set<ChannelId>& channels() const { return channels_; }
    // Every SKU that anything is known of, in no order.
    std::vector<Sku> skus() const;
    const std::unordered_map<CartKey, std::vector<Reservation>>& holds() const { return holds_; }

    void put_place(const Location& location);
    // Requires: the location was put before.
    void put_cell(const StockKey& key, std::int64_t on_hand, std::int64_t reserved);
    void put_level(const StockKey& key, const StockLevel& level) {
        put_cell(key, level.on_hand, level.reserved);
    }
    void put_facts(const Sku& sku, const ItemFacts& facts) { items_[sku] = facts; }
    void put_item(const Item& item) { put_facts(item.sku, facts_of(item)); }
    void put_work(const WorkKey& key, const WorkDone& done) { workload_.put(key, done); }
    // All that is to come of the SKU.
    void put_inbound(const Sku& sku, std::vector<InboundUnits> units);
    // What the receipt is still to bring that nobody was promised.
    void put_receipt(const Receipt& receipt);
    void add_waiting(const Sku& sku, std::int64_t change) {
        put_waiting(sku, waiting(sku) + change);
    }
    void put_waiting(const Sku& sku, std::int64_t units);
    // What the cart keeps from now on; nothing: its hold has ended.
    void put_held(const CartKey& cart, std::vector<Reservation> held);
    void put_hold(const CartHold& hold);
    void put_channel(const ChannelId& id) { channels_.insert(id); }
    void put_rules(std::shared_ptr<const RulesInForce> rules) { rules_ = std::move(rules); }

    StockView() = default;
    StockView(StockView&&) = default;
    StockView& operator=(StockView&&) = default;

private:
    // Once shared with an excerpt it stays as it is; a change is made to a copy.
    struct Places {
        std::vector<Place> list;
        std::vector<std::shared_ptr<const Location>> locations;  // as list
        std::unordered_map<LocationId, PlaceIndex> by_id;
        std::size_t closures = 0;
        std::atomic<bool> shared{false};
    };
    Places& places_to_change();

    std::shared_ptr<Places> places_ = std::make_shared<Places>();
    std::unordered_map<Sku, std::vector<Cell>> cells_;
    std::size_t row_count_ = 0;
    std::unordered_map<Sku, ItemFacts> items_;
    Workload workload_;
    std::unordered_map<Sku, std::vector<InboundUnits>> inbound_;
    std::unordered_map<Sku, std::int64_t> waiting_;
    std::unordered_map<CartKey, std::vector<Reservation>> holds_;
    std::uint64_t locations_version_ = 0;
    std::shared_ptr<const RulesInForce> rules_;
    std::unordered_set<ChannelId> channels_;
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
    void add_work(const WorkKey& key, const WorkDone& work) { work_.add(key, work); }
    const Workload& work() const { return work_; }
    void clear() {
        pending_.clear();
        work_.clear();
    }

private:
    std::unordered_map<Sku, std::vector<Pending>> pending_;
    Workload work_;
};

// The cells of one SKU as sourcing sees them: with what is about to be reserved taken off.
struct SkuCells {
    std::span<const StockView::Cell> cells;
    std::span<const StockOverlay::Pending> pending;
    std::span<const StockOverlay::Pending> own;
    const StockView* closing = nullptr;  // set when a location may be closed
    Timestamp now{};

    std::int64_t available(const StockView::Cell& cell) const {
        if (closing != nullptr && closing->is_closed(cell.place, now)) return 0;
        std::int64_t free = cell.on_hand - cell.reserved;
        for (const auto& changes : {pending, own}) {
            for (const StockOverlay::Pending& change : changes)
                free -= change.place == cell.place ? change.reserved : 0;
        }
        return free > 0 ? free : 0;
    }
};

// What sourcing sees: a view, and what is about to change in it.
struct PlanningView {
    const StockView& view;
    const StockOverlay& overlay;
    Timestamp now{};
    // Where the log was, and which command of its transaction plans: for the record.
    std::int64_t position = 0;
    std::int64_t command_index = 0;
    // What the demand itself has taken so far, or gives back (below 0).
    const StockOverlay* own = nullptr;
    // Where items, work, supply to come and cart holds are, when `view` has stock rows only.
    const StockView* facts_in = nullptr;

    SkuCells cells(const Sku& sku) const {
        return {view.cells(sku), overlay.of(sku),
                own == nullptr ? std::span<const StockOverlay::Pending>{} : own->of(sku),
                view.has_closures() ? &view : nullptr, now};
    }
    const StockView& facts() const { return facts_in == nullptr ? view : *facts_in; }
    WorkloadView workload() const {
        return {facts().workload(), overlay.work(), own == nullptr ? nullptr : &own->work()};
    }
};

}  // namespace oms
