#pragma once

#include <string>

#include <oms/orders/v1/order_service.pb.h>

#include "domain/queries.hpp"
#include "services/orders/make_choice.hpp"

// Messages about choices. Every parse fails with Reason::malformed_request and all violations at
// once.
namespace oms::orders {

// Which choice somebody means: by a token, which is not looked into, or by its ids.
struct ChoiceKey {
    std::string token;
    OrderId order_id;
    ChoiceId choice_id;
};

Result<ChoiceKey> choice_key(const v1::GetChoiceRequest& request);
Result<ChoiceKey> choice_key(const v1::GetChoiceLinkRequest& request);

struct MakeChoiceQuestion {
    ChoiceKey key;
    ChoiceAnswer answer;  // without what the key names
};
Result<MakeChoiceQuestion> make_choice_question(const v1::MakeChoiceRequest& request);

void encode_choice(const OrderChoice& choice, v1::Choice& out);
std::string get_choice_reply(const Order& order, const OrderChoice& choice);
std::string choice_link_reply(const std::string& token, const OrderChoice& choice);

}  // namespace oms::orders
