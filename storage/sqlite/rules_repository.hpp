#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Versions of the routing rules, and which is in force.
class RulesRepository {
public:
    explicit RulesRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const KeySet& keys, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);
    Result<std::optional<RulesVersion>> find(std::int64_t version);
    Result<RulesHead> head();
    // Without their documents, newest first: at most `limit` of those below `before`.
    Result<std::vector<RulesVersion>> before(std::int64_t before, std::int64_t limit);

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
