#pragma once

#include <optional>

#include "domain/queries.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// What happened to one order, for those who watch it. The caller checks that they may, and sees to
// it that all of this reads one snapshot.

// Nothing when there is no such order.
Result<std::optional<OrderChange>> newest_change(Connection& connection, const OrderId& id);
// Folds the order's events, and tells of those after `query.after_position` (required). Fails with
// Reason::corrupt_row for events that cannot be folded.
Result<OrderChangesRead> replay_changes(Connection& connection, const OrderChangesQuery& query,
                                        const OrderChangeReader& reader);

}  // namespace oms::storage::sqlite
