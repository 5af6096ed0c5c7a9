#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/life_cycle.hpp"
#include "domain/order.hpp"
#include "domain/return_policy.hpp"
#include "domain/stock.hpp"
#include "domain/time.hpp"

namespace oms {

enum class ReturnState : std::uint8_t {
    requested,   // waits for somebody's word
    approved,    // goods may come
    in_transit,  // and are on their way
    received,    // some have come, not all of these were looked at
    inspected,   // everything that has come was
    refunded,    // nothing is left to be paid back
    rejected,
    canceled,
    expired,  // goods have not come in time
};
enum class ReturnAction : std::uint8_t {
    request,
    approve,
    reject,  // nothing is paid back; goods that have come are to be given back
    send,    // the customer has handed them to a carrier
    receive,
    inspect,       // the last of what has come was looked at
    inspect_part,  // some of it
    dispose,       // goods go another way than it was decided before
    refund,        // the last of the money
    refund_part,   // some of it
    cancel,
    expire,
    issue,  // credit for goods of no order was issued
};

// The whole life of a return; what is no row here cannot happen. Goods that come after its end open
// it again.
inline constexpr auto return_transitions = [] {
    using enum ReturnState;
    using enum ReturnAction;
    using Row = Transition<ReturnState, ReturnAction>;
    return std::to_array<Row>({
        {requested,  approve,      approved  },
        {requested,  reject,       rejected  },
        {requested,  receive,      received  },
        {requested,  cancel,       canceled  },
        {requested,  expire,       expired   },
        {approved,   reject,       rejected  },
        {approved,   send,         in_transit},
        {approved,   receive,      received  },
        {approved,   refund,       refunded  }, // at once, or goods need not come
        {approved,   cancel,       canceled  },
        {approved,   expire,       expired   },
        {in_transit, receive,      received  },
        {in_transit, refund,       refunded  },
        {in_transit, expire,       expired   },
        {received,   approve,      received  }, // goods came before somebody's word
        {received,   reject,       rejected  },
        {received,   receive,      received  },
        {received,   inspect,      inspected },
        {received,   inspect_part, received  },
        {received,   dispose,      received  },
        {received,   refund,       refunded  },
        {received,   refund_part,  received  },
        {received,   expire,       received  }, // the rest is not expected any more
        {received,   issue,        received  },
        {inspected,  approve,      inspected },
        {inspected,  reject,       rejected  },
        {inspected,  receive,      received  },
        {inspected,  dispose,      inspected },
        {inspected,  refund,       refunded  },
        {inspected,  refund_part,  inspected },
        {inspected,  expire,       inspected },
        {inspected,  issue,        inspected },
        {refunded,   receive,      received  },
        {refunded,   inspect,      refunded  },
        {refunded,   inspect_part, refunded  },
        {refunded,   dispose,      refunded  },
        {refunded,   expire,       refunded  },
        {refunded,   issue,        refunded  },
        {rejected,   receive,      received  },
        {rejected,   inspect,      rejected  },
        {rejected,   inspect_part, rejected  },
        {rejected,   dispose,      rejected  },
        {canceled,   receive,      received  },
        {expired,    receive,      received  },
    });
}();

template <>
struct EnumText<ReturnState> {
    static constexpr std::array<std::string_view, 9> names{"requested", "approved",  "in_transit",
                                                           "received",  "inspected", "refunded",
                                                           "rejected",  "canceled",  "expired"};
};
template <>
struct EnumText<ReturnAction> {
    static constexpr std::array<std::string_view, 13> names{
        "request", "approve", "reject",      "send",   "receive", "inspect", "inspect_part",
        "dispose", "refund",  "refund_part", "cancel", "expire",  "issue"};
};
static_assert(is_deterministic(return_transitions));
static_assert(all_reachable(return_transitions, ReturnState::requested));
static_assert(!next(return_transitions, ReturnState::received, ReturnAction::cancel));

// What becomes of a unit that has come back.
enum class Disposition : std::uint8_t {
    pending,     // nobody has looked at it: kept apart
    restock,     // on the shelf, for sale again
    quarantine,  // damaged: kept apart
    refurbish,   // kept apart until it is mended
    vendor,      // went back to who has made it
    destroy,
    give_back,  // to the customer: it was not accepted
};
template <>
struct EnumText<Disposition> {
    static constexpr std::array<std::string_view, 7> names{
        "pending", "restock", "quarantine", "refurbish", "vendor", "destroy", "give_back"};
};
// It has left for good.
constexpr bool is_gone(Disposition disposition) {
    return disposition == Disposition::vendor || disposition == Disposition::destroy ||
           disposition == Disposition::give_back;
}

// How what has come compares with what was announced.
enum class ReturnFinding : std::uint8_t { as_expected, extra, other_item, late };
template <>
struct EnumText<ReturnFinding> {
    static constexpr std::array<std::string_view, 4> names{"as_expected", "extra", "other_item",
                                                           "late"};
};

// Units of one order line, or without an order of one SKU, that are to come back for one reason.
struct ReturnLine {
    std::int64_t line_no = 0;  // 0: of no order
    Sku sku;
    std::int64_t quantity = 0;
    ReturnReason reason = ReturnReason::changed_mind;
    ReturnAnswer answer = ReturnAnswer::yes;  // of the policy; otherwise somebody has overridden it
    std::string rule;                         // of the policy, by its name
    std::optional<Timestamp> latest;          // the first instant that is too late
    Money unit_fee;                           // kept back of each unit
    Money unit_credit;                        // without an order: what each is worth
    std::int64_t announced = 0;               // of them still counted by the order as expected
    std::int64_t refunded = 0;                // of them paid back
    friend bool operator==(const ReturnLine&, const ReturnLine&) = default;
};

// Goods that have come at one place, at one time.
struct ReturnReceipt {
    std::int64_t receipt_no = 0;
    Timestamp time;
    LocationId location_id;
    std::string clerk;
    friend bool operator==(const ReturnReceipt&, const ReturnReceipt&) = default;
};
// Units of one receipt that go one way.
struct ReturnGoods {
    std::int64_t goods_no = 0;
    std::int64_t receipt_no = 0;
    std::int64_t line_no = 0;  // 0: of no line of the order
    Sku sku;
    LocationId location_id;
    std::int64_t quantity = 0;
    Disposition disposition = Disposition::pending;
    ReturnFinding finding = ReturnFinding::as_expected;
    friend bool operator==(const ReturnGoods&, const ReturnGoods&) = default;
};

// Credit for goods of no order that the gateway has issued.
struct IssuedCredit {
    OperationId operation_id;        // of the payment due
    std::string provider_reference;  // such as the number of a new gift card; may be empty
    Timestamp time;
    friend bool operator==(const IssuedCredit&, const IssuedCredit&) = default;
};

// The case of goods coming back.
struct Return {
    ReturnId return_id;
    OrderId order_id;  // empty: nobody can prove of which
    OrderNumber order_number;
    ChannelId channel_id;
    LocationId location_id;  // where they are expected, else where they first came; may be empty
    ReturnState state = ReturnState::requested;
    ReturnMethod method = ReturnMethod::store;
    ReturnResult result = ReturnResult::money;
    // Somebody else than the buyer gives it back, and gets credit; the buyer is not told.
    bool gift = false;
    std::string credit_reference;     // the account or card that credit goes to; may be empty
    std::string evidence;             // a reference to it; may be empty
    std::int64_t policy_version = 0;  // 0: what ReturnRule says by itself
    RefundTime refund_time = RefundTime::at_receipt;
    bool charges_back = true;
    bool approval_pending = false;  // nothing is paid back before a person has approved it
    std::vector<ReturnLine> lines;
    std::vector<ReturnReceipt> receipts;
    std::vector<ReturnGoods> goods;
    std::string tracking_number;
    std::optional<Timestamp> expire_time;
    PersonalId reason_id;  // why the policy was overridden, or it was rejected; may be empty
    Money refunded;        // paid back so far
    Money fees;            // kept back of it
    // Credit for goods of no order. Of an order: see Order::payments_due.
    std::vector<PaymentDue> payments_due;
    std::vector<IssuedCredit> credits;  // what was carried out of it
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const Return&, const Return&) = default;
};

// Nobody has to do anything with it any more.
bool has_ended(const Return& one);
// What may be done now, in the order of the table.
std::vector<ReturnAction> allowed_actions(const Return& one);
// Carries out `action` on the state alone. Fails with Reason::illegal_transition.
Result<void> advance(Return& one, ReturnAction action);

ReturnLine* find_line(Return& one, std::int64_t line_no, const Sku& sku);
std::int64_t received_units(const Return& one, const ReturnLine& line);
// Some units are still expected to come.
bool is_announced(const Return& one);
// Nothing of what has come is still to be looked at.
bool is_inspected(const Return& one);
// Units of the line to be paid back now, by the time that its policy sets: those that were
// approved, have come or were inspected, without units that are given back or paid back already.
std::int64_t refundable_units(const Return& one, const ReturnLine& line);
// All units are paid back or given back.
bool is_settled(const Return& one);
// The locations whose staff see it: where it is expected, and where goods came.
std::vector<LocationId> locations_of(const Return& one);

// Units go another way: splits the goods when not all of them do. Fails with
// Reason::illegal_transition when there are fewer, or they have gone for good.
Result<ReturnGoods> dispose_of(Return& one, std::int64_t goods_no, std::int64_t units,
                               Disposition disposition);
// What the ledger of the location books when units come (`from` is nothing) or go another way:
// nothing when no counter changes.
std::optional<LedgerEntry> entry_of(const Return& one, const ReturnGoods& goods,
                                    std::optional<Disposition> from);

// The stored shapes; see describe.hpp.
template <class A>
void describe(A& a, ReturnLine& v) {
    a.field("line_no", v.line_no);
    a.field("sku", v.sku);
    a.field("quantity", v.quantity);
    a.field("reason", v.reason);
    a.optional_field("answer", v.answer);
    a.optional_field("rule", v.rule);
    a.optional_field("latest", v.latest);
    a.optional_field("unit_fee", v.unit_fee);
    a.optional_field("unit_credit", v.unit_credit);
    a.optional_field("announced", v.announced);
    a.optional_field("refunded", v.refunded);
}
template <class A>
void describe(A& a, ReturnReceipt& v) {
    a.field("receipt_no", v.receipt_no);
    a.field("time", v.time);
    a.field("location_id", v.location_id);
    a.optional_field("clerk", v.clerk);
}
template <class A>
void describe(A& a, ReturnGoods& v) {
    a.field("goods_no", v.goods_no);
    a.field("receipt_no", v.receipt_no);
    a.optional_field("line_no", v.line_no);
    a.field("sku", v.sku);
    a.field("location_id", v.location_id);
    a.field("quantity", v.quantity);
    a.field("disposition", v.disposition);
    a.optional_field("finding", v.finding);
}
template <class A>
void describe(A& a, IssuedCredit& v) {
    a.field("operation_id", v.operation_id);
    a.optional_field("provider_reference", v.provider_reference);
    a.field("time", v.time);
}
template <class A>
void describe(A& a, Return& v) {
    a.field("return_id", v.return_id);
    a.optional_field("order_id", v.order_id);
    a.optional_field("order_number", v.order_number);
    a.field("channel_id", v.channel_id);
    a.optional_field("location_id", v.location_id);
    a.field("state", v.state);
    a.field("method", v.method);
    a.field("result", v.result);
    a.optional_field("gift", v.gift);
    a.optional_field("credit_reference", v.credit_reference);
    a.optional_field("evidence", v.evidence);
    a.optional_field("policy_version", v.policy_version);
    a.field("refund_time", v.refund_time);
    a.field("charges_back", v.charges_back);
    a.optional_field("approval_pending", v.approval_pending);
    a.field("lines", v.lines);
    a.optional_field("receipts", v.receipts);
    a.optional_field("goods", v.goods);
    a.optional_field("tracking_number", v.tracking_number);
    a.optional_field("expire_time", v.expire_time);
    a.optional_field("reason_id", v.reason_id);
    a.optional_field("refunded", v.refunded);
    a.optional_field("fees", v.fees);
    a.optional_field("payments_due", v.payments_due);
    a.optional_field("credits", v.credits);
    a.field("create_time", v.create_time);
    a.field("update_time", v.update_time);
}

}  // namespace oms
