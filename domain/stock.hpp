#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms {

// No quantity of ours is larger.
inline constexpr std::int64_t quantity_limit = 1'000'000'000;

// One SKU at one location.
struct StockKey {
    Sku sku;
    LocationId location_id;
    friend auto operator<=>(const StockKey&, const StockKey&) = default;
};

// The counters of one SKU at one location, in units: the sums of its ledger entries.
struct StockLevel {
    std::int64_t on_hand = 0;
    std::int64_t reserved = 0;
    std::int64_t damaged = 0;
    std::int64_t in_transit = 0;
    std::int64_t incoming = 0;
    // Units reserved beyond on hand. Only a physical finding raises it, never a reservation, so
    // that reserved <= on_hand + short_quantity catches overselling (S3).
    std::int64_t short_quantity = 0;
    // Sequence and chain of this stock row's own events (movements, counts; not reservations, which
    // are told by the events of their order or cart).
    EventHead head;

    friend bool operator==(const StockLevel&, const StockLevel&) = default;
};

// What may still be reserved, before policy: 0 when a count has found less than is reserved.
constexpr std::int64_t available_units(const StockLevel& level) {
    return std::max<std::int64_t>(0, level.on_hand - level.reserved);
}

enum class LedgerKind : std::uint8_t {
    received,
    counted,
    adjusted,
    damaged,
    moved_out,
    moved_in,
    sold,
    returned,
    reserved,
    freed,
    expired,
    consumed,
    expected,  // supply to come was planned, changed or given up
    sent,      // left for a pickup location, where it is in transit
    arrived,   // came there, or was lost on the way
};
template <>
struct EnumText<LedgerKind> {
    static constexpr std::array<std::string_view, 15> names{
        "received", "counted",  "adjusted", "damaged",  "moved_out",
        "moved_in", "sold",     "returned", "reserved", "freed",
        "expired",  "consumed", "expected", "sent",     "arrived"};
};

// One row of the append-only ledger: by how much each counter changes, and why.
struct LedgerEntry {
    StockKey key;
    LedgerKind kind = LedgerKind::received;
    std::int64_t on_hand_change = 0;
    std::int64_t reserved_change = 0;
    std::int64_t damaged_change = 0;
    std::string reason_code;
    // The aggregate that caused it: an order, a cart, a receipt, or the stock row itself.
    std::string cause_id;
    std::int64_t incoming_change = 0;
    std::int64_t in_transit_change = 0;
    friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

// What one source of stock snapshots has told of one stock row.
struct FeedKey {
    std::string source;
    StockKey stock;
    friend auto operator<=>(const FeedKey&, const FeedKey&) = default;
};
// The newest snapshot of a feed that was applied: its time only ever grows (S7).
struct StockFeed {
    Timestamp as_of;
    std::string import_id;
    friend bool operator==(const StockFeed&, const StockFeed&) = default;
};

// A stock row and a time gone by.
struct StockAsOf {
    StockKey key;
    Timestamp as_of;
    friend auto operator<=>(const StockAsOf&, const StockAsOf&) = default;
};
// What happened at a stock row since then. A count is a finding and no movement: it is not added
// up, but what was counted on the shelf is newer than any snapshot of before.
struct MovedSince {
    std::int64_t units = 0;
    bool counted = false;
};
void add_movement(MovedSince& moved, const LedgerEntry& entry);
// The reason code of a snapshot's correction, by which it is told from a count on the shelf.
std::string snapshot_reason(std::string_view source);

// What an entry does that leaves fewer units than are reserved: a choice of who takes goods away is
// refused, a finding of what is there is a fact, and the difference is recorded as short. A count
// is always a finding.
enum class BelowReserved : std::uint8_t { refuse, record_short };

// The level after `entry`. Fails with Reason::insufficient_stock when a counter would fall below 0,
// when a reservation exceeds what is available, or when goods leave that are reserved and
// `below` refuses that, and with Reason::amount_overflow beyond quantity_limit.
Result<StockLevel> apply(const StockLevel& level, const LedgerEntry& entry,
                         BelowReserved below = BelowReserved::refuse);

}  // namespace oms

template <>
struct std::hash<oms::StockKey> {
    std::size_t operator()(const oms::StockKey& key) const noexcept {
        return oms::hash_mix(std::hash<oms::Sku>{}(key.sku),
                             std::hash<oms::LocationId>{}(key.location_id));
    }
};
template <>
struct std::hash<oms::FeedKey> {
    std::size_t operator()(const oms::FeedKey& key) const noexcept {
        return oms::hash_mix(std::hash<std::string>{}(key.source),
                             std::hash<oms::StockKey>{}(key.stock));
    }
};
template <>
struct std::hash<oms::StockAsOf> {
    std::size_t operator()(const oms::StockAsOf& at) const noexcept {
        return oms::hash_mix(std::hash<oms::StockKey>{}(at.key),
                             static_cast<std::size_t>(oms::to_unix_micros(at.as_of)));
    }
};
