#pragma once

#include <string>

#include "domain/queries.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Copies what `source` sees now into a new file, synced to disk under a temporary name and then put
// in place, so that a backup is either whole or not there. Fails with Reason::backup_exists,
// disk_full, store_unavailable.
Result<BackupReport> back_up(Connection& source, const std::string& path);

}  // namespace oms::storage::sqlite
