#include "domain/return_policy.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace oms {
namespace {

template <class T>
bool names(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool names_one(const std::vector<std::string>& wanted, const std::vector<std::string>& values) {
    return wanted.empty() || std::any_of(values.begin(), values.end(),
                                         [&](const auto& value) { return names(wanted, value); });
}

bool fits(const ReturnRule& rule, const ReturnQuestion& question) {
    return names(rule.channels, question.channel_id) && names(rule.countries, question.country) &&
           names_one(rule.item_tags, question.item_tags) &&
           names_one(rule.order_tags, question.order_tags) && names(rule.reasons, question.reason);
}

// The end of the day that is `days` days after the one of `time`.
Timestamp end_of_day(Timestamp time, std::int64_t days, std::int64_t utc_offset_minutes) {
    const std::chrono::minutes offset{utc_offset_minutes};
    const auto day = std::chrono::floor<std::chrono::days>(time + offset);
    return Timestamp{day + std::chrono::days{days + 1}} - offset;
}

// When the days of what is asked for are over; nothing: it has not begun to count.
std::optional<Timestamp> latest_of(const ReturnPolicy& policy, const ReturnRule& rule,
                                   const ReturnQuestion& question) {
    const auto after = [&](Timestamp time, std::int64_t days) {
        return end_of_day(time, days, policy.utc_offset_minutes);
    };
    std::optional<Timestamp> latest;
    if (question.received_time) {
        latest = after(*question.received_time, rule.window_days);
    } else if (question.shipped_time) {
        latest = after(*question.shipped_time, rule.shipping_days + rule.window_days);
    }
    if (!question.distance_sale || !latest) return latest;
    if (question.last_received_time)
        return std::max(*latest, after(*question.last_received_time, statutory_days));
    // As long as some of it is on its way, the law's days have not begun.
    return std::max(*latest, after(question.now, statutory_days));
}

ReturnAnswer answer_of(const ReturnRule& rule, const ReturnQuestion& question,
                       const std::optional<Timestamp>& latest) {
    const bool faulty = is_faulty(question.reason);
    const auto offers = [](const auto& list, auto value) {
        return std::find(list.begin(), list.end(), value) != list.end();
    };
    if (question.units > question.returnable) return ReturnAnswer::not_returnable;
    if (rule.final_sale && !faulty) return ReturnAnswer::final_sale;
    if (latest && question.now >= *latest && !faulty) return ReturnAnswer::too_late;
    if (!offers(rule.methods, question.method)) return ReturnAnswer::method_not_offered;
    if (!offers(rule.results, question.result)) return ReturnAnswer::result_not_offered;
    if (rule.evidence_required && !question.has_evidence) return ReturnAnswer::evidence_missing;
    return ReturnAnswer::yes;
}

}  // namespace

const ReturnRule* rule_for(const ReturnPolicy& policy, const ReturnQuestion& question) {
    const auto rule = std::find_if(policy.rules.begin(), policy.rules.end(),
                                   [&](const ReturnRule& one) { return fits(one, question); });
    return rule == policy.rules.end() ? nullptr : &*rule;
}

ReturnDecision decide(const ReturnPolicy& policy, const ReturnQuestion& question) {
    static const ReturnRule otherwise;
    const ReturnRule* found = rule_for(policy, question);
    const ReturnRule& rule = found == nullptr ? otherwise : *found;
    const bool faulty = is_faulty(question.reason);
    ReturnDecision decision;
    decision.rule = rule.name;
    decision.latest = latest_of(policy, rule, question);
    decision.answer = answer_of(rule, question, decision.latest);
    if (faulty) decision.latest.reset();
    std::int64_t fee = 0;
    for (const Money& one : rule.unit_fees)
        fee += one.currency() == question.currency && !faulty ? one.minor_units() : 0;
    decision.fee = Money::of(fee, question.currency)
                       .value_or(Money::zero(question.currency))
                       .times(question.units)
                       .value_or(*Money::of(Money::limit, question.currency));
    decision.approval_required = rule.approval_required;
    decision.refund_time = rule.refund_time;
    decision.expiry_days = rule.expiry_days;
    const auto since =
        question.last_received_time ? question.last_received_time : question.received_time;
    decision.charges_back =
        faulty || !since ||
        question.now < end_of_day(*since, rule.charges_days, policy.utc_offset_minutes);
    return decision;
}

bool may_adjust(const ReturnPolicy& policy, Timestamp placed, Timestamp now) {
    return now < end_of_day(placed, policy.adjustment_days, policy.utc_offset_minutes);
}

Money agent_limit(const ReturnPolicy& policy, Currency currency) {
    for (const Money& limit : policy.agent_limits) {
        if (limit.currency() == currency) return limit;
    }
    return Money::zero(currency);
}

std::vector<FieldViolation> faults_of(const ReturnPolicy& policy) {
    std::vector<FieldViolation> faults;
    const auto require = [&](bool holds, std::string field, const char* what) {
        if (!holds) faults.push_back({std::move(field), what});
    };
    const auto is_days = [](std::int64_t days) { return days >= 0 && days <= most_return_days; };
    require(policy.utc_offset_minutes >= -840 && policy.utc_offset_minutes <= 840,
            "utc_offset_minutes", "is -840 to 840");
    require(is_days(policy.adjustment_days), "adjustment_days", "is 0 to 3,650");
    require(policy.rules.size() <= most_return_rules, "rules", "are 200 at most");
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const ReturnRule& rule = policy.rules[i];
        const auto at = [&](const char* name) { return fmt::format("rules[{}].{}", i, name); };
        require(is_days(rule.window_days), at("window_days"), "is 0 to 3,650");
        require(is_days(rule.shipping_days), at("shipping_days"), "is 0 to 3,650");
        require(is_days(rule.charges_days), at("charges_days"), "is 0 to 3,650");
        require(rule.expiry_days >= 1 && is_days(rule.expiry_days), at("expiry_days"),
                "is 1 to 3,650");
        require(rule.final_sale || !rule.methods.empty(), at("methods"), "names at least one");
        require(rule.final_sale || !rule.results.empty(), at("results"), "names at least one");
        for (std::size_t f = 0; f < rule.unit_fees.size(); ++f) {
            require(!rule.unit_fees[f].is_negative(), at("unit_fees"), "are at least 0");
            for (std::size_t g = 0; g < f; ++g) {
                require(rule.unit_fees[f].currency() != rule.unit_fees[g].currency(),
                        at("unit_fees"), "are one in each currency at most");
            }
        }
    }
    return faults;
}

}  // namespace oms
