#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "domain/stock_view.hpp"

namespace oms {

// Rows of a stock view: those that a commit has changed, or a part of it all. Every row is whole,
// so putting one twice does no harm. What a view is changed by, wherever it is.
struct ViewDelta {
    struct ItemRow {
        Sku sku;
        ItemFacts facts;
        friend bool operator==(const ItemRow&, const ItemRow&) = default;
    };
    struct CellRow {
        StockKey key;
        std::int64_t on_hand = 0;
        std::int64_t reserved = 0;
        friend bool operator==(const CellRow&, const CellRow&) = default;
    };
    struct WorkRow {
        WorkKey key;
        WorkDone done;  // all 0: nothing any more
        friend bool operator==(const WorkRow&, const WorkRow&) = default;
    };
    struct InboundRow {
        Sku sku;
        std::vector<InboundUnits> units;  // all that is to come
        friend bool operator==(const InboundRow&, const InboundRow&) = default;
    };
    struct WaitingRow {
        Sku sku;
        std::int64_t units = 0;  // of orders that wait for stock
        friend bool operator==(const WaitingRow&, const WaitingRow&) = default;
    };
    struct HeldRow {
        CartKey cart;
        std::vector<Reservation> held;  // nothing: the hold has ended
        friend bool operator==(const HeldRow&, const HeldRow&) = default;
    };

    std::vector<Location> locations;
    std::vector<ChannelId> channels;
    std::vector<ItemRow> items;
    std::vector<CellRow> cells;
    std::vector<WorkRow> work;
    std::vector<InboundRow> inbound;
    std::vector<WaitingRow> waiting;
    std::vector<HeldRow> holds;
    std::shared_ptr<const RulesInForce> rules;  // null: as before

    bool empty() const { return row_count() == 0; }
    std::size_t row_count() const {
        return locations.size() + channels.size() + items.size() + cells.size() + work.size() +
               inbound.size() + waiting.size() + holds.size() + (rules ? 1U : 0U);
    }
};

// Puts every row. Requires: a location comes with its first cell, or before it.
void apply(StockView& view, const ViewDelta& delta);

// What a view holds beside SKUs, waiting orders and cart holds: locations, channels, work, rules.
ViewDelta network_rows(const StockView& view);
// What can be had of those SKUs, now and later.
ViewDelta sku_rows(const StockView& view, std::span<const Sku> skus);

}  // namespace oms
