#pragma once

#include <optional>
#include <string>

#include "domain/payment_ledger.hpp"

// What may happen to the ledger of an order. Amounts are in minor units of its currency, above 0.
namespace oms {

// Takes in what has fallen due of the order since: charges, credits and released promises, and the
// operations that carry them out. The first operation of a due has its id, others have it with
// ".2", ".3" appended. Policy:
//   captures  gift card, store credit, card, cash, pay in store: value that is only good here first
//   voids     the other way round, so that what is captured last is given up first
//   refunds   card, gift card, store credit, cash, pay in store, each up to what came in through it
// A capture that its authorization does not cover any more waits for a new one; a refund that finds
// no money waits until captures that are under way are done, or an open dispute is decided. Credit
// is issued by an operation too, through a tender of the account it goes to.
void take_dues(PaymentLedger& ledger, const Order& order, Timestamp now);

// How an operation ended, as whoever carried it out tells it.
struct OperationOutcome {
    std::string provider_reference;
    // Of an authorization: until when it is worth something; nothing: authorization_validity.
    std::optional<Timestamp> authorized_until;
};
// It is carried out: writes its entries. Does nothing to one that is done. Fails with
// Reason::payment_operation_not_found, Reason::illegal_transition.
Result<void> succeed(PaymentLedger& ledger, const OperationId& id, const OperationOutcome& outcome,
                     Timestamp now);
// It will never be carried out; operations that waited for it fail too. Does nothing to one that
// has failed. Fails like succeed.
Result<void> refuse(PaymentLedger& ledger, const OperationId& id, const std::string& failure,
                    Timestamp now);
// Nobody knows whether it was carried out: only its result, or asking again with its id, tells.
// Does nothing to one that is uncertain. Fails like succeed.
Result<void> lose(PaymentLedger& ledger, const OperationId& id, Timestamp now);

// Who asks for money to be moved, and why.
struct PaymentWish {
    OperationId operation_id;  // a new one
    std::int64_t tender_no = 0;
    std::int64_t minor_units = 0;
    std::string actor;
    PersonalId reason_id;
};
// Captures what the customer owes and no capture is under way for, after one has failed (M8). Fails
// with Reason::payment_above_limit, which tells what can be, Reason::payment_operation_not_found
// for a tender that is not there, Reason::illegal_transition for one that is moved by hand.
Result<void> ask_capture(PaymentLedger& ledger, const PaymentWish& wish, Timestamp now);
// Refunds through the tender: first what we owe, the rest as goodwill; through a tender of credit
// only what we owe, as credit. Fails with Reason::illegal_transition while a dispute is open,
// Reason::payment_above_limit beyond what came in through it or was charged,
// Reason::payment_operation_not_found for a tender that is not there.
Result<void> ask_refund(PaymentLedger& ledger, const PaymentWish& wish, Timestamp now);
// Of a refund of so much: what we do not owe.
std::int64_t goodwill_in(const PaymentLedger& ledger, std::int64_t minor_units);
// What was granted by hand so far beyond what we owed.
std::int64_t goodwill_granted(const PaymentLedger& ledger);

// Money that was taken by hand, as cash or in the store: for what is owed, then for what tenders
// have promised that no issuer holds. Adds a tender of that kind when there is none. Fails with
// Reason::payment_above_limit beyond that.
Result<void> record_payment(PaymentLedger& ledger, TenderKind kind, const std::string& reference,
                            const PaymentWish& wish, Timestamp now);
// Of what the tender promised what no issuer holds.
std::int64_t unsecured(const PaymentLedger& ledger, std::int64_t tender_no);
// Up to how much may be recorded.
std::int64_t recordable(const PaymentLedger& ledger);

// Asks for a new authorization of what the tender is still to pay; true when one is needed and none
// is under way. `id`: a new one.
bool renew(PaymentLedger& ledger, std::int64_t tender_no, const OperationId& id, Timestamp now);
// What has lapsed by now is not authorized any more; true when anything has.
bool lapse(PaymentLedger& ledger, Timestamp now);

}  // namespace oms
