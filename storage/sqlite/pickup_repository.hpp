#pragma once

#include <optional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// What customers collect, and the hashes of their codes.
class PickupRepository {
public:
    explicit PickupRepository(Connection& connection) : connection_(connection) {}

    // The pickup, and its order's id, or an empty one when there is no such pickup.
    Result<OrderId> load(const PickupId& id, UnitOfWork& unit);
    Result<std::vector<PickupId>> load_of(const OrderId& id, UnitOfWork& unit);
    // Whose code it is; the pickup is the caller's to load.
    Result<void> load_code(const PickupCodeKey& key, UnitOfWork& unit);
    // Wrong codes that were told at a device.
    Result<void> load_device(const DeviceId& id, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);

    Result<std::optional<Pickup>> find(const PickupId& id);
    Result<std::optional<PickupCodeOwner>> find_code(const PickupCodeKey& key);
    // Those the actor may see, by due time and id.
    Result<std::vector<Pickup>> page(const PickupQuery& query, const Actor& actor);

private:
    Result<void> flush_codes(const UnitOfWork& unit);
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
