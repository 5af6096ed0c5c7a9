#pragma once

#include <optional>

#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Items, locations and channels.
class CatalogRepository {
public:
    explicit CatalogRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const KeySet& keys, UnitOfWork& unit);
    Result<void> load_location(const LocationId& id, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);

    Result<std::optional<Item>> find_item(const Sku& sku);
    Result<std::optional<Location>> find_location(const LocationId& id);
    Result<std::optional<Channel>> find_channel(const ChannelId& id);
    Result<std::vector<Location>> all_locations();

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
