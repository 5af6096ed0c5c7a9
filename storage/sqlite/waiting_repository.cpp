#include "storage/sqlite/waiting_repository.hpp"

#include <utility>

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_lines =
    "SELECT promised_by_us, priority, since_us, order_id, line_no, units FROM waiting_lines WHERE "
    "sku = ?1 ORDER BY promised_by_us, priority, since_us, order_id, line_no LIMIT ?2 OFFSET ?3";
constexpr std::string_view select_lines_of =
    "SELECT promised_by_us, priority, since_us, order_id, line_no, units FROM waiting_lines WHERE "
    "sku = ?1 AND order_id = ?2 ORDER BY line_no";
constexpr std::string_view select_oldest =
    "SELECT DISTINCT order_id FROM waiting_lines WHERE sku = ?1 AND order_id > ?2 ORDER BY "
    "order_id LIMIT ?3";
constexpr std::string_view select_newest =
    "SELECT DISTINCT order_id FROM waiting_lines WHERE sku = ?1 AND (?2 = '' OR order_id < ?2) "
    "ORDER BY order_id DESC LIMIT ?3";
constexpr std::string_view select_skus =
    "SELECT DISTINCT sku FROM waiting_lines WHERE sku > ?1 ORDER BY sku LIMIT ?2";
constexpr std::string_view select_sums = "SELECT sku, sum(units) FROM waiting_lines GROUP BY sku";
constexpr std::string_view delete_line =
    "DELETE FROM waiting_lines WHERE sku = ?1 AND promised_by_us = ?2 AND priority = ?3 AND "
    "since_us = ?4 AND order_id = ?5 AND line_no = ?6";
constexpr std::string_view insert_line =
    "INSERT INTO waiting_lines (sku, promised_by_us, priority, since_us, order_id, line_no, units) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

Result<std::vector<WaitingLine>> read_lines(Statement& row) {
    std::vector<WaitingLine> lines;
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return lines;
        lines.push_back(
            {from_unix_micros(row.integer(0)), row.integer(1), from_unix_micros(row.integer(2)),
             OrderId::trusted(std::string(row.text(3))), row.integer(4), row.integer(5)});
    }
}

}  // namespace

Result<std::vector<WaitingLine>> WaitingRepository::lines(const Sku& sku, std::int64_t skipped,
                                                          std::int64_t limit) {
    Statement row = connection_.prepared(select_lines);
    row.bind(sku.str(), limit, skipped);
    return read_lines(row);
}

Result<std::vector<WaitingLine>> WaitingRepository::lines_of(const Sku& sku,
                                                             const OrderId& order_id) {
    Statement row = connection_.prepared(select_lines_of);
    row.bind(sku.str(), order_id.str());
    return read_lines(row);
}

Result<std::vector<OrderId>> WaitingRepository::orders(const Sku& sku, bool newest_first,
                                                       const OrderId& after, std::int64_t limit) {
    std::vector<OrderId> ids;
    Statement row = connection_.prepared(newest_first ? select_newest : select_oldest);
    row.bind(sku.str(), after.str(), limit);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return ids;
        ids.push_back(OrderId::trusted(std::string(row.text(0))));
    }
}

Result<std::vector<Sku>> WaitingRepository::skus(const Sku& after, std::int64_t limit) {
    std::vector<Sku> found;
    Statement row = connection_.prepared(select_skus);
    row.bind(after.str(), limit);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return found;
        found.push_back(Sku::trusted(std::string(row.text(0))));
    }
}

Result<void> WaitingRepository::for_each_sku(
    const std::function<void(const Sku&, std::int64_t units)>& visit) {
    Statement row = connection_.prepared(select_sums);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return {};
        visit(Sku::trusted(std::string(row.text(0))), row.integer(1));
    }
}

Result<void> WaitingRepository::load(const QueueHead& head, UnitOfWork& unit) {
    OMS_TRY(std::vector<WaitingLine> first, lines(head.sku, 0, head.lines));
    unit.load_queue(head.sku, std::move(first));
    return {};
}

Result<void> WaitingRepository::flush(const UnitOfWork& unit) {
    for (const auto& change : unit.orders.changes()) {
        const std::vector<QueuedLine> before =
            change.before == nullptr ? std::vector<QueuedLine>() : queue_of(*change.before);
        const std::vector<QueuedLine> after = queue_of(*change.value);
        if (before == after) continue;
        for (const auto& [sku, line] : before) {
            OMS_CHECK(connection_.prepared(delete_line)
                          .bind(sku.str(), to_unix_micros(line.promised_by), line.priority,
                                to_unix_micros(line.since), line.order_id.str(), line.line_no)
                          .run());
        }
        for (const auto& [sku, line] : after) {
            OMS_CHECK(connection_.prepared(insert_line)
                          .bind(sku.str(), to_unix_micros(line.promised_by), line.priority,
                                to_unix_micros(line.since), line.order_id.str(), line.line_no,
                                line.units)
                          .run());
        }
    }
    return {};
}

}  // namespace oms::storage::sqlite
