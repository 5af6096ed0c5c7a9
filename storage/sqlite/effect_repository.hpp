#pragma once

#include <optional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// What has to be done outside of the store, and what was.
class EffectRepository {
public:
    explicit EffectRepository(Connection& connection) : connection_(connection) {}

    // The effect, and its order's id, or an empty one when there is no such effect.
    Result<OrderId> load(const OperationId& id, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);

    Result<std::optional<Effect>> find(const OperationId& id);
    // Oldest first.
    Result<std::vector<Effect>> due(EffectKind kind, Timestamp until, std::int64_t limit);
    // Of channels the actor may see, by due time and id.
    Result<std::vector<Effect>> page(const EffectQuery& query, const Actor& actor);

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
