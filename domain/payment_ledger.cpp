#include "domain/payment_ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms {
namespace {

struct KindRow {
    std::string_view type;
    TenderKind kind;
};
constexpr auto known_types = std::to_array<KindRow>({
    {"card",         TenderKind::card        },
    {"wallet",       TenderKind::card        },
    {"gift_card",    TenderKind::gift_card   },
    {"store_credit", TenderKind::store_credit},
    {"cash",         TenderKind::cash        },
    {"pay_in_store", TenderKind::pay_in_store},
});

struct Accounts {
    PaymentAccount debit;
    PaymentAccount credit;
};

constexpr Accounts accounts_of(PaymentEntryKind kind) {
    using enum PaymentAccount;
    switch (kind) {
        case PaymentEntryKind::promise:
            return {promised, commitments};
        case PaymentEntryKind::authorize:
            return {authorized, holds};
        case PaymentEntryKind::charge:
            return {receivable, sales};
        case PaymentEntryKind::release:
            return {commitments, promised};
        case PaymentEntryKind::capture:
            return {money, receivable};
        case PaymentEntryKind::void_authorization:
        case PaymentEntryKind::lapse:
            return {holds, authorized};
        case PaymentEntryKind::credit:
            return {sales, receivable};
        case PaymentEntryKind::refund:
            return {receivable, money};
        case PaymentEntryKind::issue:
            return {receivable, vouchers};
        case PaymentEntryKind::dispute:
            return {PaymentAccount::disputed, money};
        case PaymentEntryKind::dispute_won:
            return {money, PaymentAccount::disputed};
        case PaymentEntryKind::dispute_lost:
            return {receivable, PaymentAccount::disputed};
    }
    return {promised, commitments};
}

std::int64_t sum_of(const PaymentLedger& ledger, PaymentEntryKind kind, std::int64_t tender_no) {
    std::int64_t sum = 0;
    for (const PaymentEntry& entry : ledger.entries) {
        if (entry.kind == kind && (tender_no == 0 || entry.tender_no == tender_no))
            sum += entry.amount.minor_units();
    }
    return sum;
}

template <class Filter>
std::int64_t open_amount(const PaymentLedger& ledger, Filter counts) {
    std::int64_t sum = 0;
    for (const PaymentOperation& operation : ledger.operations) {
        if (is_open(operation) && counts(operation)) sum += operation.amount.minor_units();
    }
    return sum;
}

bool gives_back(const PaymentOperation& operation) {
    return operation.kind == OperationKind::refund || operation.kind == OperationKind::issue_credit;
}

}  // namespace

TenderKind tender_kind(std::string_view type) {
    for (const KindRow& row : known_types) {
        if (row.type == type) return row.kind;
    }
    return TenderKind::card;
}

bool is_moved_by_gateway(TenderKind kind) {
    return kind == TenderKind::card || kind == TenderKind::gift_card ||
           kind == TenderKind::store_credit;
}

void write_entry(PaymentLedger& ledger, PaymentEntryKind kind, std::int64_t tender_no,
                 std::int64_t minor_units, const OperationId& operation_id, Timestamp time) {
    if (minor_units == 0) return;
    OMS_REQUIRE(minor_units > 0);
    const Accounts accounts = accounts_of(kind);
    PaymentEntry entry;
    entry.entry_no = static_cast<std::int64_t>(ledger.entries.size()) + 1;
    entry.kind = kind;
    entry.tender_no = tender_no;
    entry.operation_id = operation_id;
    entry.amount = *Money::of(minor_units, ledger.total.currency());
    entry.debit = accounts.debit;
    entry.credit = accounts.credit;
    entry.time = time;
    ledger.entries.push_back(std::move(entry));
}

void add_tender(PaymentLedger& ledger, const Tender& tender, std::int64_t minor_units,
                std::int64_t order_tender_no, Timestamp now) {
    if (minor_units <= 0) return;
    PaymentTender added;
    added.tender_no = static_cast<std::int64_t>(ledger.tenders.size()) + 1;
    added.kind = tender_kind(tender.type);
    added.type = tender.type;
    added.reference = tender.reference;
    added.order_tender_no = order_tender_no;
    if (added.kind == TenderKind::card) added.authorized_until = now + authorization_validity;
    write_entry(ledger, PaymentEntryKind::promise, added.tender_no, minor_units, {}, now);
    if (is_moved_by_gateway(added.kind))
        write_entry(ledger, PaymentEntryKind::authorize, added.tender_no, minor_units, {}, now);
    ledger.tenders.push_back(std::move(added));
}

PaymentLedger open_ledger(const Order& order) {
    PaymentLedger ledger;
    ledger.order_id = order.order_id;
    ledger.order_number = order.number;
    ledger.channel_id = order.channel_id;
    ledger.total = order.totals.total;
    ledger.create_time = ledger.update_time = order.create_time;
    std::int64_t left = order.totals.total.minor_units();
    std::int64_t order_tender_no = 0;
    for (const Tender& tender : order.tenders) {
        const std::int64_t amount = std::min(left, tender.amount.minor_units());
        left -= amount;
        add_tender(ledger, tender, amount, ++order_tender_no, order.create_time);
    }
    Tender rest;
    rest.type = enum_text(TenderKind::pay_in_store);
    add_tender(ledger, rest, left, 0, order.create_time);
    return ledger;
}

std::int64_t balance(const PaymentLedger& ledger, PaymentAccount account, std::int64_t tender_no) {
    std::int64_t sum = 0;
    for (const PaymentEntry& entry : ledger.entries) {
        if (tender_no != 0 && entry.tender_no != tender_no) continue;
        if (entry.debit == account) sum += entry.amount.minor_units();
        if (entry.credit == account) sum -= entry.amount.minor_units();
    }
    return sum;
}

const PaymentTender& tender_of(const PaymentLedger& ledger, std::int64_t tender_no) {
    OMS_REQUIRE(tender_no >= 1 && tender_no <= static_cast<std::int64_t>(ledger.tenders.size()));
    return ledger.tenders[static_cast<std::size_t>(tender_no - 1)];
}

const PaymentOperation* find_operation(const PaymentLedger& ledger, const OperationId& id) {
    const auto found = std::find_if(
        ledger.operations.begin(), ledger.operations.end(),
        [&](const PaymentOperation& operation) { return operation.operation_id == id; });
    return found == ledger.operations.end() ? nullptr : &*found;
}

bool is_open(const PaymentOperation& operation) {
    return operation.state == OperationState::due || operation.state == OperationState::uncertain;
}

bool may_begin(const PaymentLedger& ledger, const PaymentOperation& operation) {
    if (!is_open(operation)) return false;
    if (operation.after.empty()) return true;
    const PaymentOperation* before = find_operation(ledger, operation.after);
    return before != nullptr && before->state == OperationState::done;
}

std::int64_t free_authorization(const PaymentLedger& ledger, std::int64_t tender_no) {
    return balance(ledger, PaymentAccount::authorized, tender_no) -
           open_amount(ledger, [&](const PaymentOperation& operation) {
               const bool uses = operation.kind == OperationKind::capture ||
                                 operation.kind == OperationKind::void_authorization;
               return uses && operation.tender_no == tender_no && may_begin(ledger, operation);
           });
}

std::int64_t refundable(const PaymentLedger& ledger, std::int64_t tender_no) {
    return balance(ledger, PaymentAccount::money, tender_no) -
           open_amount(ledger, [&](const PaymentOperation& operation) {
               return operation.kind == OperationKind::refund && operation.tender_no == tender_no;
           });
}

bool is_credit_tender(const PaymentTender& tender) {
    return tender.kind == TenderKind::store_credit && tender.order_tender_no == 0;
}

std::int64_t creditable(const PaymentLedger& ledger) {
    const std::int64_t back = open_amount(
        ledger, [](const PaymentOperation& operation) { return gives_back(operation); });
    return balance(ledger, PaymentAccount::money) - credited(ledger) - back;
}

std::int64_t net_sales(const PaymentLedger& ledger) {
    return -balance(ledger, PaymentAccount::sales);
}

std::int64_t net_owed(const PaymentLedger& ledger) {
    std::int64_t sum = balance(ledger, PaymentAccount::receivable);
    sum -= open_amount(ledger, [](const PaymentOperation& operation) {
        return operation.kind == OperationKind::capture;
    });
    sum += open_amount(ledger,
                       [](const PaymentOperation& operation) { return gives_back(operation); });
    for (const WaitingRefund& waiting : ledger.waiting_refunds)
        sum += waiting.amount.minor_units();
    return sum;
}

std::int64_t promised_by_hand(const PaymentLedger& ledger) {
    std::int64_t sum = 0;
    for (const PaymentTender& tender : ledger.tenders) {
        if (!is_moved_by_gateway(tender.kind))
            sum += balance(ledger, PaymentAccount::promised, tender.tender_no);
    }
    return sum;
}

std::int64_t owed(const PaymentLedger& ledger) {
    const std::int64_t net = net_owed(ledger);
    return net >= 0 ? net : std::min<std::int64_t>(0, net + promised_by_hand(ledger));
}

std::int64_t authorized(const PaymentLedger& ledger, Timestamp now, std::int64_t tender_no) {
    std::int64_t sum = 0;
    for (const PaymentTender& tender : ledger.tenders) {
        if (tender_no != 0 && tender.tender_no != tender_no) continue;
        if (tender.authorized_until && *tender.authorized_until <= now) continue;
        sum += balance(ledger, PaymentAccount::authorized, tender.tender_no);
    }
    return sum;
}

std::int64_t captured(const PaymentLedger& ledger, std::int64_t tender_no) {
    return sum_of(ledger, PaymentEntryKind::capture, tender_no);
}

std::int64_t refunded(const PaymentLedger& ledger, std::int64_t tender_no) {
    return sum_of(ledger, PaymentEntryKind::refund, tender_no);
}

std::int64_t credited(const PaymentLedger& ledger, std::int64_t tender_no) {
    return sum_of(ledger, PaymentEntryKind::issue, tender_no);
}

std::int64_t charged_back(const PaymentLedger& ledger, std::int64_t tender_no) {
    return sum_of(ledger, PaymentEntryKind::dispute_lost, tender_no);
}

bool is_disputed(const PaymentLedger& ledger) {
    return std::any_of(ledger.disputes.begin(), ledger.disputes.end(),
                       [](const auto& dispute) { return dispute.state == DisputeState::opened; });
}

PaymentStatus payment_status(const PaymentLedger& ledger, Timestamp now) {
    if (is_disputed(ledger)) return PaymentStatus::disputed;
    const std::int64_t debt = owed(ledger);
    if (debt < 0) return PaymentStatus::overpaid;
    if (debt > 0) return PaymentStatus::owed;
    const std::int64_t in = captured(ledger);
    const std::int64_t out = refunded(ledger) + credited(ledger) + charged_back(ledger);
    const std::int64_t promised = balance(ledger, PaymentAccount::promised);
    if (in > 0 && out >= in) return PaymentStatus::refunded;
    if (out > 0) return PaymentStatus::partially_refunded;
    const std::int64_t open_captures = open_amount(ledger, [](const PaymentOperation& operation) {
        return operation.kind == OperationKind::capture;
    });
    if (in > 0) {
        const bool all_in = in - out >= net_sales(ledger) + promised;
        return all_in && open_captures == 0 ? PaymentStatus::paid
                                            : PaymentStatus::partially_captured;
    }
    if (authorized(ledger, now) > 0 && promised + open_captures > 0)
        return PaymentStatus::authorized;
    if (promised + open_captures > 0) return PaymentStatus::unpaid;
    // Nothing was ever to be paid, or it is not any more.
    return ledger.total.minor_units() == 0 ? PaymentStatus::paid : PaymentStatus::voided;
}

namespace {

void check_entries(const PaymentLedger& ledger, std::vector<std::string>& faults) {
    std::int64_t entry_no = 0;
    for (const PaymentEntry& entry : ledger.entries) {
        const Accounts accounts = accounts_of(entry.kind);
        if (entry.entry_no != ++entry_no)
            faults.push_back(fmt::format("M6: entry {} stands at {}", entry.entry_no, entry_no));
        if (entry.debit != accounts.debit || entry.credit != accounts.credit ||
            entry.amount.minor_units() <= 0)
            faults.push_back(fmt::format("M6: entry {} does not balance", entry.entry_no));
        if (entry.amount.currency() != ledger.total.currency())
            faults.push_back(fmt::format("M10: entry {} is of another currency", entry.entry_no));
    }
}

void check_authorizations(const PaymentLedger& ledger, const PaymentTender& tender,
                          std::vector<std::string>& faults) {
    std::vector<OperationId> ids{OperationId()};
    for (const PaymentOperation& operation : ledger.operations) {
        if (operation.kind == OperationKind::authorize && operation.tender_no == tender.tender_no)
            ids.push_back(operation.operation_id);
    }
    for (const OperationId& id : ids) {
        std::int64_t held = 0;
        for (const PaymentEntry& entry : ledger.entries) {
            if (entry.kind == PaymentEntryKind::authorize && entry.tender_no == tender.tender_no &&
                entry.operation_id == id)
                held += entry.amount.minor_units();
        }
        std::int64_t used = 0;
        for (const PaymentOperation& operation : ledger.operations) {
            const bool uses = operation.kind == OperationKind::capture &&
                              operation.tender_no == tender.tender_no &&
                              operation.authorization_id == id;
            if (uses && (operation.state == OperationState::done || may_begin(ledger, operation)))
                used += operation.amount.minor_units();
        }
        if (used > held && is_moved_by_gateway(tender.kind)) {
            faults.push_back(fmt::format("M1: tender {}: {} captured of {} authorized",
                                         tender.tender_no, used, held));
        }
    }
}

}  // namespace

std::vector<std::string> ledger_faults(const PaymentLedger& ledger) {
    std::vector<std::string> faults;
    check_entries(ledger, faults);
    for (const PaymentTender& tender : ledger.tenders) {
        const std::int64_t no = tender.tender_no;
        check_authorizations(ledger, tender, faults);
        if (free_authorization(ledger, no) < 0)
            faults.push_back(fmt::format("M1: tender {}: more is used than authorized", no));
        if (refundable(ledger, no) < 0)
            faults.push_back(fmt::format("M2: tender {}: more goes back than came in", no));
        if (creditable(ledger) < 0) faults.push_back("M2: more is given back than came in");
        if (net_sales(ledger) < 0) faults.push_back("M2: more was given back than was charged");
        if (balance(ledger, PaymentAccount::promised, no) < 0)
            faults.push_back(fmt::format("M8: tender {}: more is due than was promised", no));
    }
    return faults;
}

namespace {

bool is_given_back(DueKind kind) {
    return kind == DueKind::refund || kind == DueKind::credit;
}

}  // namespace

std::vector<std::string> ledger_faults(const PaymentLedger& ledger, const Order& order) {
    std::vector<std::string> faults = ledger_faults(ledger);
    const auto dues = static_cast<std::int64_t>(order.payments_due.size());
    if (ledger.dues_taken != dues)
        faults.push_back(
            fmt::format("{} of {} payments due are taken in", ledger.dues_taken, dues));
    for (const PaymentDue& due : order.payments_due) {
        std::int64_t booked = 0;
        for (const PaymentEntry& entry : ledger.entries) {
            const bool counts =
                (due.kind == DueKind::capture && entry.kind == PaymentEntryKind::charge) ||
                (is_given_back(due.kind) && entry.kind == PaymentEntryKind::credit);
            if (counts && entry.operation_id == due.operation_id)
                booked += entry.amount.minor_units();
        }
        const std::int64_t wanted = due.amount.minor_units();
        // Of a refund less where goodwill came before it.
        const bool fits = due.kind == DueKind::capture ? booked == wanted
                          : is_given_back(due.kind)    ? booked <= wanted
                                                       : booked == 0;
        if (!fits) {
            faults.push_back(
                fmt::format("{}: {} are booked of {}", due.operation_id.str(), booked, wanted));
        }
    }
    return faults;
}

}  // namespace oms
