#pragma once

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

private:
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
