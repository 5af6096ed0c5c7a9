#include "storage/sqlite/order_changes.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "storage/json_archive.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_newest =
    "SELECT position, event_id, type, time_us FROM events WHERE aggregate_type = 'order' AND "
    "aggregate_id = ?1 ORDER BY sequence DESC LIMIT 1";
constexpr std::string_view select_all =
    "SELECT position, event_id, type, time_us, sequence, data FROM events WHERE aggregate_type = "
    "'order' AND aggregate_id = ?1 ORDER BY sequence";

OrderChange read_change(const Statement& row) {
    OrderChange change;
    change.position = row.integer(0);
    change.event_id = EventId::trusted(std::string(row.text(1)));
    change.type = row.text(2);
    change.time = from_unix_micros(row.integer(3));
    return change;
}

}  // namespace

Result<std::optional<OrderChange>> newest_change(Connection& connection, const OrderId& id) {
    Statement row = connection.prepared(select_newest);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    if (!found) return std::optional<OrderChange>();
    return std::optional(read_change(row));
}

Result<OrderChangesRead> replay_changes(Connection& connection, const OrderChangesQuery& query,
                                        const OrderChangeReader& reader) {
    OrderChangesRead read{query.after_position.value(), false};
    Statement row = connection.prepared(select_all);
    row.bind(query.order_id.str());
    std::optional<Order> order;
    for (std::int64_t told = 0;;) {
        OMS_TRY(const bool found, row.step());
        if (!found) return read;
        if (told == query.limit) {
            read.more = true;
            return read;
        }
        const OrderChange change = read_change(row);
        OMS_TRY(const EventData data, read_event_data(change.type, row.text(5)));
        OMS_TRY(order, fold(std::move(order), data, row.integer(4), change.time));
        if (change.position <= *query.after_position) continue;
        reader(change, *order);
        read.scanned_to = change.position;
        ++told;
    }
}

}  // namespace oms::storage::sqlite
