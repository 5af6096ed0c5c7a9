#include "domain/payment_changes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms {
namespace {

using Kinds = std::array<TenderKind, 5>;
constexpr Kinds capture_policy{TenderKind::gift_card, TenderKind::store_credit, TenderKind::card,
                               TenderKind::cash, TenderKind::pay_in_store};
constexpr Kinds void_policy{TenderKind::pay_in_store, TenderKind::cash, TenderKind::card,
                            TenderKind::store_credit, TenderKind::gift_card};
constexpr Kinds refund_policy{TenderKind::card, TenderKind::gift_card, TenderKind::store_credit,
                              TenderKind::cash, TenderKind::pay_in_store};

// Splits `wanted` over the tenders in the policy's order, those of a kind by number, each up to
// `limit(tender_no)`, and gives each its part; returns what is left.
template <class Limit, class Give>
std::int64_t share_out(const PaymentLedger& ledger, const Kinds& policy, std::int64_t wanted,
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

// `base` itself while no operation has it.
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

std::int64_t add_refunds(PaymentLedger& ledger, const OperationId& due_id, std::int64_t wanted,
                         Timestamp now) {
    const auto limit = [&](std::int64_t no) { return refundable(ledger, no); };
    const auto give = [&](std::int64_t no, std::int64_t part) {
        add_operation(ledger, OperationKind::refund, no, part, next_id(ledger, due_id), now)
            .due_id = due_id;
    };
    return share_out(ledger, refund_policy, wanted, limit, give);
}

void wait_for_money(PaymentLedger& ledger, const OperationId& due_id, std::int64_t left) {
    if (left > 0)
        ledger.waiting_refunds.push_back({due_id, *Money::of(left, ledger.total.currency())});
}

// Books what the customer gets back, and returns how much of it is to be paid.
std::int64_t give_back(PaymentLedger& ledger, const PaymentDue& due, Timestamp now) {
    // What goodwill has given back already is not given twice.
    const std::int64_t credit = std::min(due.amount.minor_units(), net_sales(ledger));
    write_entry(ledger, PaymentEntryKind::credit, 0, credit, due.operation_id, now);
    // What the customer has not paid is not paid back.
    const std::int64_t we_owe = std::max<std::int64_t>(0, -net_owed(ledger));
    return std::min(credit, we_owe);
}

void take_refund(PaymentLedger& ledger, const PaymentDue& due, Timestamp now) {
    const std::int64_t wanted = give_back(ledger, due, now);
    wait_for_money(ledger, due.operation_id, add_refunds(ledger, due.operation_id, wanted, now));
}

// Store credit for what the customer has paid; the rest is not owed any more.
void take_credit(PaymentLedger& ledger, const PaymentDue& due, Timestamp now) {
    const std::int64_t wanted = give_back(ledger, due, now);
    write_entry(ledger, PaymentEntryKind::issue, 0, wanted, due.operation_id, now);
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

// Captures have been done or have failed: refunds that waited for them go on, or have lost their
// reason.
void reconsider_refunds(PaymentLedger& ledger, Timestamp now) {
    const std::vector<WaitingRefund> waiting = std::exchange(ledger.waiting_refunds, {});
    for (const WaitingRefund& refund : waiting) {
        const std::int64_t we_owe = std::max<std::int64_t>(0, -net_owed(ledger));
        const std::int64_t wanted = std::min(refund.amount.minor_units(), we_owe);
        wait_for_money(ledger, refund.due_id, add_refunds(ledger, refund.due_id, wanted, now));
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
    if (operation.kind == OperationKind::refund || !is_moved_by_gateway(tender_of(ledger, no).kind))
        return;
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

std::int64_t goodwill_in(const PaymentLedger& ledger, std::int64_t minor_units) {
    return minor_units - std::min(minor_units, std::max<std::int64_t>(0, -owed(ledger)));
}

std::int64_t goodwill_granted(const PaymentLedger& ledger) {
    std::int64_t sum = 0;
    for (const PaymentEntry& entry : ledger.entries) {
        if (entry.kind != PaymentEntryKind::credit) continue;
        const PaymentOperation* operation = find_operation(ledger, entry.operation_id);
        if (operation != nullptr && !operation->actor.empty()) sum += entry.amount.minor_units();
    }
    return sum;
}

Result<void> ask_refund(PaymentLedger& ledger, const PaymentWish& wish, Timestamp now) {
    OMS_CHECK(check_tender(ledger, wish.tender_no));
    const std::int64_t we_owe = std::max<std::int64_t>(0, -owed(ledger));
    const std::int64_t most =
        std::min(refundable(ledger, wish.tender_no), we_owe + net_sales(ledger));
    if (wish.minor_units > most)
        return fail(
            above_limit("more than came in through the tender, or than was charged", ledger, most));
    write_entry(ledger, PaymentEntryKind::credit, 0, goodwill_in(ledger, wish.minor_units),
                wish.operation_id, now);
    PaymentOperation& refund = add_operation(ledger, OperationKind::refund, wish.tender_no,
                                             wish.minor_units, wish.operation_id, now);
    refund.actor = wish.actor;
    refund.reason_id = wish.reason_id;
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
