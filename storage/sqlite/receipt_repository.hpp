#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Supply to come.
class ReceiptRepository {
public:
    explicit ReceiptRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const ReceiptId& id, UnitOfWork& unit);
    // Every open receipt of the SKU.
    Result<void> load_supply(const Sku& sku, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);

    Result<std::optional<Receipt>> find(const ReceiptId& id);
    // Those the actor may see, by expected time and id.
    Result<std::vector<Receipt>> page(const ReceiptQuery& query, const Actor& actor);
    Result<void> for_each_open(const std::function<void(const Receipt&)>& visit);

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
