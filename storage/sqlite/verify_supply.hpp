#pragma once

#include <optional>

#include "domain/events.hpp"
#include "domain/queries.hpp"
#include "storage/sqlite/receipt_repository.hpp"
#include "storage/sqlite/waiting_repository.hpp"

namespace oms::storage::sqlite {

// Supply to come and those who wait for it: `incoming` is what open receipts miss and what the
// ledger says (S1), what receipts have promised is what orders claim (S4), each queue has just the
// lines that wait (L1), each receipt is what its events say (E2).
class SupplyVerifier {
public:
    explicit SupplyVerifier(Connection& connection)
        : connection_(connection), receipts_(connection), waiting_(connection) {}

    Result<void> check_sums(VerifyReport& report);
    // Adds a finding when the order's lines are not in their queues.
    Result<void> check(const Order& order, VerifyReport& report);
    // When each order was checked: when there are more lines than theirs.
    Result<void> check_size(VerifyReport& report);

    // The next event of a receipt, in the order of its sequence.
    Result<void> fold_next(const EventData& data, std::int64_t sequence);
    // The receipt's events have all been folded: adds a finding when it is stored otherwise.
    Result<void> finish(std::string_view receipt_id, VerifyReport& report);

private:
    Connection& connection_;
    ReceiptRepository receipts_;
    WaitingRepository waiting_;
    std::optional<Receipt> folded_;
    std::int64_t lines_ = 0;
};

}  // namespace oms::storage::sqlite
