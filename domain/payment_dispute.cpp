#include "domain/payment_dispute.hpp"

#include <algorithm>
#include <utility>

#include "domain/payment_changes.hpp"
#include "domain/payment_refunds.hpp"
#include "domain/payment_steps.hpp"

namespace oms {
namespace {

Result<void> open(PaymentLedger& ledger, const DisputeReport& report, Timestamp now) {
    OMS_CHECK(check_tender(ledger, report.tender_no));
    if (find_operation(ledger, report.dispute_id) != nullptr)
        return fail(Reason::illegal_transition, "open does not apply: an operation has that id");
    const std::int64_t most = std::min(refundable(ledger, report.tender_no), creditable(ledger));
    if (report.minor_units > most) {
        return fail(above_limit("more than came in through the tender and has not gone back",
                                ledger, most));
    }
    PaymentDispute dispute;
    dispute.dispute_id = report.dispute_id;
    dispute.tender_no = report.tender_no;
    dispute.amount = *Money::of(report.minor_units, ledger.total.currency());
    dispute.create_time = dispute.update_time = now;
    write_entry(ledger, PaymentEntryKind::dispute, dispute.tender_no, report.minor_units,
                dispute.dispute_id, now);
    ledger.disputes.push_back(std::move(dispute));
    return {};
}

// The customer has the money: of what we owe it is paid, the rest is not owed to us any more.
void give_up(PaymentLedger& ledger, const PaymentDispute& dispute, Timestamp now) {
    const std::int64_t amount = dispute.amount.minor_units();
    // What waits was not paid back. It is owed also where the customer has yet to pay as much by
    // hand.
    const std::vector<WaitingRefund> waiting = std::exchange(ledger.waiting_refunds, {});
    std::int64_t still_wanted = 0;
    for (const WaitingRefund& refund : waiting)
        still_wanted += refund.amount.minor_units();
    const std::int64_t waited =
        std::min(still_wanted, std::max<std::int64_t>(0, -net_owed(ledger)));
    const std::int64_t goodwill = std::min(
        {goodwill_in(ledger, amount), amount - std::min(amount, waited), net_sales(ledger)});
    ledger.waiting_refunds = waiting;
    write_entry(ledger, PaymentEntryKind::dispute_lost, dispute.tender_no, amount,
                dispute.dispute_id, now);
    write_entry(ledger, PaymentEntryKind::credit, 0, goodwill, dispute.dispute_id, now);
}

}  // namespace

Result<void> report_dispute(PaymentLedger& ledger, const DisputeReport& report, Timestamp now) {
    const auto found = std::find_if(
        ledger.disputes.begin(), ledger.disputes.end(),
        [&](const PaymentDispute& one) { return one.dispute_id == report.dispute_id; });
    const bool opens = report.state == DisputeState::opened;
    if (found == ledger.disputes.end()) {
        if (!opens) return fail(Reason::payment_operation_not_found, report.dispute_id.str());
        OMS_CHECK(open(ledger, report, now));
        ledger.update_time = now;
        return {};
    }
    const bool same =
        found->tender_no == report.tender_no && found->amount.minor_units() == report.minor_units;
    if (!same)
        return fail(Reason::illegal_transition, "report does not apply: the dispute is another");
    // Whatever became of it since, that it was opened is known.
    if (opens || found->state == report.state) return {};
    const bool won = report.state == DisputeState::won;
    OMS_TRY(found->state, advance(dispute_transitions, found->state,
                                  won ? DisputeAction::win : DisputeAction::lose));
    found->update_time = ledger.update_time = now;
    if (won) {
        write_entry(ledger, PaymentEntryKind::dispute_won, found->tender_no,
                    found->amount.minor_units(), found->dispute_id, now);
    } else {
        give_up(ledger, *found, now);
    }
    reconsider_refunds(ledger, now);
    return {};
}

}  // namespace oms
