#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/payment_ledger.hpp"

namespace oms {

// What happened to a ledger, besides that it was opened.
enum class PaymentAction : std::uint8_t {
    fall_due,     // goods have left, were canceled or came back
    succeed,      // an operation is done
    refuse,       // it has failed
    lose,         // nobody knows
    ask_capture,  // a person wants a failed capture made again
    ask_refund,   // a person pays back
    record,       // money was taken by hand
    renew,        // an authorization is about to lapse
    lapse,        // it has
    dispute,      // a dispute was opened, won or lost
};
template <>
struct EnumText<PaymentAction> {
    static constexpr std::array<std::string_view, 10> names{
        "fall_due",   "succeed", "refuse", "lose",  "ask_capture",
        "ask_refund", "record",  "renew",  "lapse", "dispute"};
};

// What a change adds to a ledger: entries are only ever appended, operations are new or in another
// state.
struct PaymentDelta {
    std::vector<PaymentEntry> entries;
    std::vector<PaymentOperation> operations;
    std::vector<PaymentTender> tenders;          // all of them, or none when none has changed
    std::int64_t dues_taken = 0;                 // by then
    std::vector<WaitingRefund> waiting_refunds;  // by then
    std::vector<PaymentDispute> disputes;        // all of them, or none when none has changed
    friend bool operator==(const PaymentDelta&, const PaymentDelta&) = default;
};

// What leads from one to the other.
PaymentDelta delta_between(const PaymentLedger& before, const PaymentLedger& after);
// The inverse, at that time. Fails with Reason::corrupt_row for entries that do not follow.
Result<void> apply(PaymentLedger& ledger, const PaymentDelta& delta, Timestamp time);

}  // namespace oms
