#include "domain/payment_steps.hpp"

#include <utility>

#include <fmt/format.h>

namespace oms {

OperationId next_id(const PaymentLedger& ledger, const OperationId& base) {
    if (find_operation(ledger, base) == nullptr) return base;
    for (int part = 2;; ++part) {
        const auto id = OperationId::trusted(fmt::format("{}.{}", base.str(), part));
        if (find_operation(ledger, id) == nullptr) return id;
    }
}

PaymentOperation& add_operation(PaymentLedger& ledger, OperationKind kind, std::int64_t tender_no,
                                std::int64_t minor_units, OperationId id, Timestamp now) {
    PaymentOperation operation;
    operation.operation_id = std::move(id);
    operation.kind = kind;
    operation.tender_no = tender_no;
    operation.amount = *Money::of(minor_units, ledger.total.currency());
    operation.create_time = operation.update_time = now;
    ledger.operations.push_back(std::move(operation));
    return ledger.operations.back();
}

Error above_limit(std::string detail, const PaymentLedger& ledger, std::int64_t available) {
    Error error{Reason::payment_above_limit, std::move(detail), {}, {}, {}, false};
    error.metadata.emplace_back("available",
                                fmt::format("{}", std::max<std::int64_t>(0, available)));
    error.metadata.emplace_back("currency_code", ledger.total.currency().code());
    return error;
}

Result<void> check_tender(const PaymentLedger& ledger, std::int64_t tender_no) {
    if (tender_no >= 1 && tender_no <= static_cast<std::int64_t>(ledger.tenders.size())) return {};
    return fail(Reason::payment_operation_not_found,
                fmt::format("the order has no tender {}", tender_no));
}

}  // namespace oms
