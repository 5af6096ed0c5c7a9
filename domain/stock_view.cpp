#include "domain/stock_view.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "domain/contract.hpp"

namespace oms {

std::span<const StockView::Cell> StockView::cells(const Sku& sku) const {
    const auto found = cells_.find(sku);
    if (found == cells_.end()) return {};
    return found->second;
}

std::optional<StockView::PlaceIndex> StockView::index_of(const LocationId& id) const {
    const auto found = places_->by_id.find(id);
    if (found == places_->by_id.end()) return std::nullopt;
    return found->second;
}

const StockView::Place* StockView::find_place(const LocationId& id) const {
    const auto index = index_of(id);
    return index ? &places_->list[*index] : nullptr;
}

StockView::Places& StockView::places_to_change() {
    if (places_->shared.load(std::memory_order_relaxed)) {
        auto copy = std::make_shared<Places>();
        copy->list = places_->list;
        copy->locations = places_->locations;
        copy->by_id = places_->by_id;
        copy->closures = places_->closures;
        places_ = std::move(copy);
    }
    return *places_;
}

void StockView::put_place(const Location& location) {
    ++locations_version_;
    const auto can = [&](Capability capability) {
        return std::find(location.capabilities.begin(), location.capabilities.end(), capability) !=
               location.capabilities.end();
    };
    Places& places = places_to_change();
    const auto [entry, added] =
        places.by_id.try_emplace(location.location_id, static_cast<PlaceIndex>(places.list.size()));
    if (added) {
        places.list.emplace_back();
        places.locations.emplace_back();
    }
    places.locations[entry->second] = std::make_shared<const Location>(location);
    Place& place = places.list[entry->second];
    places.closures -= place.closure ? 1U : 0U;
    place = Place{location.location_id,  location.type,           location.address.position,
                  can(Capability::ship), can(Capability::pickup), location.closure};
    places.closures += place.closure ? 1U : 0U;
}

void StockView::put_cell(const StockKey& key, std::int64_t on_hand, std::int64_t reserved) {
    const auto place = places_->by_id.find(key.location_id);
    OMS_REQUIRE(place != places_->by_id.end());
    std::vector<Cell>& cells = cells_[key.sku];
    const auto at = std::lower_bound(cells.begin(), cells.end(), key.location_id,
                                     [&](const Cell& cell, const LocationId& id) {
                                         return places_->list[cell.place].location_id < id;
                                     });
    if (at != cells.end() && at->place == place->second) {
        at->on_hand = on_hand;
        at->reserved = reserved;
        return;
    }
    cells.insert(at, Cell{place->second, on_hand, reserved});
    ++row_count_;
}

ItemFacts facts_of(const Item& item) {
    return {item.weight_g,  item.length_mm,      item.width_mm,
            item.height_mm, item.handling_class, item.tags};
}

const ItemFacts* StockView::item(const Sku& sku) const {
    const auto found = items_.find(sku);
    return found == items_.end() ? nullptr : &found->second;
}

std::span<const InboundUnits> StockView::inbound(const Sku& sku) const {
    const auto found = inbound_.find(sku);
    if (found == inbound_.end()) return {};
    return found->second;
}

void StockView::put_inbound(const Sku& sku, std::vector<InboundUnits> units) {
    if (units.empty()) {
        inbound_.erase(sku);
        return;
    }
    std::sort(units.begin(), units.end(), [](const InboundUnits& a, const InboundUnits& b) {
        return std::tie(a.available_from, a.location_id, a.receipt_id) <
               std::tie(b.available_from, b.location_id, b.receipt_id);
    });
    inbound_[sku] = std::move(units);
}

void StockView::put_receipt(const Receipt& receipt) {
    std::vector<InboundUnits> units;
    for (const InboundUnits& present : inbound(receipt.key.sku)) {
        if (present.receipt_id != receipt.receipt_id.str()) units.push_back(present);
    }
    if (free_units(receipt) > 0) {
        units.push_back({receipt.key.location_id, receipt.expected_time, free_units(receipt),
                         receipt.receipt_id.str()});
    }
    put_inbound(receipt.key.sku, std::move(units));
}

std::int64_t StockView::waiting(const Sku& sku) const {
    const auto found = waiting_.find(sku);
    return found == waiting_.end() ? 0 : found->second;
}

void StockView::put_waiting(const Sku& sku, std::int64_t units) {
    if (units == 0) {
        waiting_.erase(sku);
    } else {
        waiting_[sku] = units;
    }
}

std::span<const Reservation> StockView::held_by(const CartKey& cart) const {
    const auto found = holds_.find(cart);
    if (found == holds_.end()) return {};
    return found->second;
}

void StockView::put_held(const CartKey& cart, std::vector<Reservation> held) {
    if (held.empty()) {
        holds_.erase(cart);
    } else {
        holds_[cart] = std::move(held);
    }
}

StockView StockView::excerpt(std::span<const Sku> skus) const {
    StockView part;
    places_->shared.store(true, std::memory_order_relaxed);
    part.places_ = places_;
    part.locations_version_ = locations_version_;
    for (const Sku& sku : skus) {
        if (const auto found = cells_.find(sku); found != cells_.end()) {
            const auto [entry, added] = part.cells_.try_emplace(sku, found->second);
            if (added) part.row_count_ += found->second.size();
        }
        if (const auto found = items_.find(sku); found != items_.end())
            part.items_.try_emplace(sku, found->second);
        if (const auto found = inbound_.find(sku); found != inbound_.end())
            part.inbound_.try_emplace(sku, found->second);
    }
    return part;
}

void StockView::put_hold(const CartHold& hold) {
    put_held(hold.key,
             hold.state == CartHoldState::held ? hold.reservations : std::vector<Reservation>{});
}

std::vector<Sku> StockView::skus() const {
    std::vector<Sku> all;
    all.reserve(items_.size());
    for (const auto& entry : items_)
        all.push_back(entry.first);
    for (const auto& entry : cells_) {
        if (!items_.contains(entry.first)) all.push_back(entry.first);
    }
    for (const auto& entry : inbound_) {
        if (!items_.contains(entry.first) && !cells_.contains(entry.first))
            all.push_back(entry.first);
    }
    return all;
}

void StockOverlay::add(const Sku& sku, StockView::PlaceIndex place, std::int64_t reserved) {
    std::vector<Pending>& changes = pending_[sku];
    const auto same = std::find_if(changes.begin(), changes.end(),
                                   [&](const Pending& p) { return p.place == place; });
    if (same != changes.end()) {
        same->reserved += reserved;
    } else {
        changes.push_back({place, reserved});
    }
}

std::span<const StockOverlay::Pending> StockOverlay::of(const Sku& sku) const {
    const auto found = pending_.find(sku);
    if (found == pending_.end()) return {};
    return found->second;
}

}  // namespace oms
