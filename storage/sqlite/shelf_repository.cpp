#include "storage/sqlite/shelf_repository.hpp"

#include <utility>

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_shelf =
    "SELECT place FROM shelves WHERE location_id = ?1 AND sku = ?2";
constexpr std::string_view write_shelf =
    "INSERT INTO shelves (location_id, sku, place) VALUES (?1, ?2, ?3) ON CONFLICT (location_id, "
    "sku) DO UPDATE SET place = ?3";

}  // namespace

Result<std::optional<Shelf>> ShelfRepository::find(const StockKey& key) {
    Statement row = connection_.prepared(select_shelf);
    OMS_TRY(const bool found, row.bind(key.location_id.str(), key.sku.str()).step());
    if (!found) return std::optional<Shelf>();
    return std::optional(Shelf{std::string(row.text(0))});
}

Result<void> ShelfRepository::load(const StockKey& key, UnitOfWork& unit) {
    if (unit.shelves.is_loaded(key)) return {};
    OMS_TRY(std::optional<Shelf> shelf, find(key));
    unit.shelves.load(key, std::move(shelf));
    return {};
}

Result<void> ShelfRepository::flush(const UnitOfWork& unit) {
    for (const auto& change : unit.shelves.changes()) {
        OMS_CHECK(
            connection_.prepared(write_shelf)
                .bind(change.key->location_id.str(), change.key->sku.str(), change.value->place)
                .run());
    }
    return {};
}

Result<std::map<Sku, Shelf>> ShelfRepository::find(const LocationId& location,
                                                   const std::vector<Sku>& skus) {
    std::map<Sku, Shelf> shelves;
    for (const Sku& sku : skus) {
        OMS_TRY(std::optional<Shelf> shelf, find({sku, location}));
        if (shelf && !shelf->place.empty()) shelves.emplace(sku, *std::move(shelf));
    }
    return shelves;
}

}  // namespace oms::storage::sqlite
