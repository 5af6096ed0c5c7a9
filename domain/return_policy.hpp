#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/refunds.hpp"
#include "domain/time.hpp"

namespace oms {

// Why goods come back.
enum class ReturnReason : std::uint8_t {
    changed_mind,
    wrong_size,
    damaged,
    defective,
    wrong_item,
    not_as_described,
    late,
    other,
};
template <>
struct EnumText<ReturnReason> {
    static constexpr std::array<std::string_view, 8> names{
        "changed_mind", "wrong_size",       "damaged", "defective",
        "wrong_item",   "not_as_described", "late",    "other"};
};
// The seller answers for it: no window, no final sale and no fee stands against it.
constexpr bool is_faulty(ReturnReason reason) {
    return reason == ReturnReason::damaged || reason == ReturnReason::defective ||
           reason == ReturnReason::wrong_item || reason == ReturnReason::not_as_described;
}

// How goods come back; `keep`: they need not.
enum class ReturnMethod : std::uint8_t { post, store, courier, keep };
template <>
struct EnumText<ReturnMethod> {
    static constexpr std::array<std::string_view, 4> names{"post", "store", "courier", "keep"};
};

// What the customer gets.
enum class ReturnResult : std::uint8_t { money, store_credit, exchange };
template <>
struct EnumText<ReturnResult> {
    static constexpr std::array<std::string_view, 3> names{"money", "store_credit", "exchange"};
};

// When money is paid back: with the approval, when goods have come, or when they were inspected.
enum class RefundTime : std::uint8_t { at_once, at_receipt, at_inspection };
template <>
struct EnumText<RefundTime> {
    static constexpr std::array<std::string_view, 3> names{"at_once", "at_receipt",
                                                           "at_inspection"};
};

// The terms for what it fits: every criterion that is given, by one of its values.
struct ReturnRule {
    std::string name;
    std::vector<ChannelId> channels;
    std::vector<std::string> countries;  // ISO 3166-1 alpha-2, where the order goes
    std::vector<std::string> item_tags;  // categories
    std::vector<std::string>
        order_tags;  // classes of customers, and what else orders are marked by
    std::vector<ReturnReason> reasons;

    bool final_sale = false;
    // Days after the one when the goods came, or were collected; the last one counts whole.
    std::int64_t window_days = 14;
    // Of what left and is not known to have come: so many days are taken for the way.
    std::int64_t shipping_days = 7;
    std::vector<ReturnMethod> methods{ReturnMethod::post, ReturnMethod::store};
    std::vector<ReturnResult> results{ReturnResult::money, ReturnResult::store_credit};
    std::vector<Money> unit_fees;  // kept back of each unit, one in each currency at most
    bool evidence_required = false;
    bool approval_required = false;  // a person approves it, whatever the answer
    RefundTime refund_time = RefundTime::at_receipt;
    std::int64_t expiry_days = 30;  // after which an announced return that has not come ends
    // Until how many days the order's charges come back with the last of its goods.
    std::int64_t charges_days = 14;
    friend bool operator==(const ReturnRule&, const ReturnRule&) = default;
};

// The first rule that fits a unit decides on it; where none does, what ReturnRule says by itself.
struct ReturnPolicy {
    // Where its days begin and end, ahead of UTC.
    std::int64_t utc_offset_minutes = 0;
    std::vector<ReturnRule> rules;
    std::vector<PromotionTerms> promotions;
    // Days after the order's in which a lower price is given afterwards.
    std::int64_t adjustment_days = 14;
    // What an agent may give by word alone, one in each currency at most; none: nothing.
    std::vector<Money> agent_limits;
    friend bool operator==(const ReturnPolicy&, const ReturnPolicy&) = default;
};
inline constexpr std::size_t most_return_rules = 200;
inline constexpr std::int64_t most_return_days = 3'650;

// A version never changes. An order goes by the one that was in force when it was placed.
struct ReturnPolicyVersion {
    std::int64_t version = 0;
    ReturnPolicy policy;
    std::string author;
    std::string comment;  // nothing personal: it is in the event log
    Timestamp publish_time;
    EventHead head;
    friend bool operator==(const ReturnPolicyVersion&, const ReturnPolicyVersion&) = default;
};

// Days that a consumer who has bought at a distance has by law to withdraw, after the day when the
// last of the goods came (EU directive 2011/83, article 9; read 2026-11).
inline constexpr std::int64_t statutory_days = 14;

// What one wants to give back, and what is known of it.
struct ReturnQuestion {
    ChannelId channel_id;
    bool distance_sale = true;  // not bought over the counter
    std::string country;        // empty: not known
    std::vector<std::string> item_tags;
    std::vector<std::string> order_tags;
    ReturnReason reason = ReturnReason::changed_mind;
    ReturnMethod method = ReturnMethod::store;
    ReturnResult result = ReturnResult::money;
    bool has_evidence = false;
    std::int64_t units = 0;
    std::int64_t returnable = 0;  // with the customer, not announced or come back yet
    // When the units came or were collected; else when they left.
    std::optional<Timestamp> received_time;
    std::optional<Timestamp> shipped_time;
    // When the last of the order's goods came; nothing: some are still on their way.
    std::optional<Timestamp> last_received_time;
    Timestamp now;
    Currency currency;
};

// Why not.
enum class ReturnAnswer : std::uint8_t {
    yes,
    not_returnable,  // not so many units are with the customer and not back yet
    final_sale,
    too_late,
    method_not_offered,
    result_not_offered,
    evidence_missing,
};
template <>
struct EnumText<ReturnAnswer> {
    static constexpr std::array<std::string_view, 7> names{"yes",
                                                           "not_returnable",
                                                           "final_sale",
                                                           "too_late",
                                                           "method_not_offered",
                                                           "result_not_offered",
                                                           "evidence_missing"};
};

struct ReturnDecision {
    ReturnAnswer answer = ReturnAnswer::yes;
    std::string rule;                 // its name; empty: no rule fits
    std::optional<Timestamp> latest;  // the first instant that is too late; nothing: no limit
    Money fee;                        // of all units together
    bool approval_required = false;
    RefundTime refund_time = RefundTime::at_receipt;
    std::int64_t expiry_days = 30;
    bool charges_back = true;
    friend bool operator==(const ReturnDecision&, const ReturnDecision&) = default;
};

const ReturnRule* rule_for(const ReturnPolicy& policy, const ReturnQuestion& question);
// The first answer that is not yes, in the order of ReturnAnswer.
ReturnDecision decide(const ReturnPolicy& policy, const ReturnQuestion& question);
// A lower price may be given for an order of `placed` without anybody's word.
bool may_adjust(const ReturnPolicy& policy, Timestamp placed, Timestamp now);
// What an agent may give by word alone.
Money agent_limit(const ReturnPolicy& policy, Currency currency);
// Everything in it that cannot be.
std::vector<FieldViolation> faults_of(const ReturnPolicy& policy);

// The stored shape; see describe.hpp.
template <class A>
void describe(A& a, PromotionTerms& v) {
    a.field("promotion_id", v.promotion_id);
    a.optional_field("threshold", v.threshold);
    a.optional_field("proportional", v.proportional);
}
template <class A>
void describe(A& a, ReturnRule& v) {
    a.optional_field("name", v.name);
    a.optional_field("channels", v.channels);
    a.optional_field("countries", v.countries);
    a.optional_field("item_tags", v.item_tags);
    a.optional_field("order_tags", v.order_tags);
    a.optional_field("reasons", v.reasons);
    a.optional_field("final_sale", v.final_sale);
    a.field("window_days", v.window_days);
    a.field("shipping_days", v.shipping_days);
    a.field("methods", v.methods);
    a.field("results", v.results);
    a.optional_field("unit_fees", v.unit_fees);
    a.optional_field("evidence_required", v.evidence_required);
    a.optional_field("approval_required", v.approval_required);
    a.field("refund_time", v.refund_time);
    a.field("expiry_days", v.expiry_days);
    a.field("charges_days", v.charges_days);
}
template <class A>
void describe(A& a, ReturnPolicy& v) {
    a.optional_field("utc_offset_minutes", v.utc_offset_minutes);
    a.optional_field("rules", v.rules);
    a.optional_field("promotions", v.promotions);
    a.field("adjustment_days", v.adjustment_days);
    a.optional_field("agent_limits", v.agent_limits);
}

}  // namespace oms
