#include "domain/payment_changes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "domain/payment_refunds.hpp"
#include "domain/payment_steps.hpp"

namespace oms {
namespace {

constexpr TenderKinds capture_policy{TenderKind::gift_card, TenderKind::store_credit,
                                     TenderKind::card, TenderKind::cash, TenderKind::pay_in_store};
constexpr TenderKinds void_policy{TenderKind::pay_in_store, TenderKind::cash, TenderKind::card,
                                  TenderKind::store_credit, TenderKind::gift_card};

// A capture, and before it an authorization when the present one does not cover it.
PaymentOperation& add_capture(PaymentLedger& ledger, std::int64_t tender_no,
                              std::int64_t minor_units, const OperationId& base, Timestamp now) {
    const PaymentTender& tender = tender_of(ledger, tender_no);
    const bool lapsed = tender.authorized_until && *tender.authorized_until <= now;
    const bool covered = !lapsed && free_authorization(ledger, tender_no) >= minor_units;
    OperationId authorization = tender.authorization_id;
    OperationId after;
    const OperationId id = next_id(ledger, base);
    if (!covered) {
        const OperationId first = next_id(ledger, OperationId::trusted(id.str() + ".a"));
        add_operation(ledger, OperationKind::authorize, tender_no, minor_units, first, now);
        authorization = after = first;
    }
    PaymentOperation& capture =
        add_operation(ledger, OperationKind::capture, tender_no, minor_units, id, now);
    capture.authorization_id = std::move(authorization);
    capture.after = std::move(after);
    return capture;
}

// Gives up what the tender's issuer holds beyond what is still to be paid.
void void_excess(PaymentLedger& ledger, std::int64_t tender_no, const OperationId& base,
                 const OperationId& due_id, Timestamp now) {
    const PaymentTender& tender = tender_of(ledger, tender_no);
    if (tender.authorized_until && *tender.authorized_until <= now) return;
    // What a failed capture has left is still wanted.
    const std::int64_t wanted = balance(ledger, PaymentAccount::promised, tender_no) +
                                std::max<std::int64_t>(0, owed(ledger));
    const std::int64_t excess = free_authorization(ledger, tender_no) - wanted;
    if (excess <= 0) return;
    OperationId authorization = tender.authorization_id;
    PaymentOperation& operation = add_operation(ledger, OperationKind::void_authorization,
                                                tender_no, excess, next_id(ledger, base), now);
    operation.authorization_id = std::move(authorization);
    operation.due_id = due_id;
}

void take_capture(PaymentLedger& ledger, const PaymentDue& due, Timestamp now) {
    const OperationId& id = due.operation_id;
    const auto promised = [&](std::int64_t no) {
        return balance(ledger, PaymentAccount::promised, no);
    };
    const auto charge = [&](std::int64_t no, std::int64_t part) {
        write_entry(ledger, PaymentEntryKind::charge, no, part, id, now);
        write_entry(ledger, PaymentEntryKind::release, no, part, id, now);
        if (!is_moved_by_gateway(tender_of(ledger, no).kind)) return;
        add_capture(ledger, no, part, id, now).due_id = id;
    };
    const std::int64_t left =
        share_out(ledger, capture_policy, due.amount.minor_units(), promised, charge);
    // No tender was promised for it: the customer owes it.
    write_entry(ledger, PaymentEntryKind::charge, 0, left, id, now);
}

void take_void(PaymentLedger& ledger, const PaymentDue& due, Timestamp now) {
    const OperationId& id = due.operation_id;
    const auto promised = [&](std::int64_t no) {
        return balance(ledger, PaymentAccount::promised, no);
    };
    const auto release = [&](std::int64_t no, std::int64_t part) {
        write_entry(ledger, PaymentEntryKind::release, no, part, id, now);
        if (is_moved_by_gateway(tender_of(ledger, no).kind)) void_excess(ledger, no, id, id, now);
    };
    share_out(ledger, void_policy, due.amount.minor_units(), promised, release);
}

// The order has come to cost more: tenders that it has by now and the ledger has not.
void take_tenders(PaymentLedger& ledger, const Order& order, Timestamp now) {
    std::int64_t known = 0;
    for (const PaymentTender& tender : ledger.tenders)
        known = std::max(known, tender.order_tender_no);
    for (std::size_t i = static_cast<std::size_t>(known); i < order.tenders.size(); ++i) {
        const Tender& tender = order.tenders[i];
        add_tender(ledger, tender, tender.amount.minor_units(), static_cast<std::int64_t>(i) + 1,
                   now);
    }
}

// The operation, to change; nothing when it is in that state already.
Result<PaymentOperation*> settle(PaymentLedger& ledger, const OperationId& id,
                                 OperationAction action, OperationState wanted, Timestamp now) {
    const auto found = std::find_if(
        ledger.operations.begin(), ledger.operations.end(),
        [&](const PaymentOperation& operation) { return operation.operation_id == id; });
    if (found == ledger.operations.end())
        return fail(Reason::payment_operation_not_found, id.str());
    if (found->state == wanted) return nullptr;
    OMS_TRY(found->state, advance(operation_transitions, found->state, action));
    found->update_time = now;
    return &*found;
}

// `old`: what was free of the authorization before it.
void authorize(PaymentLedger& ledger, const PaymentOperation& operation, std::int64_t old,
               const OperationOutcome& outcome, Timestamp now) {
    const std::int64_t no = operation.tender_no;
    PaymentTender& tender = ledger.tenders[static_cast<std::size_t>(no - 1)];
    tender.authorization_id = operation.operation_id;
    tender.authorized_until = outcome.authorized_until;
    if (!tender.authorized_until && tender.kind == TenderKind::card)
        tender.authorized_until = now + authorization_validity;
    // The new one stands for what the old one was for.
    write_entry(ledger, PaymentEntryKind::lapse, no, std::max<std::int64_t>(0, old),
                tender.authorization_id, now);
    write_entry(ledger, PaymentEntryKind::authorize, no, operation.amount.minor_units(),
                tender.authorization_id, now);
}

void write_outcome(PaymentLedger& ledger, const PaymentOperation& operation, Timestamp now) {
    const std::int64_t no = operation.tender_no;
    const std::int64_t minor_units = operation.amount.minor_units();
    const OperationId& id = operation.operation_id;
    if (operation.kind == OperationKind::capture)
        write_entry(ledger, PaymentEntryKind::capture, no, minor_units, id, now);
    if (operation.kind == OperationKind::refund)
        write_entry(ledger, PaymentEntryKind::refund, no, minor_units, id, now);
    if (operation.kind == OperationKind::issue_credit)
        write_entry(ledger, PaymentEntryKind::issue, no, minor_units, id, now);
    const bool is_back =
        operation.kind == OperationKind::refund || operation.kind == OperationKind::issue_credit;
    if (is_back || !is_moved_by_gateway(tender_of(ledger, no).kind)) return;
    write_entry(ledger, PaymentEntryKind::void_authorization, no, minor_units, id, now);
}

// What was paid ahead by hand is not asked of another tender: its promise moves to `to`.
void take_over_promises(PaymentLedger& ledger, std::int64_t to, const OperationId& id,
                        Timestamp now) {
    const std::int64_t ahead = -net_owed(ledger) - promised_by_hand(ledger);
    const auto limit = [&](std::int64_t no) {
        return is_moved_by_gateway(tender_of(ledger, no).kind) ? unsecured(ledger, no) : 0;
    };
    const auto move = [&](std::int64_t no, std::int64_t part) {
        write_entry(ledger, PaymentEntryKind::release, no, part, id, now);
        write_entry(ledger, PaymentEntryKind::promise, to, part, id, now);
    };
    share_out(ledger, void_policy, ahead, limit, move);
}

std::int64_t hand_tender(PaymentLedger& ledger, TenderKind kind, const std::string& reference) {
    for (const PaymentTender& tender : ledger.tenders) {
        if (tender.kind == kind) return tender.tender_no;
    }
    PaymentTender tender;
    tender.tender_no = static_cast<std::int64_t>(ledger.tenders.size()) + 1;
    tender.kind = kind;
    tender.type = std::string(enum_text(kind));
    tender.reference = reference;
    ledger.tenders.push_back(std::move(tender));
    return ledger.tenders.back().tender_no;
}

}  // namespace

void take_dues(PaymentLedger& ledger, const Order& order, Timestamp now) {
    for (auto i = static_cast<std::size_t>(ledger.dues_taken); i < order.payments_due.size(); ++i) {
        const PaymentDue& due = order.payments_due[i];
        ++ledger.dues_taken;
        ledger.update_time = now;
        switch (due.kind) {
            case DueKind::capture:
                take_capture(ledger, due, now);
                break;
            case DueKind::void_authorization:
                take_void(ledger, due, now);
                break;
            case DueKind::refund:
                take_refund(ledger, due, now);
                break;
            case DueKind::authorize:
                take_tenders(ledger, order, now);
                break;
            case DueKind::credit:
                take_credit(ledger, due, now);
                break;
        }
    }
}

Result<void> succeed(PaymentLedger& ledger, const OperationId& id, const OperationOutcome& outcome,
                     Timestamp now) {
    const PaymentOperation* before = find_operation(ledger, id);
    const std::int64_t old = before == nullptr ? 0 : free_authorization(ledger, before->tender_no);
    OMS_TRY(PaymentOperation * operation,
            settle(ledger, id, OperationAction::succeed, OperationState::done, now));
    if (operation == nullptr) return {};
    operation->provider_reference = outcome.provider_reference;
    ledger.update_time = now;
    if (operation->kind == OperationKind::authorize) {
        const std::int64_t no = operation->tender_no;
        const OperationId base = operation->operation_id;
        authorize(ledger, *operation, old, outcome, now);
        // Meanwhile less may have become necessary.
        void_excess(ledger, no, base, {}, now);
        return {};
    }
    write_outcome(ledger, *operation, now);
    if (operation->kind == OperationKind::capture) reconsider_refunds(ledger, now);
    return {};
}

Result<void> refuse(PaymentLedger& ledger, const OperationId& id, const std::string& failure,
                    Timestamp now) {
    OMS_TRY(PaymentOperation * operation,
            settle(ledger, id, OperationAction::refuse, OperationState::failed, now));
    if (operation == nullptr) return {};
    operation->failure = failure;
    for (PaymentOperation& other : ledger.operations) {
        if (!is_open(other) || other.after != id) continue;
        other.state = OperationState::failed;
        other.failure = failure;
        other.update_time = now;
    }
    ledger.update_time = now;
    reconsider_refunds(ledger, now);
    return {};
}

Result<void> lose(PaymentLedger& ledger, const OperationId& id, Timestamp now) {
    OMS_TRY(const PaymentOperation* operation,
            settle(ledger, id, OperationAction::lose, OperationState::uncertain, now));
    if (operation != nullptr) ledger.update_time = now;
    return {};
}

Result<void> ask_capture(PaymentLedger& ledger, const PaymentWish& wish, Timestamp now) {
    OMS_CHECK(check_tender(ledger, wish.tender_no));
    if (!is_moved_by_gateway(tender_of(ledger, wish.tender_no).kind)) {
        return fail(Reason::illegal_transition,
                    "capture does not apply: the tender is paid by hand; record the payment");
    }
    if (is_credit_tender(tender_of(ledger, wish.tender_no))) {
        return fail(Reason::illegal_transition,
                    "capture does not apply: credit goes to the tender, nothing is paid with it");
    }
    const std::int64_t most = owed(ledger);
    if (wish.minor_units > most)
        return fail(above_limit("more than the customer owes for what has left", ledger, most));
    PaymentOperation& capture =
        add_capture(ledger, wish.tender_no, wish.minor_units, wish.operation_id, now);
    capture.actor = wish.actor;
    capture.reason_id = wish.reason_id;
    ledger.update_time = now;
    return {};
}

std::int64_t unsecured(const PaymentLedger& ledger, std::int64_t tender_no) {
    const std::int64_t promised = balance(ledger, PaymentAccount::promised, tender_no);
    if (!is_moved_by_gateway(tender_of(ledger, tender_no).kind)) return promised;
    const std::int64_t held = std::max<std::int64_t>(0, free_authorization(ledger, tender_no));
    return std::max<std::int64_t>(0, promised - held);
}

std::int64_t recordable(const PaymentLedger& ledger) {
    std::int64_t open = net_owed(ledger);
    for (const PaymentTender& tender : ledger.tenders)
        open += unsecured(ledger, tender.tender_no);
    return std::max<std::int64_t>(0, open);
}

Result<void> record_payment(PaymentLedger& ledger, TenderKind kind, const std::string& reference,
                            const PaymentWish& wish, Timestamp now) {
    OMS_REQUIRE(!is_moved_by_gateway(kind));
    lapse(ledger, now);
    const std::int64_t most = recordable(ledger);
    if (wish.minor_units > most)
        return fail(above_limit("more than is still to be paid by hand", ledger, most));
    const std::int64_t no = hand_tender(ledger, kind, reference);
    PaymentOperation& payment =
        add_operation(ledger, OperationKind::capture, no, wish.minor_units, wish.operation_id, now);
    payment.actor = wish.actor;
    payment.reason_id = wish.reason_id;
    OMS_CHECK(succeed(ledger, wish.operation_id, {reference, std::nullopt}, now));
    take_over_promises(ledger, no, wish.operation_id, now);
    return {};
}

bool renew(PaymentLedger& ledger, std::int64_t tender_no, const OperationId& id, Timestamp now) {
    const std::int64_t promised = balance(ledger, PaymentAccount::promised, tender_no);
    if (tender_of(ledger, tender_no).kind != TenderKind::card || promised == 0) return false;
    const bool under_way = std::any_of(
        ledger.operations.begin(), ledger.operations.end(), [&](const PaymentOperation& o) {
            return o.kind == OperationKind::authorize && o.tender_no == tender_no && is_open(o);
        });
    if (under_way) return false;
    add_operation(ledger, OperationKind::authorize, tender_no, promised, id, now);
    ledger.update_time = now;
    return true;
}

bool lapse(PaymentLedger& ledger, Timestamp now) {
    const std::size_t before = ledger.entries.size();
    for (const PaymentTender& tender : ledger.tenders) {
        if (!tender.authorized_until || *tender.authorized_until > now) continue;
        write_entry(ledger, PaymentEntryKind::lapse, tender.tender_no,
                    std::max<std::int64_t>(0, free_authorization(ledger, tender.tender_no)), {},
                    now);
    }
    if (ledger.entries.size() == before) return false;
    ledger.update_time = now;
    return true;
}

}  // namespace oms
