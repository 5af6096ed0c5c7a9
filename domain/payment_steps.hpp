#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "domain/payment_ledger.hpp"

// What the files that write payment ledgers share.
namespace oms {

// In which order tenders are used.
using TenderKinds = std::array<TenderKind, 5>;

// Splits `wanted` over the tenders in the policy's order, those of a kind by number, each up to
// `limit(tender_no)`, and gives each its part; returns what is left.
template <class Limit, class Give>
std::int64_t share_out(const PaymentLedger& ledger, const TenderKinds& policy, std::int64_t wanted,
                       Limit limit, Give give) {
    const std::size_t tenders = ledger.tenders.size();
    for (const TenderKind kind : policy) {
        for (std::size_t i = 0; i < tenders && wanted > 0; ++i) {
            const std::int64_t no = ledger.tenders[i].tender_no;
            if (ledger.tenders[i].kind != kind) continue;
            const std::int64_t part = std::min(wanted, limit(no));
            if (part <= 0) continue;
            give(no, part);
            wanted -= part;
        }
    }
    return wanted;
}

// `base` itself while no operation has it, else with ".2", ".3" appended.
OperationId next_id(const PaymentLedger& ledger, const OperationId& base);
// A new one, due. The reference holds until the next one is added.
PaymentOperation& add_operation(PaymentLedger& ledger, OperationKind kind, std::int64_t tender_no,
                                std::int64_t minor_units, OperationId id, Timestamp now);
// Reason::payment_above_limit, with what would be possible.
Error above_limit(std::string detail, const PaymentLedger& ledger, std::int64_t available);
// Fails with Reason::payment_operation_not_found when the ledger has no such tender.
Result<void> check_tender(const PaymentLedger& ledger, std::int64_t tender_no);

}  // namespace oms
