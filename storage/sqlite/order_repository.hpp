#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "domain/queries.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/order_index.hpp"

namespace oms::storage::sqlite {

// Orders with their lines, reservations, unique keys and personal rows.
class OrderRepository {
public:
    explicit OrderRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const OrderId& id, UnitOfWork& unit);
    Result<void> load_unique(const KeySet& keys, UnitOfWork& unit);
    Result<void> flush(const UnitOfWork& unit, const EventHashes& hashes,
                       const SearchNumbers& numbers);

    Result<std::optional<Order>> find(const OrderLookup& lookup);
    // The same without personal_ids, for who reads the records themselves or may not see them.
    Result<std::optional<Order>> find_impersonal(const OrderLookup& lookup);
    Result<std::vector<PersonalRecord>> personal_of(const OrderId& id);
    Result<std::vector<OrderId>> ids_after(const OrderId& id, std::int64_t limit);
    // The oldest name of its contacts, else the oldest of its recipients; empty when there is none.
    Result<std::string> customer_name(const OrderId& id);

private:
    Result<Order> read_order(const Statement& row);
    Result<void> read_lines(Order& order);
    Result<void> read_personal_ids(Order& order);
    Result<void> insert(const Order& order, const ChainHash& hash, std::int64_t search_no);
    Result<void> update(const Order& order, const ChainHash& hash);
    Result<void> store_lines(const Order& order, bool fresh);
    Result<void> store_handling(const Order& order);
    Result<void> store_terms(const Order& order);
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
