#pragma once

#include "domain/order.hpp"
#include "services/common/link_token.hpp"

namespace oms::orders {

// What the link that is sent to a customer is about: the choice as it is now.
Link link_of(const OrderId& order_id, const OrderChoice& choice);

struct LinkedChoice {
    OrderId order_id;
    ChoiceId choice_id;
};
// Fails with Reason::link_invalid for a link about something else.
Result<LinkedChoice> linked_choice(const Link& link);

}  // namespace oms::orders
