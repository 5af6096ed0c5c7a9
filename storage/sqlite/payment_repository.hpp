#pragma once

#include <optional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// The payment ledgers of orders, and their operations.
class PaymentRepository {
public:
    explicit PaymentRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const OrderId& id, UnitOfWork& unit);
    // Whose operation it is, or an empty id when there is no such operation; the order is the
    // caller's to load.
    Result<OrderId> load_operation(const OperationId& id, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);

    Result<std::optional<PaymentLedger>> find(const OrderId& id);
    // Open ones that the actor may see, by the time they were asked for and id.
    Result<std::vector<ListedOperation>> page(const OperationQuery& query, const Actor& actor);
    // How many rows of operations the order has, and how many of them are open.
    struct Rows {
        std::int64_t all = 0;
        std::int64_t open = 0;
    };
    Result<Rows> operation_rows(const OrderId& id);

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
