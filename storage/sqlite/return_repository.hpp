#pragma once

#include <optional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// What comes back, and by which policy.
class ReturnRepository {
public:
    explicit ReturnRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const ReturnId& id, UnitOfWork& unit);
    Result<std::vector<ReturnId>> load_of(const OrderId& id, UnitOfWork& unit);
    // Every version of the policy.
    Result<void> load_policies(UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);

    Result<std::optional<Return>> find(const ReturnId& id);
    Result<std::vector<Return>> of_order(const OrderId& id);
    // Version 0: the newest.
    Result<std::optional<ReturnPolicyVersion>> find_policy(std::int64_t version);
    // Those the actor may see, the oldest first.
    Result<std::vector<Return>> page(const ReturnQuery& query, const Actor& actor);

private:
    Result<void> flush_policies(const UnitOfWork& unit, const EventHashes& hashes);
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
