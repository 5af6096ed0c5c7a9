#include "storage/sqlite/stock_repository.hpp"

#include <utility>

#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_level =
    "SELECT sku, location_id, on_hand, reserved, damaged, in_transit, incoming, short_quantity, "
    "version, event_hash "
    "FROM stock WHERE sku = ?1 AND location_id = ?2";
constexpr std::string_view select_reserving =
    "SELECT DISTINCT owner_id FROM reservations WHERE location_id = ?1 AND sku = ?2 AND owner_type "
    "= "
    "'order' AND open > 0 ORDER BY owner_id";
constexpr std::string_view select_sku =
    "SELECT sku, location_id, on_hand, reserved, damaged, in_transit, incoming, short_quantity, "
    "version, event_hash "
    "FROM stock WHERE sku = ?1 ORDER BY location_id";
constexpr std::string_view select_location =
    "SELECT sku, location_id, on_hand, reserved, damaged, in_transit, incoming, short_quantity, "
    "version, event_hash "
    "FROM stock WHERE location_id = ?1 AND sku > ?2 ORDER BY sku LIMIT ?3";
constexpr std::string_view select_all =
    "SELECT sku, location_id, on_hand, reserved, damaged, in_transit, incoming, short_quantity, "
    "version, event_hash "
    "FROM stock ORDER BY sku, location_id";
constexpr std::string_view insert_level =
    "INSERT INTO stock (sku, location_id, on_hand, reserved, damaged, in_transit, incoming, "
    "short_quantity, version, "
    "event_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
constexpr std::string_view update_level =
    "UPDATE stock SET on_hand = ?3, reserved = ?4, damaged = ?5, in_transit = ?6, incoming = ?7, "
    "short_quantity = ?8, "
    "version = ?9, event_hash = ?10 WHERE sku = ?1 AND location_id = ?2";
constexpr std::string_view select_backorders = "SELECT units FROM backorders WHERE sku = ?1";
constexpr std::string_view upsert_backorders =
    "INSERT INTO backorders (sku, units) VALUES (?1, ?2) ON CONFLICT (sku) DO UPDATE SET units = "
    "?2";
constexpr std::string_view insert_ledger =
    "INSERT INTO stock_ledger (batch_position, entry_no, sku, location_id, kind, on_hand_change, "
    "reserved_change, "
    "damaged_change, reason_code, cause_id, incoming_change, in_transit_change) VALUES (?1, ?2, "
    "?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

Result<StockRow> read_row(const Statement& row) {
    StockRow stock;
    stock.key = {Sku::trusted(std::string(row.text(0))),
                 LocationId::trusted(std::string(row.text(1)))};
    StockLevel& level = stock.level;
    level.on_hand = row.integer(2);
    level.reserved = row.integer(3);
    level.damaged = row.integer(4);
    level.in_transit = row.integer(5);
    level.incoming = row.integer(6);
    level.short_quantity = row.integer(7);
    level.head.sequence = row.integer(8);
    OMS_TRY(level.head.hash, read_hash(row.blob(9)));
    return stock;
}

}  // namespace

Result<void> StockRepository::load(const StockKey& key, UnitOfWork& unit) {
    if (unit.stock.is_loaded(key)) return {};
    Statement statement = connection_.prepared(select_level);
    OMS_TRY(const bool found, statement.bind(key.sku.str(), key.location_id.str()).step());
    if (!found) {
        unit.stock.load(key, std::nullopt);
        return {};
    }
    OMS_TRY(StockRow row, read_row(statement));
    unit.stock.load(key, row.level);
    return {};
}

Result<void> StockRepository::load_backorders(const Sku& sku, UnitOfWork& unit) {
    if (unit.backorders.is_loaded(sku)) return {};
    Statement row = connection_.prepared(select_backorders);
    OMS_TRY(const bool found, row.bind(sku.str()).step());
    unit.backorders.load(sku, found ? std::optional(row.integer(0)) : std::nullopt);
    return {};
}

Result<std::vector<StockRow>> StockRepository::rows_of(const Sku& sku) {
    std::vector<StockRow> rows;
    Statement statement = connection_.prepared(select_sku);
    statement.bind(sku.str());
    while (true) {
        OMS_TRY(const bool more, statement.step());
        if (!more) return rows;
        OMS_TRY(StockRow row, read_row(statement));
        rows.push_back(std::move(row));
    }
}

Result<std::vector<OrderId>> StockRepository::reserving(const StockKey& key) {
    std::vector<OrderId> ids;
    Statement row = connection_.prepared(select_reserving);
    row.bind(key.location_id.str(), key.sku.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return ids;
        ids.push_back(OrderId::trusted(std::string(row.text(0))));
    }
}

Result<std::vector<StockRow>> StockRepository::rows_at(const LocationId& location, const Sku& after,
                                                       std::int64_t limit) {
    std::vector<StockRow> rows;
    Statement statement = connection_.prepared(select_location);
    statement.bind(location.str(), after.str(), limit);
    while (true) {
        OMS_TRY(const bool more, statement.step());
        if (!more) return rows;
        OMS_TRY(StockRow row, read_row(statement));
        rows.push_back(std::move(row));
    }
}

Result<std::vector<LocationId>> StockRepository::load_sku(const Sku& sku, UnitOfWork& unit) {
    OMS_TRY(std::vector<StockRow> rows, rows_of(sku));
    std::vector<LocationId> locations;
    for (StockRow& row : rows) {
        if (!unit.stock.is_loaded(row.key)) unit.stock.load(row.key, row.level);
        locations.push_back(std::move(row.key.location_id));
    }
    return locations;
}

Result<void> StockRepository::for_each(const std::function<void(StockRow)>& visit) {
    Statement statement = connection_.prepared(select_all);
    while (true) {
        OMS_TRY(const bool more, statement.step());
        if (!more) return {};
        OMS_TRY(StockRow row, read_row(statement));
        visit(std::move(row));
    }
}

Result<void> StockRepository::flush(const UnitOfWork& unit, const EventHashes& hashes,
                                    std::int64_t batch_position) {
    for (const auto& change : unit.stock.changes()) {
        const StockKey& key = *change.key;
        const StockLevel& level = *change.value;
        const ChainHash& hash = level.head.sequence == 0
                                    ? level.head.hash
                                    : hashes.of({AggregateType::stock, to_text(key)}, level.head);
        Statement statement = connection_.prepared(change.inserted ? insert_level : update_level);
        OMS_CHECK(statement
                      .bind(key.sku.str(), key.location_id.str(), level.on_hand, level.reserved,
                            level.damaged, level.in_transit, level.incoming, level.short_quantity,
                            level.head.sequence, hash)
                      .run());
    }
    for (const auto& change : unit.backorders.changes()) {
        OMS_CHECK(
            connection_.prepared(upsert_backorders).bind(change.key->str(), *change.value).run());
    }
    std::int64_t entry_no = 0;
    for (const LedgerEntry& entry : unit.ledger()) {
        Statement statement = connection_.prepared(insert_ledger);
        OMS_CHECK(statement
                      .bind(batch_position, ++entry_no, entry.key.sku.str(),
                            entry.key.location_id.str(), enum_text(entry.kind),
                            entry.on_hand_change, entry.reserved_change, entry.damaged_change,
                            entry.reason_code, entry.cause_id, entry.incoming_change,
                            entry.in_transit_change)
                      .run());
    }
    return {};
}

}  // namespace oms::storage::sqlite
