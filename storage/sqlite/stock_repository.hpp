#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Stock counters and their ledger, and the counters of what waits for stock.
class StockRepository {
public:
    explicit StockRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const StockKey& key, UnitOfWork& unit);
    Result<void> load_backorders(const Sku& sku, UnitOfWork& unit);
    // Every row of the SKU.
    Result<std::vector<LocationId>> load_sku(const Sku& sku, UnitOfWork& unit);
    // `batch_position`: position of the last event of the batch.
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes,
                       std::int64_t batch_position);

    Result<std::vector<StockRow>> rows_of(const Sku& sku);
    // Orders that have units of the row reserved, by id.
    Result<std::vector<OrderId>> reserving(const StockKey& key);
    // The rows of one location by SKU, of those after `after`.
    Result<std::vector<StockRow>> rows_at(const LocationId& location, const Sku& after,
                                          std::int64_t limit);
    Result<void> for_each(const std::function<void(StockRow)>& visit);

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
