#pragma once

#include <cstdint>
#include <optional>

#include "domain/order_search.hpp"
#include "domain/unit_of_work.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/order_index.hpp"

namespace oms::storage::sqlite {

// What a list shows of the order; customer_name, which is personal, stays empty.
OrderSummary summary_of(const Order& order);

// What lists show of orders, by search number: the orders of one page lie together, and no order is
// read to show them. Written in the transaction that changes the order.
class OrderSummaries {
public:
    explicit OrderSummaries(Connection& connection) : connection_(connection) {}

    // Adds the batch's new orders, and brings those up to date of which a list now shows something
    // else. The orders themselves are written already.
    Result<void> flush(const UnitOfWork& unit, const SearchNumbers& numbers);
    // Without customer_name. Fails with Reason::corrupt_row.
    Result<std::optional<OrderSummary>> find(std::int64_t search_no);

private:
    Result<void> insert(const Order& order, std::int64_t search_no);
    Result<void> update(const Order& order);
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
