#pragma once

// The stored shapes of payment ledgers; see describe.hpp.

#include "domain/describe.hpp"
#include "domain/payment_delta.hpp"

namespace oms {

template <class A>
void describe(A& a, PaymentEntry& v) {
    a.field("entry_no", v.entry_no);
    a.field("kind", v.kind);
    a.optional_field("tender_no", v.tender_no);
    a.optional_field("operation_id", v.operation_id);
    a.field("amount", v.amount);
    a.field("debit", v.debit);
    a.field("credit", v.credit);
    a.field("time", v.time);
}
template <class A>
void describe(A& a, PaymentOperation& v) {
    a.field("operation_id", v.operation_id);
    a.field("kind", v.kind);
    a.field("tender_no", v.tender_no);
    a.field("amount", v.amount);
    a.field("state", v.state);
    a.optional_field("due_id", v.due_id);
    a.optional_field("authorization_id", v.authorization_id);
    a.optional_field("after", v.after);
    a.optional_field("provider_reference", v.provider_reference);
    a.optional_field("failure", v.failure);
    a.optional_field("actor", v.actor);
    a.optional_field("reason_id", v.reason_id);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}
template <class A>
void describe(A& a, PaymentTender& v) {
    a.field("tender_no", v.tender_no);
    a.field("kind", v.kind);
    a.field("type", v.type);
    a.optional_field("reference", v.reference);
    a.optional_field("authorization_id", v.authorization_id);
    a.optional_field("authorized_until", v.authorized_until);
    a.optional_field("order_tender_no", v.order_tender_no);
}
template <class A>
void describe(A& a, WaitingRefund& v) {
    a.field("due_id", v.due_id);
    a.field("amount", v.amount);
    a.optional_field("credit_tender_no", v.credit_tender_no);
}
template <class A>
void describe(A& a, PaymentDispute& v) {
    a.field("dispute_id", v.dispute_id);
    a.field("tender_no", v.tender_no);
    a.field("amount", v.amount);
    a.field("state", v.state);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}
template <class A>
void describe(A& a, PaymentLedger& v) {
    a.field("order_id", v.order_id);
    a.field("order_number", v.order_number);
    a.field("channel_id", v.channel_id);
    a.field("total", v.total);
    a.optional_field("tenders", v.tenders);
    a.optional_field("operations", v.operations);
    a.optional_field("entries", v.entries);
    a.optional_field("dues_taken", v.dues_taken);
    a.optional_field("waiting_refunds", v.waiting_refunds);
    a.optional_field("disputes", v.disputes);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}
template <class A>
void describe(A& a, PaymentDelta& v) {
    a.optional_field("entries", v.entries);
    a.optional_field("operations", v.operations);
    a.optional_field("tenders", v.tenders);
    a.optional_field("dues_taken", v.dues_taken);
    a.optional_field("waiting_refunds", v.waiting_refunds);
    a.optional_field("disputes", v.disputes);
}

}  // namespace oms
