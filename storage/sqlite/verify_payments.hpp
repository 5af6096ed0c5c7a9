#pragma once

#include "domain/events.hpp"
#include "domain/queries.hpp"
#include "storage/sqlite/payment_repository.hpp"

namespace oms::storage::sqlite {

// What holds for payment ledgers: M1, M2, M6 and M10, that all which fell due of an order is in its
// ledger, that operations have their rows, and that folding its events gives it.
class PaymentVerifier {
public:
    explicit PaymentVerifier(Connection& connection)
        : connection_(connection), payments_(connection) {}

    // Of one order.
    Result<void> check(const Order& order, VerifyReport& report);
    // Events of one ledger, in the order of their sequence.
    Result<void> fold_next(const EventData& data, std::int64_t sequence, Timestamp time);
    // The ledger's events have all been folded: compares with what is stored, and begins anew.
    Result<void> finish(std::string_view id, VerifyReport& report);
    // Once all orders were checked: ledgers or operations of no order.
    Result<void> check_size(VerifyReport& report);

private:
    Connection& connection_;
    PaymentRepository payments_;
    std::optional<PaymentLedger> folded_;
    std::int64_t ledgers_ = 0;
    std::int64_t operations_ = 0;
};

}  // namespace oms::storage::sqlite
