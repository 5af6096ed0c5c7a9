#pragma once

#include <string>
#include <utility>

#include "services/common/link_token.hpp"
#include "services/orders/choice_link.hpp"

namespace oms::notifications {

// The links by which customers choose what becomes of an order. Immutable; any thread.
class ChoiceLinks {
public:
    // `page`: the shop's own, to which the token is added; empty: there is none, and no link.
    ChoiceLinks(const SecretKey& secret, std::string page)
        : tokens_(secret), page_(std::move(page)) {}
    std::string link_to(const OrderId& order_id, const OrderChoice& choice) const {
        return page_.empty() ? std::string()
                             : page_ + tokens_.make(orders::link_of(order_id, choice));
    }

private:
    LinkTokens tokens_;
    std::string page_;
};

}  // namespace oms::notifications
