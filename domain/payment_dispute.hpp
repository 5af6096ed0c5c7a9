#pragma once

#include "domain/payment_ledger.hpp"

// Chargebacks: a customer has had the bank take back what was paid.
namespace oms {

// Where a provider says a dispute is.
struct DisputeReport {
    OperationId dispute_id;  // the provider's
    DisputeState state = DisputeState::opened;
    // The same in every report.
    std::int64_t tender_no = 0;
    std::int64_t minor_units = 0;
};

// Takes it in. Opened: the money is gone, and nothing is paid back by us before it is decided. Won:
// it came again. Lost: the customer keeps it, first for what we owe, the rest like goodwill, so
// that it is not given twice. What was told before changes nothing. Fails with
// Reason::payment_operation_not_found for a tender, or a dispute that is decided and was never
// opened; Reason::payment_above_limit beyond what came in through the tender and has not gone back;
// Reason::illegal_transition for one that ended otherwise, or is of another amount.
Result<void> report_dispute(PaymentLedger& ledger, const DisputeReport& report, Timestamp now);

}  // namespace oms
