#include "services/inventory/import_stock.hpp"

#include <unordered_map>

#include <fmt/format.h>

namespace oms::inventory {

void ImportStock::name_keys(KeySet& keys) const {
    for (const ImportRow<CountedStock>& row : rows_) {
        const StockKey& key = row.value.key;
        keys.items.push_back(key.sku);
        keys.locations.push_back(key.location_id);
        keys.stock.push_back(key);
        keys.feeds.push_back({origin_.source, key});
        keys.stock_as_of.push_back({key, origin_.as_of});
    }
}

Result<void> ImportStock::check_time(Timestamp now) const {
    const char* problem = nullptr;
    if (origin_.as_of > now) problem = "not later than the server's time";
    if (origin_.as_of < now - oldest_snapshot) problem = "within the last 30 days";
    if (problem == nullptr) return {};
    Error error{Reason::malformed_request, fmt::format("as_of: {}", problem), {}, {}, {}, false};
    error.fields.push_back({"as_of", problem});
    return fail(std::move(error));
}

void ImportStock::import_row(UnitOfWork& unit, const ImportRow<CountedStock>& row,
                             MovedSince in_batch, ImportOutcome& outcome) const {
    const StockKey& key = row.value.key;
    const FeedKey feed_key{origin_.source, key};
    const StockFeed* feed = unit.feeds.find(feed_key);
    if (feed != nullptr && feed->as_of >= origin_.as_of) {
        ++outcome.unchanged;
        return;
    }
    const MovedSince& before_batch = unit.moved_since({key, origin_.as_of});
    const StockLevel* level = unit.stock.find(key);
    const bool created = level == nullptr;
    const std::int64_t present = created ? 0 : level->on_hand;
    const bool is_newer = !before_batch.counted && !in_batch.counted;
    const std::int64_t on_hand =
        is_newer ? row.value.on_hand + before_batch.units + in_batch.units : present;
    if (on_hand < 0) {
        outcome.problems.push_back(
            {row.index, "on_hand",
             fmt::format("{} more have left since than were counted: count again", -on_hand)});
        return;
    }
    if (created || on_hand != present) {
        LedgerEntry entry;
        entry.key = key;
        entry.kind = LedgerKind::counted;
        entry.on_hand_change = on_hand - present;
        entry.reason_code = snapshot_reason(origin_.source);
        if (const Result<void> posted = unit.post_and_tell(std::move(entry)); !posted) {
            outcome.problems.push_back({row.index, "on_hand", posted.error().detail});
            return;
        }
    }
    unit.feeds.put(feed_key, {origin_.as_of, origin_.import_id});
    ++(created ? outcome.created : on_hand != present ? outcome.updated : outcome.unchanged);
}

Result<std::string> ImportStock::run(UnitOfWork& unit) {
    OMS_CHECK(check_time(unit.now()));
    ImportOutcome outcome;
    outcome.problems = problems_;
    std::unordered_map<StockKey, MovedSince> in_batch;
    for (const LedgerEntry& entry : unit.ledger())
        add_movement(in_batch[entry.key], entry);
    for (const ImportRow<CountedStock>& row : rows_) {
        const StockKey& key = row.value.key;
        const bool has_item = unit.items.find(key.sku) != nullptr;
        const bool has_location = header().actor.locations.contains(key.location_id) &&
                                  unit.locations.find(key.location_id) != nullptr;
        if (!has_item) outcome.problems.push_back({row.index, "sku", "no such item"});
        if (!has_location)
            outcome.problems.push_back({row.index, "location_id", "no such location"});
        if (has_item && has_location) import_row(unit, row, in_batch[key], outcome);
    }
    return end_import(outcome, header().validate_only, encode_);
}

}  // namespace oms::inventory
