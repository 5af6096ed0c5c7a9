#include "storage/sqlite/stock_feed_repository.hpp"

#include <algorithm>
#include <utility>

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_feed =
    "SELECT as_of_us, import_id FROM stock_feeds WHERE source = ?1 AND sku = ?2 AND location_id = "
    "?3";
// Writes only over an older snapshot.
constexpr std::string_view upsert_feed =
    "INSERT INTO stock_feeds (source, sku, location_id, as_of_us, import_id) VALUES (?1, ?2, ?3, "
    "?4, ?5) ON CONFLICT (source, sku, location_id) DO UPDATE SET as_of_us = ?4, import_id = ?5 "
    "WHERE as_of_us < ?4";
constexpr std::string_view select_position = "SELECT position FROM event_head WHERE id = 1";
constexpr std::string_view select_time = "SELECT time_us FROM events WHERE position = ?1";
constexpr std::string_view select_moved =
    "SELECT sku, location_id, kind, on_hand_change, reason_code FROM stock_ledger WHERE "
    "batch_position BETWEEN ?1 AND ?2 AND (on_hand_change <> 0 OR kind = 'counted')";

// Imports at one time, each with its own: as many times' sums are kept. One has at most a number
// for each stock row, as the view of the stock has.
constexpr std::size_t most_kept = 4;

}  // namespace

Result<void> StockFeedRepository::load(const KeySet& keys, UnitOfWork& unit) {
    for (const FeedKey& key : keys.feeds)
        OMS_CHECK(load_feed(key, unit));
    const Moved* moved = nullptr;
    for (const StockAsOf& at : keys.stock_as_of) {
        if (moved == nullptr || moved->as_of != at.as_of) {
            OMS_TRY(moved, look_back(at.as_of));
        }
        const auto row = moved->rows.find(at.key);
        unit.load_moved(at, row == moved->rows.end() ? MovedSince{} : row->second);
    }
    return {};
}

Result<void> StockFeedRepository::load_feed(const FeedKey& key, UnitOfWork& unit) {
    if (unit.feeds.is_loaded(key)) return {};
    Statement row = connection_.prepared(select_feed);
    row.bind(key.source, key.stock.sku.str(), key.stock.location_id.str());
    OMS_TRY(const bool found, row.step());
    unit.feeds.load(key, found ? std::optional(StockFeed{from_unix_micros(row.integer(0)),
                                                         std::string(row.text(1))})
                               : std::nullopt);
    return {};
}

Result<const StockFeedRepository::Moved*> StockFeedRepository::look_back(Timestamp as_of) {
    OMS_TRY(const std::int64_t last, head());
    const auto kept = std::find_if(moved_.begin(), moved_.end(),
                                   [&](const Moved& one) { return one.as_of == as_of; });
    if (kept == moved_.end()) {
        moved_.push_front({as_of, 0, {}});
        if (moved_.size() > most_kept) moved_.pop_back();
    } else {
        moved_.splice(moved_.begin(), moved_, kept);
    }
    Moved& moved = moved_.front();
    std::int64_t from = moved.up_to + 1;
    if (moved.up_to == 0) {
        OMS_TRY(from, first_after(as_of, last));
        // Nothing came after it yet, so what comes next may still be before it.
        if (from > last) return &moved;
    }
    const Result<void> read = read_moved(from, last, moved);
    if (!read) moved_.pop_front();
    OMS_CHECK(read);
    moved.up_to = last;
    return &moved;
}

Result<void> StockFeedRepository::read_moved(std::int64_t from, std::int64_t up_to, Moved& moved) {
    Statement row = connection_.prepared(select_moved);
    row.bind(from, up_to);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return {};
        const auto kind = enum_from_text<LedgerKind>(row.text(2));
        if (!kind) return fail(Reason::corrupt_row, "a ledger row of an unknown kind");
        LedgerEntry entry;
        entry.key = {Sku::trusted(std::string(row.text(0))),
                     LocationId::trusted(std::string(row.text(1)))};
        entry.kind = *kind;
        entry.on_hand_change = row.integer(3);
        entry.reason_code = row.text(4);
        add_movement(moved.rows[entry.key], entry);
    }
}

Result<std::int64_t> StockFeedRepository::head() {
    Statement row = connection_.prepared(select_position);
    OMS_TRY(const bool found, row.step());
    if (!found) return fail(Reason::corrupt_row, "the event_head row is missing");
    return row.integer(0);
}

// Positions are without a gap, and no batch has an earlier time than one before it.
Result<std::int64_t> StockFeedRepository::first_after(Timestamp time, std::int64_t head) {
    std::int64_t low = 1;
    std::int64_t high = head + 1;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        Statement row = connection_.prepared(select_time);
        OMS_TRY(const bool found, row.bind(middle).step());
        if (!found) return fail(Reason::corrupt_row, "a position of the log has no event");
        if (row.integer(0) > to_unix_micros(time)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

Result<void> StockFeedRepository::flush(const UnitOfWork& unit) {
    for (const auto& change : unit.feeds.changes()) {
        const StockKey& key = change.key->stock;
        Statement statement = connection_.prepared(upsert_feed);
        OMS_CHECK(statement
                      .bind(change.key->source, key.sku.str(), key.location_id.str(),
                            to_unix_micros(change.value->as_of), change.value->import_id)
                      .run());
        if (connection_.changed_rows() == 0)
            return fail(Reason::version_mismatch, change.key->source + " " + to_text(key));
    }
    return {};
}

}  // namespace oms::storage::sqlite
