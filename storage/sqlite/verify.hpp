#pragma once

#include "domain/queries.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Checks what the store holds against the invariants, in the caller's read transaction:
// S1 and S2 counters are the sums of the ledger; S2 reserved is what reservations have open; S3; L1
// lines agree with reservations; L4 and E1 by their indexes; E2 folding the events gives each order
// and cart hold; E4 positions have no gap; E5 hash chains; orphan rows; stored statuses.
Result<VerifyReport> verify(Connection& connection);

}  // namespace oms::storage::sqlite
