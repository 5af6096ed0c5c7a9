#include "storage/sqlite/catalog_repository.hpp"

#include <algorithm>
#include <utility>

#include "storage/json_archive.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_item =
    "SELECT version, event_hash, body FROM items WHERE sku = ?1";
constexpr std::string_view select_location =
    "SELECT version, event_hash, body FROM locations WHERE location_id = ?1";
constexpr std::string_view select_channel =
    "SELECT version, event_hash, body FROM channels WHERE channel_id = ?1";
constexpr std::string_view select_locations =
    "SELECT version, event_hash, body FROM locations ORDER BY location_id";
constexpr std::string_view select_items = "SELECT version, event_hash, body FROM items";
constexpr std::string_view select_items_after =
    "SELECT version, event_hash, body FROM items WHERE sku > ?1 ORDER BY sku LIMIT ?2";
constexpr std::string_view select_locations_after =
    "SELECT version, event_hash, body FROM locations WHERE location_id > ?1 ORDER BY location_id "
    "LIMIT ?2";
constexpr std::string_view select_channels_after =
    "SELECT version, event_hash, body FROM channels WHERE channel_id > ?1 ORDER BY channel_id "
    "LIMIT ?2";
constexpr std::string_view select_channels =
    "SELECT version, event_hash, body FROM channels ORDER BY channel_id";
constexpr std::string_view upsert_item =
    "INSERT INTO items (sku, version, event_hash, body) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (sku) DO UPDATE SET version = ?2, event_hash = ?3, body = ?4 WHERE version < ?2";
constexpr std::string_view upsert_location =
    "INSERT INTO locations (location_id, version, event_hash, body) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (location_id) DO UPDATE SET version = ?2, event_hash = ?3, body = ?4 WHERE "
    "version < ?2";
constexpr std::string_view upsert_channel =
    "INSERT INTO channels (channel_id, version, event_hash, body) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (channel_id) DO UPDATE SET version = ?2, event_hash = ?3, body = ?4 WHERE version "
    "< ?2";

template <class T>
Result<T> read_body(const Statement& row) {
    OMS_TRY(T value, read_json<T>(row.text(2)));
    value.head.sequence = row.integer(0);
    OMS_TRY(value.head.hash, read_hash(row.blob(1)));
    return value;
}

template <class T>
Result<std::optional<T>> find_one(Connection& connection, std::string_view sql,
                                  const std::string& key) {
    Statement statement = connection.prepared(sql);
    OMS_TRY(const bool found, statement.bind(key).step());
    if (!found) return std::optional<T>();
    OMS_TRY(T value, read_body<T>(statement));
    return std::optional<T>(std::move(value));
}

template <class T>
Result<std::vector<T>> read_all(Statement& row) {
    std::vector<T> list;
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return list;
        OMS_TRY(T value, read_body<T>(row));
        list.push_back(std::move(value));
    }
}

template <class T>
Result<std::vector<T>> find_after(Connection& connection, std::string_view sql,
                                  const std::string& after, std::int64_t limit) {
    Statement row = connection.prepared(sql);
    return read_all<T>(row.bind(after, limit));
}

template <class T>
Result<std::vector<T>> find_all(Connection& connection, std::string_view sql) {
    Statement row = connection.prepared(sql);
    return read_all<T>(row);
}

// The rows of a scope that lists its ids, and no others: one read for each.
template <class T, class IdType, class Find>
Result<std::vector<T>> find_listed(const std::vector<IdType>& ids, const IdType& after,
                                   std::int64_t limit, Find find) {
    std::vector<T> list;
    for (auto id = std::upper_bound(ids.begin(), ids.end(), after); id != ids.end(); ++id) {
        if (static_cast<std::int64_t>(list.size()) == limit) break;
        OMS_TRY(std::optional<T> value, find(*id));
        if (value) list.push_back(std::move(*value));
    }
    return list;
}

// How many rows of a kind are remembered before all of them are forgotten: some MiB.
constexpr std::size_t most_known = 50'000;

template <class Key, class T, class Find>
Result<void> load_known(std::unordered_map<Key, T>& known, WorkingRows<Key, T>& rows,
                        const Key& key, Find find) {
    if (rows.is_loaded(key)) return {};
    if (const auto found = known.find(key); found != known.end()) {
        rows.load(key, found->second);
        return {};
    }
    OMS_TRY(std::optional<T> value, find());
    if (known.size() >= most_known) known.clear();
    if (value) known.emplace(key, *value);
    rows.load(key, std::move(value));
    return {};
}

template <class Key, class T>
Result<void> flush_rows(Connection& connection, std::string_view sql,
                        const WorkingRows<Key, T>& rows, AggregateType type,
                        const EventHashes& hashes) {
    for (const auto& change : rows.changes()) {
        const std::string body = to_json(*change.value);
        const ChainHash& hash = hashes.of({type, change.key->str()}, change.value->head);
        Statement statement = connection.prepared(sql);
        OMS_CHECK(statement.bind(change.key->str(), change.value->head.sequence, hash, body).run());
        if (connection.changed_rows() == 0)
            return fail(Reason::version_mismatch, change.key->str());
    }
    return {};
}

}  // namespace

Result<std::optional<Item>> CatalogRepository::find_item(const Sku& sku) {
    return find_one<Item>(connection_, select_item, sku.str());
}

Result<std::optional<Location>> CatalogRepository::find_location(const LocationId& id) {
    return find_one<Location>(connection_, select_location, id.str());
}

Result<std::optional<Channel>> CatalogRepository::find_channel(const ChannelId& id) {
    return find_one<Channel>(connection_, select_channel, id.str());
}

Result<std::vector<Location>> CatalogRepository::all_locations() {
    return find_all<Location>(connection_, select_locations);
}

Result<std::vector<Channel>> CatalogRepository::all_channels() {
    return find_all<Channel>(connection_, select_channels);
}

Result<void> CatalogRepository::for_each_item(const std::function<void(const Item&)>& visit) {
    Statement row = connection_.prepared(select_items);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return {};
        OMS_TRY(const Item item, read_body<Item>(row));
        visit(item);
    }
}

Result<std::vector<Item>> CatalogRepository::items(const Sku& after, std::int64_t limit) {
    return find_after<Item>(connection_, select_items_after, after.str(), limit);
}

Result<std::vector<Location>> CatalogRepository::locations(const LocationId& after,
                                                           std::int64_t limit,
                                                           const ScopeSet<LocationId>& scope) {
    if (scope.is_all())
        return find_after<Location>(connection_, select_locations_after, after.str(), limit);
    return find_listed<Location>(scope.ids(), after, limit,
                                 [&](const LocationId& id) { return find_location(id); });
}

Result<std::vector<Channel>> CatalogRepository::channels(const ChannelId& after, std::int64_t limit,
                                                         const ScopeSet<ChannelId>& scope) {
    if (scope.is_all())
        return find_after<Channel>(connection_, select_channels_after, after.str(), limit);
    return find_listed<Channel>(scope.ids(), after, limit,
                                [&](const ChannelId& id) { return find_channel(id); });
}

Result<void> CatalogRepository::load_item(const Sku& sku, UnitOfWork& unit) {
    return load_known(known_items_, unit.items, sku, [&] { return find_item(sku); });
}

Result<void> CatalogRepository::load_location(const LocationId& id, UnitOfWork& unit) {
    return load_known(known_locations_, unit.locations, id, [&] { return find_location(id); });
}

Result<void> CatalogRepository::load(const KeySet& keys, UnitOfWork& unit) {
    for (const Sku& sku : keys.items)
        OMS_CHECK(load_item(sku, unit));
    for (const LocationId& id : keys.locations)
        OMS_CHECK(load_location(id, unit));
    for (const ChannelId& id : keys.channels) {
        OMS_CHECK(load_known(known_channels_, unit.channels, id, [&] { return find_channel(id); }));
    }
    return {};
}

Result<void> CatalogRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.items.changes())
        known_items_.erase(*change.key);
    for (const auto& change : unit.locations.changes())
        known_locations_.erase(*change.key);
    for (const auto& change : unit.channels.changes())
        known_channels_.erase(*change.key);
    OMS_CHECK(flush_rows(connection_, upsert_item, unit.items, AggregateType::item, hashes));
    OMS_CHECK(
        flush_rows(connection_, upsert_location, unit.locations, AggregateType::location, hashes));
    return flush_rows(connection_, upsert_channel, unit.channels, AggregateType::channel, hashes);
}

}  // namespace oms::storage::sqlite
