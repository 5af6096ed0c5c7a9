#include "domain/stock.hpp"

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms {
namespace {

// Goods that leave the shelf must be free: a till sale may go below policy, never below reserved.
bool takes_free_goods(LedgerKind kind) {
    return kind == LedgerKind::adjusted || kind == LedgerKind::damaged ||
           kind == LedgerKind::moved_out || kind == LedgerKind::sold;
}

tl::unexpected<Error> short_of(const StockKey& key, std::int64_t wanted, std::int64_t available) {
    Error error{Reason::insufficient_stock, "not enough free units", {}, {}, {}, false};
    error.preconditions.push_back(
        {"STOCK", key.sku.str(),
         fmt::format("at {}: wanted {}, available {}", key.location_id.str(), wanted, available)});
    return fail(std::move(error));
}

// No caller's reason code has a colon.
constexpr std::string_view snapshot_prefix = "snapshot:";

}  // namespace

void add_movement(MovedSince& moved, const LedgerEntry& entry) {
    if (entry.kind != LedgerKind::counted) {
        moved.units += entry.on_hand_change;
    } else if (!entry.reason_code.starts_with(snapshot_prefix)) {
        moved.counted = true;
    }
}

std::string snapshot_reason(std::string_view source) {
    return std::string(snapshot_prefix) + std::string(source);
}

Result<StockLevel> apply(const StockLevel& level, const LedgerEntry& entry, BelowReserved below) {
    const std::int64_t available = available_units(level);
    const bool is_finding =
        entry.kind == LedgerKind::counted || below == BelowReserved::record_short;
    if (entry.reserved_change > available && entry.reserved_change > 0) {
        return short_of(entry.key, entry.reserved_change, available);
    }
    if (entry.on_hand_change < 0 && takes_free_goods(entry.kind) && !is_finding &&
        -entry.on_hand_change > available) {
        return short_of(entry.key, -entry.on_hand_change, available);
    }
    StockLevel next = level;
    next.on_hand += entry.on_hand_change;
    next.reserved += entry.reserved_change;
    next.damaged += entry.damaged_change;
    next.incoming += entry.incoming_change;
    next.in_transit += entry.in_transit_change;
    OMS_REQUIRE(next.incoming >= 0 && next.in_transit >= 0);
    if (next.on_hand < 0 || next.reserved < 0 || next.damaged < 0)
        return short_of(entry.key, 0, available);
    if (next.on_hand > quantity_limit || next.damaged > quantity_limit ||
        next.incoming > quantity_limit) {
        return fail(Reason::amount_overflow, "a stock counter would pass 10^9");
    }
    const std::int64_t missing = std::max<std::int64_t>(0, next.reserved - next.on_hand);
    next.short_quantity = is_finding ? missing : std::min(level.short_quantity, missing);
    if (next.reserved > next.on_hand + next.short_quantity)
        return short_of(entry.key, entry.reserved_change, available);
    return next;
}

}  // namespace oms
