#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Items, locations and channels. Rows that load() has found are remembered: the connection is the
// store's only writer, and flush() forgets what it changes.
class CatalogRepository {
public:
    explicit CatalogRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const KeySet& keys, UnitOfWork& unit);
    Result<void> load_item(const Sku& sku, UnitOfWork& unit);
    Result<void> load_location(const LocationId& id, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);

    Result<std::optional<Item>> find_item(const Sku& sku);
    Result<std::optional<Location>> find_location(const LocationId& id);
    Result<std::optional<Channel>> find_channel(const ChannelId& id);
    Result<std::vector<Location>> all_locations();
    Result<void> for_each_item(const std::function<void(const Item&)>& visit);
    // By id, of those after `after`.
    Result<std::vector<Item>> items(const Sku& after, std::int64_t limit);
    Result<std::vector<Location>> locations(const LocationId& after, std::int64_t limit,
                                            const ScopeSet<LocationId>& scope);
    Result<std::vector<Channel>> channels(const ChannelId& after, std::int64_t limit,
                                          const ScopeSet<ChannelId>& scope);
    Result<std::vector<Channel>> all_channels();

private:
    Connection& connection_;
    std::unordered_map<Sku, Item> known_items_;
    std::unordered_map<LocationId, Location> known_locations_;
    std::unordered_map<ChannelId, Channel> known_channels_;
};

}  // namespace oms::storage::sqlite
