#include "storage/sqlite/routing_repository.hpp"

#include <utility>

#include "storage/json_archive.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_work =
    "SELECT parcels, lines, units FROM work WHERE location_id = ?1 AND kind = ?2 AND day = ?3 AND "
    "slot = ?4";
constexpr std::string_view select_all_work =
    "SELECT location_id, kind, day, slot, parcels, lines, units FROM work";
constexpr std::string_view upsert_work =
    "INSERT INTO work (location_id, kind, day, slot, parcels, lines, units) VALUES (?1, ?2, ?3, "
    "?4, ?5, ?6, ?7) ON CONFLICT (location_id, kind, day, slot) DO UPDATE SET parcels = ?5, lines "
    "= ?6, units = ?7";
constexpr std::string_view insert_decision =
    "INSERT INTO routing_decisions (order_id, decision_no, body, inputs, packed) VALUES (?1, ?2, "
    "'', ?3, ?4)";
constexpr std::string_view count_decisions_of =
    "SELECT count(*) FROM routing_decisions WHERE order_id = ?1";
constexpr std::string_view select_decisions =
    "SELECT decision_no, body, inputs, packed FROM routing_decisions WHERE order_id = ?1 ORDER BY "
    "decision_no";

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A row of select_decisions.
Result<RoutingRecord> read_decision(const Statement& row) {
    const std::string_view packed = text_of(row.blob(3));
    Result<RoutingRecord> record =
        packed.empty() ? read_json<RoutingRecord>(row.text(1)) : unpack<RoutingRecord>(packed);
    if (!record) return record;
    record->decision_no = row.integer(0);
    record->inputs = text_of(row.blob(2));
    return record;
}

}  // namespace

Result<void> RoutingRepository::load_work(const WorkKey& key, UnitOfWork& unit) {
    if (unit.work.is_loaded(key)) return {};
    Statement row = connection_.prepared(select_work);
    OMS_TRY(const bool found,
            row.bind(key.location_id.str(), enum_text(key.kind), key.day, key.slot).step());
    unit.work.load(key,
                   found ? std::optional(WorkDone{row.integer(0), row.integer(1), row.integer(2)})
                         : std::nullopt);
    return {};
}

Result<void> RoutingRepository::flush(const UnitOfWork& unit) {
    for (const auto& change : unit.work.changes()) {
        const WorkKey& key = *change.key;
        const WorkDone& done = *change.value;
        OMS_CHECK(connection_.prepared(upsert_work)
                      .bind(key.location_id.str(), enum_text(key.kind), key.day, key.slot,
                            done.parcels, done.lines, done.units)
                      .run());
    }
    for (const RoutingRecord& record : unit.routing()) {
        OMS_CHECK(connection_.prepared(insert_decision)
                      .bind(record.order_id.str(), record.decision_no, bytes_of(record.inputs),
                            bytes_of(pack(writer_, record)))
                      .run());
    }
    return {};
}

Result<void> RoutingRepository::for_each_work(
    const std::function<void(const WorkKey&, const WorkDone&)>& visit) {
    Statement row = connection_.prepared(select_all_work);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return {};
        const auto kind = enum_from_text<WorkKind>(row.text(1));
        if (!kind) return fail(Reason::corrupt_row, "work of no known kind");
        visit({LocationId::trusted(std::string(row.text(0))), *kind, row.integer(2),
               std::string(row.text(3))},
              {row.integer(4), row.integer(5), row.integer(6)});
    }
}

Result<std::int64_t> RoutingRepository::count_decisions(const OrderId& order_id) {
    Statement row = connection_.prepared(count_decisions_of);
    OMS_CHECK(row.bind(order_id.str()).step());
    return row.integer(0);
}

Result<std::vector<RoutingRecord>> RoutingRepository::decisions(const OrderId& order_id) {
    std::vector<RoutingRecord> records;
    Statement row = connection_.prepared(select_decisions);
    row.bind(order_id.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return records;
        OMS_TRY(RoutingRecord record, read_decision(row));
        record.order_id = order_id;
        records.push_back(std::move(record));
    }
}

}  // namespace oms::storage::sqlite
