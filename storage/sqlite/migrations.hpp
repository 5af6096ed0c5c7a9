#pragma once

#include <span>
#include <string_view>

#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

struct Migration {
    int number;
    std::string_view name;
    std::string_view sql;
};

// In order: storage/sqlite/migrations/NNNN_name.sql. Forward only, never edited once released.
std::span<const Migration> migrations();

// The number of the newest one that was applied; 0 for an empty file.
Result<int> schema_version(Connection& connection);
// Fails with Reason::store_unavailable unless the file is a store of this program's version or an
// older one.
Result<void> check_is_store(Connection& connection);
// Applies what is missing, each in a transaction of its own, to an empty file or a store. Returns
// the version reached. Fails with Reason::store_unavailable for a store of a newer program and for
// another program's database.
Result<int> migrate(Connection& connection);

}  // namespace oms::storage::sqlite
