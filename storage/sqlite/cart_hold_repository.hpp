#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Cart holds with their reservations.
class CartHoldRepository {
public:
    explicit CartHoldRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const CartKey& key, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes);
    Result<std::optional<CartHold>> find(const CartKey& key);
    Result<std::vector<CartKey>> all_keys();
    // Those that are held still: each has its timer.
    Result<void> for_each_held(const std::function<void(const CartHold&)>& visit);

private:
    Result<std::vector<CartKey>> keys_of(std::string_view sql);
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
