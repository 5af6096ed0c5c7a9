#include "storage/sqlite/verify_payments.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "storage/sqlite/findings.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view count_rows =
    "SELECT (SELECT count(*) FROM payment_ledgers), (SELECT count(*) FROM payment_operations)";

}  // namespace

Result<void> PaymentVerifier::check(const Order& order, VerifyReport& report) {
    OMS_TRY(const std::optional<PaymentLedger> ledger, payments_.find(order.order_id));
    // None yet; one that has been lost is missed by its events.
    if (!ledger) return {};
    ++ledgers_;
    operations_ += static_cast<std::int64_t>(ledger->operations.size());
    for (const std::string& fault : ledger_faults(*ledger, order)) {
        const bool is_named = fault.size() > 2 && fault[0] == 'M';
        add_finding(report, is_named ? fault.substr(0, fault.find(':')) : "M9",
                    order.order_id.str(), fault);
    }
    OMS_TRY(const PaymentRepository::Rows rows, payments_.operation_rows(order.order_id));
    const auto open = std::count_if(ledger->operations.begin(), ledger->operations.end(), is_open);
    if (rows.all != static_cast<std::int64_t>(ledger->operations.size()) || rows.open != open)
        add_finding(report, "M7", order.order_id.str(),
                    "the rows of its payment operations are not those of its ledger");
    return {};
}

Result<void> PaymentVerifier::fold_next(const EventData& data, std::int64_t sequence,
                                        Timestamp time) {
    OMS_TRY(folded_, fold(std::move(folded_), data, sequence, time));
    return {};
}

Result<void> PaymentVerifier::finish(std::string_view id, VerifyReport& report) {
    OMS_TRY(const std::optional<PaymentLedger> stored,
            payments_.find(OrderId::trusted(std::string(id))));
    std::optional<PaymentLedger> folded = std::exchange(folded_, std::nullopt);
    // The end of the chain is compared for every aggregate alike.
    if (stored && folded) folded->head.hash = stored->head.hash;
    if (!folded || stored != folded)
        add_finding(report, "E2", id, "folding its events does not give the stored ledger");
    return {};
}

Result<void> PaymentVerifier::check_size(VerifyReport& report) {
    Statement row = connection_.prepared(count_rows);
    OMS_CHECK(row.step());
    if (row.integer(0) == ledgers_ && row.integer(1) == operations_) return {};
    add_finding(report, "M9", "payment_ledgers",
                fmt::format("{} ledgers and {} operations, orders have {} and {}", row.integer(0),
                            row.integer(1), ledgers_, operations_));
    return {};
}

}  // namespace oms::storage::sqlite
