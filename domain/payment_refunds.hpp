#pragma once

#include "domain/payment_ledger.hpp"

// How money goes back to customers: as money, or as credit.
namespace oms {

// A refund or a credit has fallen due: what the customer has paid is given back, the rest is not
// owed any more. What cannot be paid back yet waits.
void take_refund(PaymentLedger& ledger, const PaymentDue& due, Timestamp now);
void take_credit(PaymentLedger& ledger, const PaymentDue& due, Timestamp now);
// Captures have been done or have failed, or a dispute is decided: refunds that waited for them go
// on, or have lost their reason.
void reconsider_refunds(PaymentLedger& ledger, Timestamp now);

}  // namespace oms
