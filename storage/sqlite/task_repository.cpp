#include "storage/sqlite/task_repository.hpp"

#include <algorithm>
#include <utility>

#include "domain/describe_fulfillment.hpp"
#include "storage/json_archive.hpp"
#include "storage/order_scope.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_parcel_numbers = "SELECT given FROM parcel_numbers WHERE id = 1";
constexpr std::string_view update_parcel_numbers =
    "UPDATE parcel_numbers SET given = ?1 WHERE id = 1 AND given = ?2";
constexpr std::string_view select_task =
    "SELECT body, version, event_hash FROM fulfillment_orders WHERE fulfillment_order_id = ?1";
constexpr std::string_view select_of_order =
    "SELECT body, version, event_hash FROM fulfillment_orders WHERE order_id = ?1 ORDER BY "
    "fulfillment_order_id";
constexpr std::string_view select_page_of_order =
    "SELECT body, version, event_hash FROM fulfillment_orders WHERE order_id = ?3 AND (due_us, "
    "fulfillment_order_id) > (?1, ?2) "
    "ORDER BY due_us, fulfillment_order_id";
// One statement for each index, so that a page never looks through other locations.
// What is offered there is open, and little.
constexpr std::string_view select_of_location =
    "SELECT body, version, event_hash, due_us, fulfillment_order_id FROM fulfillment_orders WHERE "
    "location_id = ?3 AND is_open = ?4 AND (due_us, fulfillment_order_id) > (?1, ?2) UNION ALL "
    "SELECT f.body, f.version, f.event_hash, f.due_us, f.fulfillment_order_id FROM task_offers o "
    "JOIN fulfillment_orders f ON f.fulfillment_order_id = o.fulfillment_order_id WHERE "
    "o.location_id = ?3 AND ?4 = 1 AND (f.due_us, f.fulfillment_order_id) > (?1, ?2) ORDER BY "
    "due_us, fulfillment_order_id";
constexpr std::string_view select_of_destination =
    "SELECT body, version, event_hash FROM fulfillment_orders WHERE pickup_location = ?3 AND "
    "pickup_location <> '' AND pickup_location <> location_id AND is_open = ?4 AND (due_us, "
    "fulfillment_order_id) > (?1, ?2) ORDER BY due_us, fulfillment_order_id";
constexpr std::string_view insert_task =
    "INSERT INTO fulfillment_orders (fulfillment_order_id, order_id, location_id, pickup_location, "
    "state, is_open, due_us, version, event_hash, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
    "?9, ?10)";
constexpr std::string_view update_task =
    "UPDATE fulfillment_orders SET state = ?2, is_open = ?3, due_us = ?4, version = ?5, event_hash "
    "= ?6, body = ?7, location_id = ?8 WHERE fulfillment_order_id = ?1";
constexpr std::string_view insert_offer =
    "INSERT INTO task_offers (location_id, fulfillment_order_id) VALUES (?1, ?2)";
constexpr std::string_view delete_offer =
    "DELETE FROM task_offers WHERE location_id = ?1 AND fulfillment_order_id = ?2";
constexpr std::string_view has_offer =
    "SELECT 1 FROM task_offers WHERE location_id = ?1 AND fulfillment_order_id = ?2";
constexpr std::string_view count_offers = "SELECT count(*) FROM task_offers";
constexpr std::string_view insert_planned =
    "INSERT INTO planned_parcels (location_id, promised_by_us, order_id) VALUES (?1, ?2, ?3)";
constexpr std::string_view delete_planned =
    "DELETE FROM planned_parcels WHERE location_id = ?1 AND promised_by_us = ?2 AND order_id = ?3";
constexpr std::string_view select_planned =
    "SELECT order_id FROM planned_parcels WHERE location_id = ?1 ORDER BY promised_by_us, order_id "
    "LIMIT ?2";
constexpr std::string_view select_planned_of =
    "SELECT promised_by_us FROM planned_parcels WHERE location_id = ?1 AND order_id = ?2";
constexpr std::string_view count_planned = "SELECT count(*) FROM planned_parcels";

Result<FulfillmentOrder> read_task(const Statement& row) {
    OMS_TRY(FulfillmentOrder task, read_json<FulfillmentOrder>(row.text(0)));
    task.head.sequence = row.integer(1);
    OMS_TRY(task.head.hash, read_hash(row.blob(2)));
    return task;
}

// Locations that may accept it beside its own.
std::vector<LocationId> offered_to(const FulfillmentOrder& task) {
    std::vector<LocationId> locations;
    if (!is_offered(task)) return locations;
    for (const ParcelOffer& offer : task.offers)
        locations.push_back(offer.location_id);
    return locations;
}

}  // namespace

Result<std::optional<FulfillmentOrder>> TaskRepository::find(const FulfillmentOrderId& id) {
    Statement row = connection_.prepared(select_task);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    if (!found) return std::optional<FulfillmentOrder>();
    OMS_TRY(FulfillmentOrder task, read_task(row));
    return std::optional<FulfillmentOrder>(std::move(task));
}

Result<OrderId> TaskRepository::load(const FulfillmentOrderId& id, UnitOfWork& unit) {
    if (!unit.fulfillment_orders.is_loaded(id)) {
        OMS_TRY(std::optional<FulfillmentOrder> task, find(id));
        unit.fulfillment_orders.load(id, std::move(task));
    }
    const FulfillmentOrder* task = unit.fulfillment_orders.find(id);
    return task == nullptr ? OrderId() : task->order_id;
}

Result<std::vector<FulfillmentOrderId>> TaskRepository::load_of(const OrderId& id,
                                                                UnitOfWork& unit) {
    std::vector<FulfillmentOrderId> ids;
    Statement row = connection_.prepared(select_of_order);
    row.bind(id.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return ids;
        OMS_TRY(FulfillmentOrder task, read_task(row));
        ids.push_back(task.fulfillment_order_id);
        if (!unit.fulfillment_orders.is_loaded(ids.back()))
            unit.fulfillment_orders.load(ids.back(), std::move(task));
    }
}

Result<void> TaskRepository::load_parcel_numbers(UnitOfWork& unit) {
    if (unit.parcel_numbers.is_loaded(SingleRow::only)) return {};
    Statement row = connection_.prepared(select_parcel_numbers);
    OMS_TRY(const bool found, row.step());
    if (!found) return fail(Reason::corrupt_row, "the parcel_numbers row is missing");
    unit.parcel_numbers.load(SingleRow::only, ParcelNumbers{row.integer(0)});
    return {};
}

Result<std::vector<FulfillmentOrder>> TaskRepository::open_of(const OrderId& id) {
    std::vector<FulfillmentOrder> tasks;
    Statement row = connection_.prepared(select_of_order);
    row.bind(id.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return tasks;
        OMS_TRY(FulfillmentOrder task, read_task(row));
        if (!has_ended(task)) tasks.push_back(std::move(task));
    }
}

Result<void> TaskRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.fulfillment_orders.changes()) {
        const FulfillmentOrder& task = *change.value;
        const std::string& id = task.fulfillment_order_id.str();
        const ChainHash& hash = hashes.of({AggregateType::fulfillment_order, id}, task.head);
        const std::string body = to_json(task);
        const std::int64_t is_open = has_ended(task) ? 0 : 1;
        const std::int64_t due = to_unix_micros(due_of(task));
        Statement statement = connection_.prepared(change.inserted ? insert_task : update_task);
        if (change.inserted) {
            statement.bind(id, task.order_id.str(), task.location_id.str(),
                           task.pickup_location.str(), enum_text(task.state), is_open, due,
                           task.head.sequence, hash, body);
        } else {
            statement.bind(id, enum_text(task.state), is_open, due, task.head.sequence, hash, body,
                           task.location_id.str());
        }
        OMS_CHECK(statement.run());
        OMS_CHECK(store_offers(change.before, task));
    }
    for (const auto& change : unit.parcel_numbers.changes()) {
        OMS_CHECK(connection_.prepared(update_parcel_numbers)
                      .bind(change.value->given, change.before->given)
                      .run());
        if (connection_.changed_rows() == 0)
            return fail(Reason::version_mismatch, "parcel_numbers");
    }
    return store_planned(unit);
}

Result<void> TaskRepository::store_offers(const FulfillmentOrder* before,
                                          const FulfillmentOrder& task) {
    const std::vector<LocationId> was =
        before == nullptr ? std::vector<LocationId>() : offered_to(*before);
    const std::vector<LocationId> is = offered_to(task);
    if (was == is) return {};
    const std::string& id = task.fulfillment_order_id.str();
    for (const LocationId& location : was)
        OMS_CHECK(connection_.prepared(delete_offer).bind(location.str(), id).run());
    for (const LocationId& location : is)
        OMS_CHECK(connection_.prepared(insert_offer).bind(location.str(), id).run());
    return {};
}

Result<void> TaskRepository::store_planned(const UnitOfWork& unit) {
    for (const auto& change : unit.orders.changes()) {
        std::vector<PlannedParcels> before;
        if (change.before != nullptr) before = planned_at(*change.before);
        const std::vector<PlannedParcels> after = planned_at(*change.value);
        const auto write = [&](std::string_view sql, const PlannedParcels& planned) {
            return connection_.prepared(sql)
                .bind(planned.location_id.str(), to_unix_micros(planned.promised_by),
                      change.key->str())
                .run();
        };
        for (const PlannedParcels& planned : before) {
            if (std::find(after.begin(), after.end(), planned) == after.end())
                OMS_CHECK(write(delete_planned, planned));
        }
        for (const PlannedParcels& planned : after) {
            if (std::find(before.begin(), before.end(), planned) == before.end())
                OMS_CHECK(write(insert_planned, planned));
        }
    }
    return {};
}

Result<std::vector<FulfillmentOrder>> TaskRepository::page(const TaskQuery& query,
                                                           const Actor& actor) {
    const auto [after, after_id] = page_start(query.after);
    Statement row = connection_.prepared(query.order_id   ? select_page_of_order
                                         : query.incoming ? select_of_destination
                                                          : select_of_location);
    if (query.order_id) {
        row.bind(after, after_id, query.order_id->str());
    } else {
        row.bind(after, after_id, query.location_id.str(), std::int64_t{query.ended ? 0 : 1});
    }
    return read_page(row, query.limit, read_task, [&](const FulfillmentOrder& task) {
        const bool overdue = !query.due_before || due_of(task) < *query.due_before;
        return is_in(query.states, task.state) && overdue && is_visible(task, actor);
    });
}

Result<std::vector<OrderId>> TaskRepository::planned(const LocationId& location,
                                                     std::int64_t limit) {
    std::vector<OrderId> ids;
    Statement row = connection_.prepared(select_planned);
    row.bind(location.str(), limit);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return ids;
        ids.push_back(OrderId::trusted(std::string(row.text(0))));
    }
}

Result<std::vector<PlannedParcels>> TaskRepository::planned_of(const Order& order) {
    std::vector<PlannedParcels> stored;
    for (const PlannedParcels& planned : planned_at(order)) {
        Statement row = connection_.prepared(select_planned_of);
        OMS_TRY(const bool found, row.bind(planned.location_id.str(), order.order_id.str()).step());
        if (found) stored.push_back({planned.location_id, from_unix_micros(row.integer(0))});
    }
    return stored;
}

Result<std::int64_t> TaskRepository::offers_of(const FulfillmentOrder& task) {
    std::int64_t stored = 0;
    for (const LocationId& location : offered_to(task)) {
        Statement row = connection_.prepared(has_offer);
        OMS_TRY(const bool found, row.bind(location.str(), task.fulfillment_order_id.str()).step());
        stored += found ? 1 : 0;
    }
    return stored;
}

Result<std::int64_t> TaskRepository::offer_rows() {
    Statement row = connection_.prepared(count_offers);
    OMS_CHECK(row.step());
    return row.integer(0);
}

Result<std::int64_t> TaskRepository::planned_rows() {
    Statement row = connection_.prepared(count_planned);
    OMS_CHECK(row.step());
    return row.integer(0);
}

}  // namespace oms::storage::sqlite
