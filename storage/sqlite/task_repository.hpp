#pragma once

#include <optional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// What locations have to do: fulfillment orders, and parcels that are to become some.
class TaskRepository {
public:
    explicit TaskRepository(Connection& connection) : connection_(connection) {}

    // The task, and its order's id, or an empty one when there is no such task.
    Result<OrderId> load(const FulfillmentOrderId& id, UnitOfWork& unit);
    // Every task of the order.
    Result<std::vector<FulfillmentOrderId>> load_of(const OrderId& id, UnitOfWork& unit);
    Result<void> load_parcel_numbers(UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);

    Result<std::optional<FulfillmentOrder>> find(const FulfillmentOrderId& id);
    // Those the actor may see, by due time and id.
    Result<std::vector<FulfillmentOrder>> page(const TaskQuery& query, const Actor& actor);
    // Of one location, the first promised first.
    Result<std::vector<OrderId>> planned(const LocationId& location, std::int64_t limit);
    // What is stored of the order's planned parcels, by location.
    Result<std::vector<PlannedParcels>> planned_of(const Order& order);
    Result<std::int64_t> planned_rows();
    // How many of the task's offers are stored; of all tasks.
    Result<std::int64_t> offers_of(const FulfillmentOrder& task);
    Result<std::int64_t> offer_rows();

    // Of the order those that have not ended.
    Result<std::vector<FulfillmentOrder>> open_of(const OrderId& id);

private:
    Result<void> store_planned(const UnitOfWork& unit);
    Result<void> store_offers(const FulfillmentOrder* before, const FulfillmentOrder& task);
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
