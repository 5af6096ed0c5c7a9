#include "services/orders/choice_link.hpp"

namespace oms::orders {

Link link_of(const OrderId& order_id, const OrderChoice& choice) {
    return {LinkPurpose::customer_choice, order_id.str() + "/" + choice.choice_id.str(),
            choice.issue_no, choice.expire_time};
}

Result<LinkedChoice> linked_choice(const Link& link) {
    const std::size_t slash = link.subject_id.find('/');
    if (link.purpose != LinkPurpose::customer_choice || slash == std::string::npos)
        return fail(Reason::link_invalid);
    return LinkedChoice{OrderId::trusted(link.subject_id.substr(0, slash)),
                        ChoiceId::trusted(link.subject_id.substr(slash + 1))};
}

}  // namespace oms::orders
