#include "domain/pick_list.hpp"

#include <algorithm>
#include <tuple>

namespace oms {
namespace {

bool may_be_picked(const FulfillmentOrder& task) {
    return task.state == FulfillmentState::released || task.state == FulfillmentState::accepted ||
           task.state == FulfillmentState::picking;
}

std::int64_t to_pick(const FulfillmentOrder& task, const FulfillmentLine& line) {
    return may_be_picked(task) ? line.quantity - line.picked : 0;
}

}  // namespace

std::vector<Sku> skus_to_pick(std::span<const FulfillmentOrder> tasks) {
    std::vector<Sku> skus;
    for (const PickStop& stop : pick_list(tasks, {}))
        skus.push_back(stop.sku);
    return skus;
}

std::vector<PickStop> pick_list(std::span<const FulfillmentOrder> tasks,
                                const std::map<Sku, Shelf>& shelves) {
    std::map<Sku, PickStop> by_sku;
    for (const FulfillmentOrder& task : tasks) {
        for (const FulfillmentLine& line : task.lines) {
            const std::int64_t units = to_pick(task, line);
            if (units <= 0) continue;
            PickStop& stop = by_sku[line.sku];
            stop.sku = line.sku;
            stop.quantity += units;
            stop.shares.push_back(
                {task.fulfillment_order_id, task.order_number, line.line_no, units});
        }
    }
    std::vector<PickStop> stops;
    for (auto& [sku, stop] : by_sku) {
        const auto shelf = shelves.find(sku);
        if (shelf != shelves.end()) stop.shelf = shelf->second;
        stops.push_back(std::move(stop));
    }
    std::stable_sort(stops.begin(), stops.end(), [](const PickStop& a, const PickStop& b) {
        return std::tuple(a.shelf.place.empty(), std::string_view(a.shelf.place)) <
               std::tuple(b.shelf.place.empty(), std::string_view(b.shelf.place));
    });
    return stops;
}

}  // namespace oms
