#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/actor.hpp"
#include "storage/sqlite/order_repository.hpp"
#include "storage/sqlite/order_summaries.hpp"

namespace oms::storage::sqlite {

// The order of one search number as a search looks at it: what is asked of it is read then, and
// once. A number that is no order's fits nothing. Fails with Reason::corrupt_row.
class OrderCandidate {
public:
    OrderCandidate(Connection& connection, OrderRepository& orders)
        : orders_(orders), summaries_(connection) {}

    // Null: no order has the number. Valid until another number is asked for.
    Result<const OrderSummary*> summary(std::int64_t search_no);
    // As in the index of words and of places: `tokens` are sorted, and it has each of them.
    Result<bool> has_words(std::int64_t search_no, const std::vector<std::string>& tokens);
    Result<bool> has_places(std::int64_t search_no, const std::vector<std::string>& tokens);
    Result<bool> is_in(std::int64_t search_no, const ChannelId& channel);
    Result<bool> is_visible(std::int64_t search_no, const Actor& actor);

private:
    Result<const Order*> order(std::int64_t search_no);
    OrderRepository& orders_;
    OrderSummaries summaries_;
    std::int64_t search_no_ = 0;
    std::optional<OrderSummary> summary_;
    std::optional<Order> order_;
};

}  // namespace oms::storage::sqlite
