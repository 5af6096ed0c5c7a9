#include "services/inventory/post_movements.hpp"

#include <algorithm>

namespace oms::inventory {
namespace {

void name_row(KeySet& keys, const StockKey& key) {
    keys.items.push_back(key.sku);
    keys.locations.push_back(key.location_id);
    keys.stock.push_back(key);
}

// Corrections and damage are findings, as a count is: what is not there cannot be kept for anybody.
BelowReserved below_reserved(LedgerKind kind) {
    const bool is_finding = kind == LedgerKind::adjusted || kind == LedgerKind::damaged;
    return is_finding ? BelowReserved::record_short : BelowReserved::refuse;
}

Result<void> check_row(const UnitOfWork& unit, const Actor& actor, const StockKey& key) {
    if (unit.items.find(key.sku) == nullptr) return fail(Reason::item_not_found, key.sku.str());
    if (!actor.locations.contains(key.location_id) ||
        unit.locations.find(key.location_id) == nullptr) {
        return fail(Reason::location_not_found, key.location_id.str());
    }
    return {};
}

}  // namespace

void PostMovements::name_keys(KeySet& keys) const {
    for (const LedgerEntry& entry : entries_)
        name_row(keys, entry.key);
}

Result<std::string> PostMovements::run(UnitOfWork& unit) {
    for (const LedgerEntry& entry : entries_)
        OMS_CHECK(check_row(unit, header().actor, entry.key));
    std::vector<StockRow> touched;
    for (const LedgerEntry& entry : entries_) {
        OMS_CHECK(unit.post_and_tell(entry, below_reserved(entry.kind)));
        const auto same = [&](const StockRow& row) { return row.key == entry.key; };
        if (std::none_of(touched.begin(), touched.end(), same)) touched.push_back({entry.key, {}});
    }
    for (StockRow& row : touched)
        row.level = *unit.stock.find(row.key);
    return encode_(touched);
}

void RecordCount::name_keys(KeySet& keys) const {
    name_row(keys, key_);
}

Result<std::string> RecordCount::run(UnitOfWork& unit) {
    OMS_CHECK(check_row(unit, header().actor, key_));
    const StockLevel* before = unit.stock.find(key_);
    const std::int64_t difference = counted_ - (before == nullptr ? 0 : before->on_hand);
    LedgerEntry entry;
    entry.key = key_;
    entry.kind = LedgerKind::counted;
    entry.on_hand_change = difference;
    entry.reason_code = reason_code_;
    OMS_CHECK(unit.post_and_tell(std::move(entry)));
    return encode_({key_, *unit.stock.find(key_)}, difference);
}

}  // namespace oms::inventory
