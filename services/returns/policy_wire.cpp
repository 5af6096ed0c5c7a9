#include "services/returns/policy_wire.hpp"

#include <string>
#include <vector>

namespace oms::returns {
namespace {

using wire::FieldCheck;

constexpr int most_values = 200;

// Checks each value of a list by `read(check, value)`.
template <class List, class Read>
auto values(FieldCheck& check, const char* field, const List& list, Read read) {
    std::vector<decltype(read(list[0]))> found;
    if (!check.count(field, list.size(), 0, most_values)) return found;
    for (int i = 0; i < list.size(); ++i) {
        const auto at = check.inside(field, i);
        found.push_back(read(list[i]));
    }
    return found;
}

std::vector<Money> amounts(FieldCheck& check, const char* field,
                           const google::protobuf::RepeatedPtrField<common::v1::Money>& list) {
    return values(check, field, list, [&](const common::v1::Money& amount) {
        wire::MoneyCheck money(check);
        return money.amount("", true, amount, 0);
    });
}

std::vector<std::string> texts(FieldCheck& check, const char* field,
                               const google::protobuf::RepeatedPtrField<std::string>& list) {
    return values(check, field, list,
                  [&](const std::string& text) { return check.reference("", text, 1, 64); });
}

template <class Domain, class List>
std::vector<Domain> enumerators(FieldCheck& check, const char* field, const List& list,
                                std::vector<Domain> otherwise = {}) {
    if (list.size() == 0) return otherwise;
    return values(check, field, list,
                  [&](int value) { return wire::enumeration<Domain>(check, "", value); });
}

ReturnRule rule_of(FieldCheck& check, const v1::ReturnRule& told) {
    const ReturnRule usual;
    ReturnRule rule;
    rule.name = check.text("name", told.name(), {.longest = 100});
    rule.channels = values(check, "channel_ids", told.channel_ids(), [&](const std::string& id) {
        return check.id<ChannelId>("", id, false);
    });
    rule.countries = texts(check, "country_codes", told.country_codes());
    rule.item_tags = texts(check, "item_tags", told.item_tags());
    rule.order_tags = texts(check, "order_tags", told.order_tags());
    rule.reasons = enumerators<ReturnReason>(check, "reasons", told.reasons());
    rule.final_sale = told.final_sale();
    rule.window_days = check.number("window_days", told.window_days(), 0, most_return_days);
    rule.shipping_days = check.number("shipping_days", told.shipping_days(), 0, most_return_days);
    rule.methods = enumerators(check, "methods", told.methods(), usual.methods);
    rule.results = enumerators(check, "results", told.results(), usual.results);
    rule.unit_fees = amounts(check, "unit_fees", told.unit_fees());
    rule.evidence_required = told.evidence_required();
    rule.approval_required = told.approval_required();
    rule.refund_time =
        wire::enumeration_or(check, "refund_time", told.refund_time(), usual.refund_time);
    rule.expiry_days = check.number("expiry_days", told.expiry_days(), 0, most_return_days);
    if (rule.expiry_days == 0) rule.expiry_days = usual.expiry_days;
    rule.charges_days = check.number("charges_days", told.charges_days(), 0, most_return_days);
    return rule;
}

void encode(const std::vector<Money>& amounts,
            google::protobuf::RepeatedPtrField<common::v1::Money>& out) {
    for (const Money& amount : amounts)
        wire::encode(amount, *out.Add());
}

void encode(const ReturnRule& rule, v1::ReturnRule& out) {
    out.set_name(rule.name);
    for (const ChannelId& id : rule.channels)
        out.add_channel_ids(id.str());
    for (const std::string& code : rule.countries)
        out.add_country_codes(code);
    for (const std::string& tag : rule.item_tags)
        out.add_item_tags(tag);
    for (const std::string& tag : rule.order_tags)
        out.add_order_tags(tag);
    for (const ReturnReason reason : rule.reasons)
        out.add_reasons(wire::to_proto<v1::ReturnReason>(reason));
    out.set_final_sale(rule.final_sale);
    out.set_window_days(static_cast<std::int32_t>(rule.window_days));
    out.set_shipping_days(static_cast<std::int32_t>(rule.shipping_days));
    for (const ReturnMethod method : rule.methods)
        out.add_methods(wire::to_proto<v1::ReturnMethod>(method));
    for (const ReturnResult result : rule.results)
        out.add_results(wire::to_proto<v1::ReturnResult>(result));
    encode(rule.unit_fees, *out.mutable_unit_fees());
    out.set_evidence_required(rule.evidence_required);
    out.set_approval_required(rule.approval_required);
    out.set_refund_time(wire::to_proto<v1::RefundTime>(rule.refund_time));
    out.set_expiry_days(static_cast<std::int32_t>(rule.expiry_days));
    out.set_charges_days(static_cast<std::int32_t>(rule.charges_days));
}

}  // namespace

ReturnPolicy policy(FieldCheck& check, const v1::PublishReturnPolicyRequest& request) {
    ReturnPolicy policy;
    const auto in_policy = check.inside("policy");
    const v1::ReturnPolicy& told = request.policy();
    policy.utc_offset_minutes = told.utc_offset_minutes();
    policy.rules = values(check, "rules", told.rules(),
                          [&](const v1::ReturnRule& rule) { return rule_of(check, rule); });
    policy.promotions =
        values(check, "promotions", told.promotions(), [&](const v1::PromotionTerms& terms) {
            return PromotionTerms{check.reference("promotion_id", terms.promotion_id(), 1, 64),
                                  check.number("threshold", terms.threshold(), 0, Money::limit),
                                  terms.proportional()};
        });
    policy.adjustment_days =
        check.number("adjustment_days", told.adjustment_days(), 0, most_return_days);
    policy.agent_limits = amounts(check, "agent_limits", told.agent_limits());
    if (!check.ok()) return policy;
    for (FieldViolation& fault : faults_of(policy))
        check.refuse(fault.field, std::move(fault.description));
    return policy;
}

void encode(const ReturnPolicyVersion& version, v1::ReturnPolicyVersion& out) {
    out.set_version(version.version);
    v1::ReturnPolicy& policy = *out.mutable_policy();
    policy.set_utc_offset_minutes(static_cast<std::int32_t>(version.policy.utc_offset_minutes));
    for (const ReturnRule& rule : version.policy.rules)
        encode(rule, *policy.add_rules());
    for (const PromotionTerms& terms : version.policy.promotions) {
        v1::PromotionTerms& told = *policy.add_promotions();
        told.set_promotion_id(terms.promotion_id);
        told.set_threshold(terms.threshold);
        told.set_proportional(terms.proportional);
    }
    policy.set_adjustment_days(static_cast<std::int32_t>(version.policy.adjustment_days));
    encode(version.policy.agent_limits, *policy.mutable_agent_limits());
    out.set_author(version.author);
    out.set_comment(version.comment);
    wire::encode(version.publish_time, *out.mutable_publish_time());
}

}  // namespace oms::returns
