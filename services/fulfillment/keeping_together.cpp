#include "services/fulfillment/keeping_together.hpp"

#include <algorithm>
#include <map>

#include "domain/rerouting.hpp"
#include "services/fulfillment/taking_back.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::fulfilling {
namespace {

bool go_one_way(const Demand& demand) {
    return std::all_of(demand.lines.begin(), demand.lines.end(), [&](const DemandLine& line) {
        return line.pickup_location == demand.lines.front().pickup_location;
    });
}

void add_units(std::vector<PlannedUnits>& list, PlannedUnits units) {
    const auto same = std::find_if(list.begin(), list.end(), [&](const PlannedUnits& there) {
        return there.line_no == units.line_no && there.key == units.key;
    });
    if (same == list.end()) {
        list.push_back(std::move(units));
    } else {
        same->quantity += units.quantity;
    }
}

void add_work(std::map<WorkKey, WorkDone>& work, const OrderParcel& parcel) {
    for (const WorkKey& key : parcel.work)
        work[key] += work_of(parcel);
}

// The latest that the order's units of the line were promised.
std::optional<Timestamp> promise_of(const Order& order, const OrderLine& line) {
    std::optional<Timestamp> last = line.promised_by;
    for (const OrderParcel& parcel : order.parcels) {
        const bool has_line =
            std::any_of(parcel.units.begin(), parcel.units.end(),
                        [&](const ParcelUnits& units) { return units.line_no == line.line_no; });
        if (has_line && parcel.promised_by != Timestamp{} && (!last || *last < parcel.promised_by))
            last = parcel.promised_by;
    }
    return last;
}

void add_tasks(const WaitingOrder& waiting, const LocationId& pickup, Along& along,
               std::map<WorkKey, WorkDone>& work) {
    for (const FulfillmentOrder& task : waiting.tasks) {
        if (!oms::is_untouched(task) || task.pickup_location != pickup) continue;
        along.tasks.push_back({task.fulfillment_order_id, task.location_id, task.head.sequence});
        for (const ParcelUnits& units : units_of(task)) {
            add_units(along.credit, {
                                        units.line_no,
                                        {find_line(task, units.line_no)->sku, task.location_id},
                                        units.quantity
            });
        }
        for (const OrderParcel& parcel : waiting.order.parcels) {
            if (parcel.fulfillment_order_id == task.fulfillment_order_id) add_work(work, parcel);
        }
    }
}

}  // namespace

Along along_with(const WaitingOrder& waiting, const Demand& demand) {
    Along along;
    if (demand.lines.empty() || !go_one_way(demand)) return along;
    const LocationId& pickup = demand.lines.front().pickup_location;
    std::map<WorkKey, WorkDone> work;
    std::vector<PlannedUnits> planned = movable_units(waiting.order);
    std::erase_if(planned, [&](const PlannedUnits& units) {
        return orders::line_in(waiting.order, units.line_no).pickup_location != pickup;
    });
    along.credit = planned;
    for (const auto& [key, done] : give_up(waiting.order, planned).work)
        work[key] += done;
    add_tasks(waiting, pickup, along, work);
    along.work.assign(work.begin(), work.end());
    for (const PlannedUnits& units : along.credit) {
        const OrderLine& line = orders::line_in(waiting.order, units.line_no);
        along.lines.push_back({line.line_no, line.sku, units.quantity, line.pickup_location,
                               line.service_level, promise_of(waiting.order, line)});
    }
    return along;
}

Demand joined(const Demand& demand, const Along& along) {
    Demand all = demand;
    all.credit = along.credit;
    all.credit_work = along.work;
    for (const DemandLine& line : along.lines) {
        const auto same =
            std::find_if(all.lines.begin(), all.lines.end(),
                         [&](const DemandLine& one) { return one.line_no == line.line_no; });
        if (same == all.lines.end()) {
            all.lines.push_back(line);
        } else {
            same->quantity += line.quantity;
        }
    }
    std::sort(all.lines.begin(), all.lines.end(),
              [](const DemandLine& a, const DemandLine& b) { return a.line_no < b.line_no; });
    return all;
}

bool comes_together(const SourcingPlan& plan, const Along& along) {
    if (!plan.short_lines.empty() || plan.parcels.size() != 1) return false;
    const LocationId& from = plan.parcels.front().location_id;
    return std::none_of(along.tasks.begin(), along.tasks.end(),
                        [&](const Along::Task& task) { return task.location_id == from; });
}

std::vector<PlannedUnits> beyond(const std::vector<PlannedUnits>& there,
                                 std::vector<PlannedUnits> planned) {
    for (const PlannedUnits& has : there) {
        for (PlannedUnits& units : planned) {
            if (units.line_no == has.line_no && units.key == has.key)
                units.quantity = std::max<std::int64_t>(0, units.quantity - has.quantity);
        }
    }
    return planned;
}

bool is_untouched(const UnitOfWork& unit, const Along& along) {
    return std::all_of(along.tasks.begin(), along.tasks.end(), [&](const Along::Task& read) {
        const FulfillmentOrder* task = unit.fulfillment_orders.find(read.id);
        return task != nullptr && task->head.sequence == read.sequence;
    });
}

Result<void> bring_along(UnitOfWork& unit, const OrderId& order_id, const Along& along) {
    for (const Along::Task& task : along.tasks) {
        OMS_TRY(TaskChange change, TaskChange::begin(unit, system_actor("orders"), task.id, 0));
        OMS_CHECK(take_back(change, units_of(change.task)));
        OMS_CHECK(change.finish());
    }
    Order order = *unit.orders.find(order_id);
    std::map<LocationId, std::vector<ParcelUnits>> planned;
    for (const PlannedUnits& units : movable_units(order)) {
        const bool comes =
            std::any_of(along.credit.begin(), along.credit.end(), [&](const PlannedUnits& one) {
                return one.line_no == units.line_no && one.key == units.key;
            });
        if (comes) planned[units.key.location_id].push_back({units.line_no, units.quantity});
    }
    for (const auto& [location, units] : planned)
        OMS_CHECK(take_back_planned(unit, order, location, units));
    unit.orders.put(order_id, std::move(order));
    return {};
}

}  // namespace oms::fulfilling
