#pragma once

#include <optional>

#include "domain/events.hpp"
#include "domain/queries.hpp"
#include "storage/sqlite/folded.hpp"
#include "storage/sqlite/pickup_repository.hpp"
#include "storage/sqlite/task_repository.hpp"

namespace oms::storage::sqlite {

// Tasks and pickups: each is what its events say (E2), what is in transit is what the ledger says
// (S1), released parcels of an order are just its tasks' units (L3), a pickup has just the units
// that its order says, and every parcel to be released stands in its location's list.
class TaskVerifier {
public:
    explicit TaskVerifier(Connection& connection)
        : connection_(connection), tasks_(connection), pickups_(connection) {}

    Result<void> check_sums(VerifyReport& report);
    Result<void> check(const Order& order, VerifyReport& report);
    // When each order was checked: when there are more planned parcels than theirs.
    Result<void> check_size(VerifyReport& report);

    // The next event of a task or a pickup, in the order of its sequence.
    Result<void> fold_next(AggregateType type, const EventData& data, std::int64_t sequence);
    // Its events have all been folded: adds a finding when it is stored otherwise.
    Result<void> finish(const AggregateRef& aggregate, VerifyReport& report);

private:
    Result<void> check_tasks(const Order& order, VerifyReport& report);
    Result<void> check_pickups(const Order& order, VerifyReport& report);

    Connection& connection_;
    TaskRepository tasks_;
    PickupRepository pickups_;
    Folded<FulfillmentOrder> task_;
    Folded<Pickup> pickup_;
    std::int64_t planned_ = 0;
    std::int64_t offers_ = 0;
};

}  // namespace oms::storage::sqlite
