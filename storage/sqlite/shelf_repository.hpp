#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Where goods lie.
class ShelfRepository {
public:
    explicit ShelfRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const StockKey& key, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit);
    // Those of the SKUs at the location that somebody has said.
    Result<std::map<Sku, Shelf>> find(const LocationId& location, const std::vector<Sku>& skus);

private:
    Result<std::optional<Shelf>> find(const StockKey& key);
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
