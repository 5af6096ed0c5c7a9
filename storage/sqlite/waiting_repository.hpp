#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// The queues of lines that wait for stock, derived from their orders.
class WaitingRepository {
public:
    explicit WaitingRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const QueueHead& head, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit);

    // At most `limit` lines of the SKU's queue without its first `skipped`.
    Result<std::vector<WaitingLine>> lines(const Sku& sku, std::int64_t skipped,
                                           std::int64_t limit);
    // The orders in the queue by age, after one order; at most `limit`.
    Result<std::vector<OrderId>> orders(const Sku& sku, bool newest_first, const OrderId& after,
                                        std::int64_t limit);
    // The order's lines in the queue.
    Result<std::vector<WaitingLine>> lines_of(const Sku& sku, const OrderId& order_id);
    // SKUs that lines wait for, ascending, after one; at most `limit`.
    Result<std::vector<Sku>> skus(const Sku& after, std::int64_t limit);
    Result<void> for_each_sku(const std::function<void(const Sku&, std::int64_t units)>& visit);

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
