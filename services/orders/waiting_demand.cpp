#include "services/orders/waiting_demand.hpp"

#include <algorithm>

#include "domain/contract.hpp"

namespace oms::orders {

Demand waiting_demand(const WaitingOrder& waiting, const OrderLine& line, std::int64_t units) {
    Demand demand;
    demand.channel_id = waiting.order.channel_id;
    demand.tags = waiting.order.tags;
    if (waiting.ship_to) {
        demand.destination = waiting.ship_to->position;
        demand.country_code = waiting.ship_to->country_code;
        demand.postal_code = waiting.ship_to->postal_code;
    }
    demand.excluded = waiting.order.exclusions;
    demand.lines.push_back({line.line_no, line.sku, units, line.pickup_location, line.service_level,
                            line.promised_by});
    return demand;
}

const WaitingOrder& order_in(const WaitingPage& page, const OrderId& id) {
    const auto found =
        std::find_if(page.orders.begin(), page.orders.end(),
                     [&](const WaitingOrder& waiting) { return waiting.order.order_id == id; });
    OMS_REQUIRE(found != page.orders.end());
    return *found;
}

const OrderLine& line_in(const Order& order, std::int64_t line_no) {
    const auto found = std::find_if(order.lines.begin(), order.lines.end(),
                                    [&](const OrderLine& line) { return line.line_no == line_no; });
    OMS_REQUIRE(found != order.lines.end());
    return *found;
}

}  // namespace oms::orders
