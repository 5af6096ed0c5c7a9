#include "services/fulfillment/waves.hpp"

#include <utility>

#include "services/fulfillment/releasing.hpp"

namespace oms::fulfilling {

void ReleaseWave::name_keys(KeySet& keys) const {
    keys.locations.push_back(location_id_);
    keys.orders = orders_;
}

Result<std::string> ReleaseWave::run(UnitOfWork& unit) {
    if (!header().actor.locations.contains(location_id_) ||
        unit.locations.find(location_id_) == nullptr)
        return fail(Reason::location_not_found, location_id_.str());
    std::vector<FulfillmentOrder> released;
    for (const OrderId& id : orders_) {
        const Order* found = unit.orders.find(id);
        if (found == nullptr) continue;
        Order order = *found;
        const auto tasks = release_order(unit, order, {location_id_});
        if (tasks.empty()) continue;
        for (const FulfillmentOrderId& task : tasks)
            released.push_back(*unit.fulfillment_orders.find(task));
        unit.orders.put(id, std::move(order));
    }
    return encode_(released);
}

}  // namespace oms::fulfilling
