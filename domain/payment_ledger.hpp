#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/life_cycle.hpp"
#include "domain/money.hpp"
#include "domain/order.hpp"
#include "domain/time.hpp"

// What customers pay: an append-only double-entry ledger of each order, and the operations that
// move its money.
namespace oms {

// By whom the money of a tender is moved: the first three by the payment gateway, the others by
// hand.
enum class TenderKind : std::uint8_t { card, gift_card, store_credit, cash, pay_in_store };
template <>
struct EnumText<TenderKind> {
    static constexpr std::array<std::string_view, 5> names{"card", "gift_card", "store_credit",
                                                           "cash", "pay_in_store"};
};

// Each entry debits one of these and credits another, so that all debits are all credits (M6).
enum class PaymentAccount : std::uint8_t {
    promised,     // what a tender is still to pay for goods that have not left
    commitments,  // its other side
    authorized,   // of it what the tender's issuer holds for us
    holds,        // its other side
    money,        // what has come in through a tender
    receivable,   // what the customer owes for what has left; below 0: what we owe the customer
    sales,        // its other side
    vouchers,     // what we owe as store credit
    disputed,     // what a customer's bank has taken back until a dispute is decided
};
template <>
struct EnumText<PaymentAccount> {
    static constexpr std::array<std::string_view, 9> names{"promised", "commitments", "authorized",
                                                           "holds",    "money",       "receivable",
                                                           "sales",    "vouchers",    "disputed"};
};

enum class PaymentEntryKind : std::uint8_t {
    promise,             // a tender is to pay so much
    authorize,           // its issuer holds the amount
    charge,              // goods have left: the customer owes them
    release,             // a promise that is kept, or not wanted any more
    capture,             // money came in
    void_authorization,  // a hold that is given up, or was used by a capture
    lapse,               // a hold whose time is over
    credit,              // the customer gets something back
    refund,              // money went back
    issue,               // what the customer gets back is given as store credit
    dispute,             // a customer's bank has taken money back
    dispute_won,         // it came again
    dispute_lost,        // it did not: the customer has it
};
template <>
struct EnumText<PaymentEntryKind> {
    static constexpr std::array<std::string_view, 13> names{
        "promise", "authorize", "charge", "release", "capture",     "void_authorization", "lapse",
        "credit",  "refund",    "issue",  "dispute", "dispute_won", "dispute_lost"};
};

struct PaymentEntry {
    std::int64_t entry_no = 0;  // from 1
    PaymentEntryKind kind = PaymentEntryKind::promise;
    std::int64_t tender_no = 0;  // 0: the order as a whole
    // What it follows from: an operation, or something that fell due; empty: the order itself.
    OperationId operation_id;
    Money amount;  // above 0
    PaymentAccount debit = PaymentAccount::promised;
    PaymentAccount credit = PaymentAccount::commitments;
    Timestamp time;
    friend bool operator==(const PaymentEntry&, const PaymentEntry&) = default;
};

enum class OperationKind : std::uint8_t {
    authorize,
    capture,
    void_authorization,
    refund,
    issue_credit,  // store credit is given, to the tender's reference or, without one, as new
};
template <>
struct EnumText<OperationKind> {
    static constexpr std::array<std::string_view, 5> names{
        "authorize", "capture", "void_authorization", "refund", "issue_credit"};
};

enum class OperationState : std::uint8_t {
    due,
    uncertain,  // asked for without an answer: it may have been carried out
    done,
    failed,
};
enum class OperationAction : std::uint8_t { succeed, refuse, lose };
template <>
struct EnumText<OperationState> {
    static constexpr std::array<std::string_view, 4> names{"due", "uncertain", "done", "failed"};
};
template <>
struct EnumText<OperationAction> {
    static constexpr std::array<std::string_view, 3> names{"succeed", "refuse", "lose"};
};
// The whole life of an operation (M7). It is stored as due before anybody is asked, and there is no
// state between: whoever asks again, after a crash too, asks with the same id, which carries it out
// at most once.
inline constexpr auto operation_transitions = [] {
    using enum OperationState;
    using enum OperationAction;
    using Row = Transition<OperationState, OperationAction>;
    return std::to_array<Row>({
        {due,       succeed, done     },
        {due,       refuse,  failed   },
        {due,       lose,    uncertain},
        {uncertain, succeed, done     },
        {uncertain, refuse,  failed   },
    });
}();
static_assert(is_deterministic(operation_transitions));
static_assert(all_reachable(operation_transitions, OperationState::due));

// Money that somebody is asked to move, with an id of its own that never means anything else.
struct PaymentOperation {
    OperationId operation_id;
    OperationKind kind = OperationKind::capture;
    std::int64_t tender_no = 0;
    Money amount;
    OperationState state = OperationState::due;
    // What fell due and makes it necessary; empty: a person asked for it, or a renewal.
    OperationId due_id;
    // Of captures and voids: the operation that authorized the amount; empty: the checkout did.
    OperationId authorization_id;
    // Nobody is asked before that operation is done; it fails with it.
    OperationId after;
    std::string provider_reference;
    std::string failure;   // of a failed one: the provider's code
    std::string actor;     // who asked for it; empty: the server
    PersonalId reason_id;  // of the free text why; may be empty
    Timestamp create_time;
    Timestamp update_time;
    friend bool operator==(const PaymentOperation&, const PaymentOperation&) = default;
};

struct PaymentTender {
    std::int64_t tender_no = 0;  // from 1
    TenderKind kind = TenderKind::card;
    std::string type;       // as the order says it
    std::string reference;  // such as a token; never card data
    // The newest authorization; empty: of the checkout.
    OperationId authorization_id;
    // When what is authorized lapses; nothing: it does not, or nothing is.
    std::optional<Timestamp> authorized_until;
    // Which of Order::tenders it is, from 1; 0: none of them.
    std::int64_t order_tender_no = 0;
    friend bool operator==(const PaymentTender&, const PaymentTender&) = default;
};

// A refund that waits until money has come in that it can be taken from, or a dispute is decided.
struct WaitingRefund {
    OperationId due_id;
    Money amount;
    // It is given as credit, to that tender; 0: as money.
    std::int64_t credit_tender_no = 0;
    friend bool operator==(const WaitingRefund&, const WaitingRefund&) = default;
};

enum class DisputeState : std::uint8_t {
    opened,  // the bank has the money
    won,     // it came again
    lost,    // the customer keeps it
};
enum class DisputeAction : std::uint8_t { win, lose };
template <>
struct EnumText<DisputeState> {
    static constexpr std::array<std::string_view, 3> names{"opened", "won", "lost"};
};
template <>
struct EnumText<DisputeAction> {
    static constexpr std::array<std::string_view, 2> names{"win", "lose"};
};
// The whole life of a dispute. Another round of it has an id of its own.
inline constexpr auto dispute_transitions = [] {
    using enum DisputeState;
    using enum DisputeAction;
    using Row = Transition<DisputeState, DisputeAction>;
    return std::to_array<Row>({
        {opened, win,  won },
        {opened, lose, lost},
    });
}();
static_assert(is_deterministic(dispute_transitions));
static_assert(all_reachable(dispute_transitions, DisputeState::opened));

// A customer has had the bank take money back (a chargeback).
struct PaymentDispute {
    OperationId dispute_id;  // the provider's
    std::int64_t tender_no = 0;
    Money amount;
    DisputeState state = DisputeState::opened;
    Timestamp create_time;
    Timestamp update_time;
    friend bool operator==(const PaymentDispute&, const PaymentDispute&) = default;
};

// The money of one order. Opened when the first of it falls due, from what the order says, and so
// that it tells of the authorizations of the checkout as if it had been there.
struct PaymentLedger {
    OrderId order_id;
    OrderNumber order_number;
    ChannelId channel_id;
    Money total;  // of the order when the ledger was opened; its currency is that of all amounts
    std::vector<PaymentTender> tenders;        // by number
    std::vector<PaymentOperation> operations;  // as they were asked for
    std::vector<PaymentEntry> entries;         // as they were written
    std::int64_t dues_taken = 0;               // how many of Order::payments_due are in it
    std::vector<WaitingRefund> waiting_refunds;
    std::vector<PaymentDispute> disputes;  // as they were told
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const PaymentLedger&, const PaymentLedger&) = default;
};

enum class PaymentStatus : std::uint8_t {
    unpaid,
    authorized,
    partially_captured,
    paid,
    partially_refunded,
    refunded,
    overpaid,  // we owe the customer, and no refund is under way
    owed,      // the customer owes, and no payment is under way
    voided,
    disputed,  // a bank has taken money back, and it is not decided
};
template <>
struct EnumText<PaymentStatus> {
    static constexpr std::array<std::string_view, 10> names{"unpaid",
                                                            "authorized",
                                                            "partially_captured",
                                                            "paid",
                                                            "partially_refunded",
                                                            "refunded",
                                                            "overpaid",
                                                            "owed",
                                                            "voided",
                                                            "disputed"};
};

// How long the authorization of a card at checkout is worth something, unless the gateway has said
// so, and how long before its end it is renewed.
inline constexpr Duration authorization_validity = std::chrono::hours{7 * 24};
inline constexpr Duration renewal_lead = std::chrono::hours{24};

// What kind of tender the order's words mean: what is not known is moved by the gateway, as a card.
TenderKind tender_kind(std::string_view type);
// Whether the gateway moves its money; by hand otherwise.
bool is_moved_by_gateway(TenderKind kind);

// One more tender, which is to pay so much: authorized by the checkout, when the gateway moves it.
// `order_tender_no`: see PaymentTender.
void add_tender(PaymentLedger& ledger, const Tender& tender, std::int64_t minor_units,
                std::int64_t order_tender_no, Timestamp now);

// The ledger as it is before anything fell due. Tenders are used up to the order's total, in the
// order they were given; what they do not cover is to be paid in store.
PaymentLedger open_ledger(const Order& order);

// Debits less credits of an account, of one tender or (0) of all together.
std::int64_t balance(const PaymentLedger& ledger, PaymentAccount account,
                     std::int64_t tender_no = 0);
const PaymentTender& tender_of(const PaymentLedger& ledger, std::int64_t tender_no);
// Null when there is no such operation.
const PaymentOperation* find_operation(const PaymentLedger& ledger, const OperationId& id);
// Neither done nor failed.
bool is_open(const PaymentOperation& operation);
// Whether somebody may be asked to carry it out.
bool may_begin(const PaymentLedger& ledger, const PaymentOperation& operation);

// Figures in minor units of the ledger's currency.

// Of the tender's authorization what no open capture or void is going to use.
std::int64_t free_authorization(const PaymentLedger& ledger, std::int64_t tender_no);
// Of the tender's money what no open refund is going to use (M2).
std::int64_t refundable(const PaymentLedger& ledger, std::int64_t tender_no);
// An account that credit was given to: nothing is paid with it.
bool is_credit_tender(const PaymentTender& tender);
// Of all money what may be given as credit: without refunds and credits that were made or are
// under way.
std::int64_t creditable(const PaymentLedger& ledger);
// Charged for what has left, less what was given back.
std::int64_t net_sales(const PaymentLedger& ledger);
// What the customer owes beyond payments and refunds that are under way; below 0: what was paid
// ahead, or what we owe.
std::int64_t net_owed(const PaymentLedger& ledger);
// What is to be taken by hand for goods that have not left yet, paid ahead or not.
std::int64_t promised_by_hand(const PaymentLedger& ledger);
// What the customer owes; below 0: what we owe. Without what was paid ahead.
std::int64_t owed(const PaymentLedger& ledger);
// Of one tender, or (0) of all together. Authorized: held by issuers as of `now`, nothing that has
// lapsed, whether or not that was written yet.
std::int64_t authorized(const PaymentLedger& ledger, Timestamp now, std::int64_t tender_no = 0);
std::int64_t captured(const PaymentLedger& ledger, std::int64_t tender_no = 0);
std::int64_t refunded(const PaymentLedger& ledger, std::int64_t tender_no = 0);
// Given back as credit, and through lost disputes.
std::int64_t credited(const PaymentLedger& ledger, std::int64_t tender_no = 0);
std::int64_t charged_back(const PaymentLedger& ledger, std::int64_t tender_no = 0);
// A dispute is not decided: nothing is paid back.
bool is_disputed(const PaymentLedger& ledger);

PaymentStatus payment_status(const PaymentLedger& ledger, Timestamp now);

// What does not hold in the ledger by itself, one sentence each: M1 (no authorization is captured
// beyond), M2 (no tender refunds more than came in, nor do refunds and credits together, open ones
// included), M6, M10.
std::vector<std::string> ledger_faults(const PaymentLedger& ledger);
// And together with its order: all that fell due is in it, to the unit.
std::vector<std::string> ledger_faults(const PaymentLedger& ledger, const Order& order);

// For those that write the ledger.
void write_entry(PaymentLedger& ledger, PaymentEntryKind kind, std::int64_t tender_no,
                 std::int64_t minor_units, const OperationId& operation_id, Timestamp time);

}  // namespace oms
