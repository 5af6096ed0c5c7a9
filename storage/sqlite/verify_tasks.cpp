#include "storage/sqlite/verify_tasks.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "storage/sqlite/findings.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_in_transit =
    "SELECT s.sku || '@' || s.location_id, 'in transit ' || s.in_transit || ', ledger ' || "
    "coalesce(l.in_transit, 0) FROM stock s LEFT JOIN (SELECT sku, location_id, "
    "sum(in_transit_change) AS in_transit FROM stock_ledger WHERE in_transit_change <> 0 GROUP BY "
    "sku, location_id) l ON l.sku = s.sku AND l.location_id = s.location_id WHERE s.in_transit <> "
    "coalesce(l.in_transit, 0)";

// As they are planned: what a task has handed over already is part of it.
std::vector<ParcelUnits> all_units(const FulfillmentOrder& task) {
    std::vector<ParcelUnits> units;
    for (const FulfillmentLine& line : task.lines) {
        if (line.quantity > 0) units.push_back({line.line_no, line.quantity});
    }
    return units;
}

bool holds_units(FulfillmentState state) {
    return state != FulfillmentState::rejected && state != FulfillmentState::canceled &&
           state != FulfillmentState::exception;
}

}  // namespace

Result<void> TaskVerifier::check_sums(VerifyReport& report) {
    Statement row = connection_.prepared(select_in_transit);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return {};
        add_finding(report, "S1", row.text(0), row.text(1));
    }
}

Result<void> TaskVerifier::check(const Order& order, VerifyReport& report) {
    const std::vector<PlannedParcels> planned = planned_at(order);
    planned_ += static_cast<std::int64_t>(planned.size());
    OMS_TRY(const std::vector<PlannedParcels> stored, tasks_.planned_of(order));
    if (planned != stored)
        add_finding(report, "L3", order.order_id.str(),
                    "its parcels are not in the lists of their locations");
    OMS_CHECK(check_tasks(order, report));
    return check_pickups(order, report);
}

Result<void> TaskVerifier::check_tasks(const Order& order, VerifyReport& report) {
    TaskQuery query;
    query.order_id = order.order_id;
    query.limit = quantity_limit;
    Actor all;
    all.channels = ScopeSet<ChannelId>::all();
    OMS_TRY(const std::vector<FulfillmentOrder> tasks, tasks_.page(query, all));
    std::int64_t released = 0;
    for (const OrderParcel& parcel : order.parcels)
        released += parcel.fulfillment_order_id.empty() ? 0 : 1;
    for (const FulfillmentOrder& task : tasks) {
        const auto offers = is_offered(task) ? static_cast<std::int64_t>(task.offers.size()) : 0;
        offers_ += offers;
        OMS_TRY(const std::int64_t stored, tasks_.offers_of(task));
        if (stored != offers)
            add_finding(report, "L3", task.fulfillment_order_id.str(),
                        "it is not in the lists of the locations that it is offered to");
        if (!holds_units(task.state)) continue;
        const auto parcel = std::find_if(
            order.parcels.begin(), order.parcels.end(), [&](const OrderParcel& candidate) {
                return candidate.fulfillment_order_id == task.fulfillment_order_id;
            });
        const bool fits = parcel != order.parcels.end() && parcel->units == all_units(task) &&
                          parcel->location_id == task.location_id;
        if (fits) --released;
        if (!fits && !all_units(task).empty()) {
            add_finding(report, "L3", task.fulfillment_order_id.str(),
                        "its units are not those of a parcel of its order");
        }
    }
    if (released > 0)
        add_finding(report, "L3", order.order_id.str(),
                    "a released parcel without a task that holds it");
    return {};
}

Result<void> TaskVerifier::check_pickups(const Order& order, VerifyReport& report) {
    PickupQuery query;
    query.order_id = order.order_id;
    query.limit = quantity_limit;
    Actor all;
    all.channels = ScopeSet<ChannelId>::all();
    OMS_TRY(const std::vector<Pickup> pickups, pickups_.page(query, all));
    for (const Pickup& pickup : pickups) {
        Pickup derived = pickup;
        update_lines(derived, order);
        if (derived.lines == pickup.lines) continue;
        // An edit took everything away from there, and another one brought something again.
        const bool followed = pickup.state == PickupState::canceled && pickup.lines.empty() &&
                              std::any_of(pickups.begin(), pickups.end(), [&](const Pickup& other) {
                                  return other.pickup_id != pickup.pickup_id &&
                                         other.location_id == pickup.location_id &&
                                         other.lines == derived.lines;
                              });
        if (followed) continue;
        add_finding(report, "L1", pickup.pickup_id.str(),
                    "its units are not those that its order says");
    }
    return {};
}

Result<void> TaskVerifier::check_size(VerifyReport& report) {
    OMS_TRY(const std::int64_t rows, tasks_.planned_rows());
    if (rows != planned_) {
        add_finding(report, "L3", "planned_parcels",
                    fmt::format("{} rows of planned parcels, {} are planned", rows, planned_));
    }
    OMS_TRY(const std::int64_t offers, tasks_.offer_rows());
    if (offers != offers_) {
        add_finding(report, "L3", "task_offers",
                    fmt::format("{} rows of offers, {} are open", offers, offers_));
    }
    return {};
}

Result<void> TaskVerifier::fold_next(AggregateType type, const EventData& data,
                                     std::int64_t sequence) {
    return type == AggregateType::pickup ? pickup_.next(data, sequence)
                                         : task_.next(data, sequence);
}

Result<void> TaskVerifier::finish(const AggregateRef& aggregate, VerifyReport& report) {
    if (aggregate.type == AggregateType::fulfillment_order) {
        OMS_TRY(const std::optional<FulfillmentOrder> stored,
                tasks_.find(FulfillmentOrderId::trusted(aggregate.id)));
        task_.finish(aggregate.id, stored, report);
    }
    if (aggregate.type == AggregateType::pickup) {
        OMS_TRY(const std::optional<Pickup> stored, pickups_.find(PickupId::trusted(aggregate.id)));
        pickup_.finish(aggregate.id, stored, report);
    }
    return {};
}

}  // namespace oms::storage::sqlite
