#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "domain/fulfillment_order.hpp"
#include "domain/shelf.hpp"

namespace oms {

// Units of one SKU that a task still has to get off the shelf.
struct PickShare {
    FulfillmentOrderId fulfillment_order_id;
    OrderNumber order_number;
    std::int64_t line_no = 0;
    std::int64_t quantity = 0;
    friend bool operator==(const PickShare&, const PickShare&) = default;
};

// One stop on the way through the aisles.
struct PickStop {
    Shelf shelf;
    Sku sku;
    std::int64_t quantity = 0;  // of all shares
    std::vector<PickShare> shares;
    friend bool operator==(const PickStop&, const PickStop&) = default;
};

// SKUs that the tasks still have to pick, each once, ascending.
std::vector<Sku> skus_to_pick(std::span<const FulfillmentOrder> tasks);
// What is still to pick for the tasks, by shelf, then SKU; without a shelf last. Shares in the
// order of the tasks.
std::vector<PickStop> pick_list(std::span<const FulfillmentOrder> tasks,
                                const std::map<Sku, Shelf>& shelves);

}  // namespace oms
