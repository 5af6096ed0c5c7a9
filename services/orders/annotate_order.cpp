#include "services/orders/annotate_order.hpp"

#include <fmt/format.h>

#include "services/orders/order_change.hpp"

namespace oms::orders {

Result<std::string> AddNote::run(UnitOfWork& unit) {
    OMS_TRY(Order order,
            order_to_change(unit, header().actor, request_.order_id, request_.version));
    if (order.personal_ids.size() >= most_personal_rows) {
        return fail(Reason::illegal_transition,
                    fmt::format("note does not apply: the order has {} texts of at most {}",
                                order.personal_ids.size(), most_personal_rows));
    }
    tell(unit, order, OrderNoted{add_text(unit, order, PersonalKind::note, request_.text)});
    std::string answer = encode_(order);
    unit.orders.put(request_.order_id, std::move(order));
    return answer;
}

Result<std::string> UpdateTags::run(UnitOfWork& unit) {
    OMS_TRY(Order order,
            order_to_change(unit, header().actor, request_.order_id, request_.version));
    TagsChange change = plan_tags(order, request_.add, request_.remove);
    if (change.empty()) return encode_(order);
    OMS_CHECK(apply_tags(order, change));
    tell(unit, order, OrderTagsChanged{std::move(change)});
    std::string answer = encode_(order);
    unit.orders.put(request_.order_id, std::move(order));
    return answer;
}

}  // namespace oms::orders
