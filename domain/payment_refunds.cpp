#include "domain/payment_refunds.hpp"

#include <utility>

#include "domain/payment_changes.hpp"
#include "domain/payment_steps.hpp"

namespace oms {
namespace {

constexpr TenderKinds refund_policy{TenderKind::card, TenderKind::gift_card,
                                    TenderKind::store_credit, TenderKind::cash,
                                    TenderKind::pay_in_store};

std::int64_t add_refunds(PaymentLedger& ledger, const OperationId& due_id, std::int64_t wanted,
                         Timestamp now) {
    const auto limit = [&](std::int64_t no) {
        return is_disputed(ledger) ? 0 : std::min(refundable(ledger, no), creditable(ledger));
    };
    const auto give = [&](std::int64_t no, std::int64_t part) {
        add_operation(ledger, OperationKind::refund, no, part, next_id(ledger, due_id), now)
            .due_id = due_id;
    };
    return share_out(ledger, refund_policy, wanted, limit, give);
}

std::int64_t add_credit(PaymentLedger& ledger, const OperationId& due_id, std::int64_t tender_no,
                        std::int64_t wanted, Timestamp now) {
    const std::int64_t part = is_disputed(ledger) ? 0 : std::min(wanted, creditable(ledger));
    if (part <= 0) return wanted;
    add_operation(ledger, OperationKind::issue_credit, tender_no, part, next_id(ledger, due_id),
                  now)
        .due_id = due_id;
    return wanted - part;
}

void wait_for_money(PaymentLedger& ledger, const OperationId& due_id, std::int64_t left,
                    std::int64_t credit_tender_no) {
    if (left <= 0) return;
    ledger.waiting_refunds.push_back(
        {due_id, *Money::of(left, ledger.total.currency()), credit_tender_no});
}

// Pays it back as far as it can be by now; the rest waits.
void pay_back(PaymentLedger& ledger, const OperationId& due_id, std::int64_t wanted,
              std::int64_t credit_tender_no, Timestamp now) {
    const std::int64_t left = credit_tender_no == 0
                                  ? add_refunds(ledger, due_id, wanted, now)
                                  : add_credit(ledger, due_id, credit_tender_no, wanted, now);
    wait_for_money(ledger, due_id, left, credit_tender_no);
}

// The account that credit goes to, as a tender that nothing is paid with; without a reference one
// that is not known yet, and never one of the buyer's.
std::int64_t credit_tender(PaymentLedger& ledger, const std::string& reference) {
    for (const PaymentTender& tender : ledger.tenders) {
        if (is_credit_tender(tender) && tender.reference == reference) return tender.tender_no;
    }
    PaymentTender tender;
    tender.tender_no = static_cast<std::int64_t>(ledger.tenders.size()) + 1;
    tender.kind = TenderKind::store_credit;
    tender.type = std::string(enum_text(tender.kind));
    tender.reference = reference;
    ledger.tenders.push_back(std::move(tender));
    return ledger.tenders.back().tender_no;
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

}  // namespace

void take_refund(PaymentLedger& ledger, const PaymentDue& due, Timestamp now) {
    pay_back(ledger, due.operation_id, give_back(ledger, due, now), 0, now);
}

void take_credit(PaymentLedger& ledger, const PaymentDue& due, Timestamp now) {
    const std::int64_t wanted = give_back(ledger, due, now);
    if (wanted > 0)
        pay_back(ledger, due.operation_id, wanted, credit_tender(ledger, due.credit_reference),
                 now);
}

void reconsider_refunds(PaymentLedger& ledger, Timestamp now) {
    const std::vector<WaitingRefund> waiting = std::exchange(ledger.waiting_refunds, {});
    for (const WaitingRefund& refund : waiting) {
        const std::int64_t we_owe = std::max<std::int64_t>(0, -net_owed(ledger));
        const std::int64_t wanted = std::min(refund.amount.minor_units(), we_owe);
        pay_back(ledger, refund.due_id, wanted, refund.credit_tender_no, now);
    }
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
    if (is_disputed(ledger)) {
        return fail(Reason::illegal_transition,
                    "refund does not apply: a dispute is open, the bank has taken money back");
    }
    const bool as_credit = is_credit_tender(tender_of(ledger, wish.tender_no));
    const std::int64_t we_owe = std::max<std::int64_t>(0, -owed(ledger));
    const std::int64_t most = as_credit
                                  ? std::min(creditable(ledger), we_owe)
                                  : std::min({refundable(ledger, wish.tender_no),
                                              creditable(ledger), we_owe + net_sales(ledger)});
    if (wish.minor_units > most)
        return fail(
            above_limit("more than came in through the tender, or than was charged", ledger, most));
    write_entry(ledger, PaymentEntryKind::credit, 0, goodwill_in(ledger, wish.minor_units),
                wish.operation_id, now);
    PaymentOperation& refund =
        add_operation(ledger, as_credit ? OperationKind::issue_credit : OperationKind::refund,
                      wish.tender_no, wish.minor_units, wish.operation_id, now);
    refund.actor = wish.actor;
    refund.reason_id = wish.reason_id;
    ledger.update_time = now;
    return {};
}

}  // namespace oms
