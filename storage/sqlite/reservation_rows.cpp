#include "storage/sqlite/reservation_rows.hpp"

#include <utility>

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_rows =
    "SELECT line_no, sku, location_id, quantity, open, consumed, freed, expired FROM reservations "
    "WHERE owner_type = ?1 AND owner_id = ?2 ORDER BY line_no, location_id";
constexpr std::string_view delete_rows =
    "DELETE FROM reservations WHERE owner_type = ?1 AND owner_id = ?2";
constexpr std::string_view insert_row =
    "INSERT INTO reservations (owner_type, owner_id, line_no, location_id, sku, quantity, open, "
    "consumed, freed, expired) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

}  // namespace

Result<std::vector<Reservation>> load_reservations(Connection& connection,
                                                   std::string_view owner_type,
                                                   std::string_view owner_id) {
    std::vector<Reservation> reservations;
    Statement row = connection.prepared(select_rows);
    row.bind(owner_type, owner_id);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return reservations;
        reservations.push_back({row.integer(0), Sku::trusted(std::string(row.text(1))),
                                LocationId::trusted(std::string(row.text(2))), row.integer(3),
                                row.integer(4), row.integer(5), row.integer(6), row.integer(7)});
    }
}

Result<void> store_reservations(Connection& connection, std::string_view owner_type,
                                std::string_view owner_id,
                                const std::vector<Reservation>& reservations, bool fresh) {
    if (!fresh) OMS_CHECK(connection.prepared(delete_rows).bind(owner_type, owner_id).run());
    for (const Reservation& r : reservations) {
        Statement statement = connection.prepared(insert_row);
        OMS_CHECK(statement
                      .bind(owner_type, owner_id, r.line_no, r.location_id.str(), r.sku.str(),
                            r.quantity, r.open, r.consumed, r.freed, r.expired)
                      .run());
    }
    return {};
}

}  // namespace oms::storage::sqlite
