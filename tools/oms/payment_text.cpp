#include "tools/oms/payment_text.hpp"

#include "tools/oms/text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace payments = oms::payments::v1;

Tone tone_of(payments::PaymentStatus status) {
    switch (status) {
        case payments::PAYMENT_STATUS_PAID:
        case payments::PAYMENT_STATUS_REFUNDED:
            return Tone::good;
        case payments::PAYMENT_STATUS_OWED:
        case payments::PAYMENT_STATUS_OVERPAID:
        case payments::PAYMENT_STATUS_DISPUTED:
            return Tone::bad;
        default:
            return Tone::plain;
    }
}

Tone tone_of(payments::OperationState state) {
    switch (state) {
        case payments::OPERATION_STATE_FAILED:
            return Tone::bad;
        case payments::OPERATION_STATE_UNCERTAIN:
            return Tone::warning;
        default:
            return Tone::plain;
    }
}

// Nothing for an amount of 0.
std::string some(const common::v1::Money& amount) {
    return amount.minor_units() == 0 ? std::string() : money_text(amount);
}

void print_tenders(Page& page, const payments::Payments& all) {
    Table table({
        {"tender",     Align::right, false},
        {"type",       Align::left,  true },
        {"to pay",     Align::right, false},
        {"authorized", Align::right, false},
        {"until",      Align::left,  false},
        {"captured",   Align::right, false},
        {"refunded",   Align::right, false},
    });
    for (const payments::PaymentTender& tender : all.tenders()) {
        table.add({std::to_string(tender.tender_no()), tender.type(), money_text(tender.promised()),
                   money_text(tender.authorized()), time_text(tender.authorized_until()),
                   money_text(tender.captured()), money_text(tender.refunded())});
    }
    if (table.empty()) return;
    page.gap();
    page.table(table);
}

void print_disputes(Page& page, const payments::Payments& all) {
    Table table({
        {"dispute", Align::left,  false},
        {"tender",  Align::right, false},
        {"amount",  Align::right, false},
        {"state",   Align::left,  false},
        {"since",   Align::left,  false},
    });
    for (const payments::PaymentDispute& one : all.disputes()) {
        table.add({one.dispute_id(), std::to_string(one.tender_no()), money_text(one.amount()),
                   enum_words(one.state()), time_text(one.create_time())});
    }
    if (table.empty()) return;
    page.gap();
    page.table(table);
}

}  // namespace

void print_operations(Page& page,
                      const google::protobuf::RepeatedPtrField<payments::PaymentOperation>& all,
                      bool with_orders) {
    Table table({
        {"operation",                         Align::left,  false},
        {"kind",                              Align::left,  false},
        {"tender",                            Align::right, false},
        {"amount",                            Align::right, false},
        {"state",                             Align::left,  false},
        {with_orders ? "order" : "reference", Align::left,  true },
        {"why not",                           Align::left,  true },
        {"since",                             Align::left,  false}
    });
    for (const payments::PaymentOperation& one : all) {
        table.add({one.operation_id(), enum_words(one.kind()), std::to_string(one.tender_no()),
                   money_text(one.amount()), Cell(enum_words(one.state()), tone_of(one.state())),
                   with_orders ? one.order_id() : one.provider_reference(), one.failure_code(),
                   time_text(one.create_time())});
    }
    if (table.empty()) return page.line("No operations.");
    page.table(table);
}

void print_payments(Page& page, const payments::Payments& all) {
    page.facts({
        {"order",  all.order_number()           },
        {"status", Cell(enum_words(all.status()), tone_of(all.status()))},
        {"total",        money_text(all.total())                              },
        {"authorized",        some(all.authorized())},
        {"captured",        some(all.captured())                                },
        {"refunded",        some(all.refunded())},
        {"credited",        some(all.credited())                                },
        {"charged back",        some(all.charged_back())},
        {"owed",        some(all.owed())                                        }
    });
    print_tenders(page, all);
    print_disputes(page, all);
    if (all.operations().empty()) return;
    page.gap();
    print_operations(page, all.operations(), false);
}

void print_entries(Page& page, const payments::Payments& all) {
    Table table({
        {"no.",       Align::right, false},
        {"time",      Align::left,  false},
        {"entry",     Align::left,  false},
        {"tender",    Align::right, false},
        {"amount",    Align::right, false},
        {"debit",     Align::left,  false},
        {"credit",    Align::left,  false},
        {"operation", Align::left,  true }
    });
    for (const payments::PaymentEntry& entry : all.entries()) {
        table.add({std::to_string(entry.entry_no()), time_text(entry.time()),
                   enum_words(entry.kind()),
                   entry.tender_no() == 0 ? std::string() : std::to_string(entry.tender_no()),
                   money_text(entry.amount()), enum_words(entry.debit()),
                   enum_words(entry.credit()), entry.operation_id()});
    }
    if (table.empty()) return;
    page.gap();
    page.table(table);
}

}  // namespace oms::cli
