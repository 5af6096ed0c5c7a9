#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/event_hashes.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

class OrderRepository;

// The search number of each order that a batch begins: the position of its first event.
class SearchNumbers {
public:
    // `first_position`: where the batch's events go. `hashes` must outlive it.
    SearchNumbers(const EventHashes& hashes, std::int64_t first_position);
    // Requires: an order whose first event is of this batch.
    std::int64_t of(const OrderId& id) const;

private:
    std::unordered_map<std::string_view, std::int64_t> numbers_;
};

// The tokens by which an order is found as its own and its people's, each once.
std::vector<std::string> word_tokens(const Order& order,
                                     const std::vector<const PersonalRecord*>& personal);

// The words and places by which orders are found: two full-text tables of tokens, written in the
// transaction that changes the order.
class OrderIndex {
public:
    explicit OrderIndex(Connection& connection) : connection_(connection) {}

    // Indexes the batch's new orders, moves those whose places changed, and adds the words of
    // personal records that came later.
    Result<void> flush(const UnitOfWork& unit, const SearchNumbers& numbers);
    // Indexes the orders from before there was an index; does nothing when that is done. Between
    // transactions of its own, so that it goes on where it was stopped.
    Result<void> index_old_orders();

private:
    Result<void> add_words(std::int64_t search_no, const std::vector<std::string>& tokens);
    Result<void> add_places(std::int64_t search_no, const std::vector<std::string>& tokens);
    Result<void> move(const Order& before, const Order& after);
    Result<std::int64_t> search_no_of(const OrderId& id);
    Result<void> index_old_order(OrderRepository& orders, std::int64_t search_no,
                                 const OrderId& id);
    Result<bool> index_some_old_orders();
    Connection& connection_;
};

}  // namespace oms::storage::sqlite
