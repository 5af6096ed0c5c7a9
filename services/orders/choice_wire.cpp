#include "services/orders/choice_wire.hpp"

#include "services/common/common_wire.hpp"

namespace oms::orders {
namespace {

using wire::FieldCheck;

constexpr std::size_t longest_token = 256;
constexpr wire::TextRule reason_rule{.shortest = 0, .longest = 500, .multiline = true};

template <class Request>
ChoiceKey key_in(FieldCheck& check, const Request& request) {
    ChoiceKey key;
    key.order_id = check.id<OrderId>("order_id", request.order_id());
    key.choice_id = check.id<ChoiceId>("choice_id", request.choice_id());
    return key;
}

template <class Request>
ChoiceKey key_or_token(FieldCheck& check, const Request& request) {
    if (request.token().empty()) return key_in(check, request);
    check.require(request.order_id().empty(), "order_id", "not with a token");
    check.require(request.choice_id().empty(), "choice_id", "not with a token");
    // Not checked further: whatever no token can be is an invalid link.
    if (!check.require(request.token().size() <= longest_token, "token", "up to 256 bytes"))
        return {};
    return {request.token(), {}, {}};
}

}  // namespace

Result<ChoiceKey> choice_key(const v1::GetChoiceRequest& request) {
    FieldCheck check;
    return checked(check, key_or_token(check, request));
}

Result<ChoiceKey> choice_key(const v1::GetChoiceLinkRequest& request) {
    FieldCheck check;
    return checked(check, key_in(check, request));
}

Result<MakeChoiceQuestion> make_choice_question(const v1::MakeChoiceRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    MakeChoiceQuestion question;
    question.key = key_or_token(check, request);
    ChoiceAnswer& answer = question.answer;
    const bool by_token = !request.token().empty();
    answer.by = by_token ? ChosenBy::customer : ChosenBy::agent;
    answer.option_no = request.option_no();
    check.require(request.option_no() >= 1, "option_no", "the number of an option");
    answer.reason = check.text("reason", request.reason(), reason_rule);
    check.require(by_token == request.reason().empty(), "reason",
                  by_token ? "not with a token" : "why it is decided for the customer");
    return checked(check, std::move(question));
}

void encode_choice(const OrderChoice& choice, v1::Choice& out) {
    out.set_choice_id(choice.choice_id.str());
    out.set_reason(wire::to_proto<v1::ChoiceReason>(choice.reason));
    out.set_state(wire::to_proto<v1::ChoiceState>(choice.state));
    out.set_location_id(choice.location_id.str());
    out.set_fulfillment_order_id(choice.fulfillment_order_id.str());
    for (const ParcelUnits& units : choice.units) {
        v1::Choice::Units& told = *out.add_units();
        told.set_line_no(static_cast<std::int32_t>(units.line_no));
        told.set_quantity(units.quantity);
    }
    for (const ChoiceOption& option : choice.options) {
        v1::ChoiceOption& told = *out.add_options();
        told.set_option_no(static_cast<std::int32_t>(option.option_no));
        told.set_kind(wire::to_proto<v1::ChoiceOptionKind>(option.kind));
        told.set_location_id(option.location_id.str());
        if (option.promised_by) wire::encode(*option.promised_by, *told.mutable_promised_by());
        wire::encode(option.price, *told.mutable_price());
        if (option.kind == default_option(choice.reason))
            out.set_default_option_no(static_cast<std::int32_t>(option.option_no));
    }
    wire::encode(choice.create_time, *out.mutable_create_time());
    wire::encode(choice.expire_time, *out.mutable_expire_time());
    if (choice.chosen_by) out.set_chosen_by(wire::to_proto<v1::ChosenBy>(*choice.chosen_by));
    out.set_chosen_option_no(static_cast<std::int32_t>(choice.chosen_option_no));
    if (choice.end_time) wire::encode(*choice.end_time, *out.mutable_end_time());
}

std::string get_choice_reply(const Order& order, const OrderChoice& choice) {
    return wire::bytes_of<v1::GetChoiceResponse>([&](auto& reply) {
        encode_choice(choice, *reply.mutable_choice());
        reply.set_order_id(order.order_id.str());
        reply.set_order_number(order.number.str());
    });
}

std::string choice_link_reply(const std::string& token, const OrderChoice& choice) {
    return wire::bytes_of<v1::GetChoiceLinkResponse>([&](auto& reply) {
        reply.set_token(token);
        wire::encode(choice.expire_time, *reply.mutable_expire_time());
    });
}

}  // namespace oms::orders
