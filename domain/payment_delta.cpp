#include "domain/payment_delta.hpp"

#include <algorithm>

namespace oms {

PaymentDelta delta_between(const PaymentLedger& before, const PaymentLedger& after) {
    PaymentDelta delta;
    for (std::size_t i = before.entries.size(); i < after.entries.size(); ++i)
        delta.entries.push_back(after.entries[i]);
    for (std::size_t i = 0; i < after.operations.size(); ++i) {
        const bool same =
            i < before.operations.size() && before.operations[i] == after.operations[i];
        if (!same) delta.operations.push_back(after.operations[i]);
    }
    if (before.tenders != after.tenders) delta.tenders = after.tenders;
    delta.dues_taken = after.dues_taken;
    delta.waiting_refunds = after.waiting_refunds;
    if (before.disputes != after.disputes) delta.disputes = after.disputes;
    return delta;
}

Result<void> apply(PaymentLedger& ledger, const PaymentDelta& delta, Timestamp time) {
    for (const PaymentEntry& entry : delta.entries) {
        if (entry.entry_no != static_cast<std::int64_t>(ledger.entries.size()) + 1)
            return fail(Reason::corrupt_row, "a gap in the entries of a payment ledger");
        ledger.entries.push_back(entry);
    }
    for (const PaymentOperation& operation : delta.operations) {
        const auto found = std::find_if(ledger.operations.begin(), ledger.operations.end(),
                                        [&](const PaymentOperation& other) {
                                            return other.operation_id == operation.operation_id;
                                        });
        if (found == ledger.operations.end()) {
            ledger.operations.push_back(operation);
        } else {
            *found = operation;
        }
    }
    if (!delta.tenders.empty()) ledger.tenders = delta.tenders;
    ledger.dues_taken = delta.dues_taken;
    ledger.waiting_refunds = delta.waiting_refunds;
    if (!delta.disputes.empty()) ledger.disputes = delta.disputes;
    ledger.update_time = time;
    return {};
}

}  // namespace oms
