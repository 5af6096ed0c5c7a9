#pragma once

#include <cstdint>

#include "domain/queries.hpp"
#include "storage/sqlite/order_repository.hpp"
#include "storage/sqlite/order_summaries.hpp"

namespace oms::storage::sqlite {

// SEARCH: every order is found by each of its own tokens, and by no others, and is shown in lists
// as it is.
class SearchVerifier {
public:
    explicit SearchVerifier(Connection& connection)
        : connection_(connection), orders_(connection), summaries_(connection) {}

    // Adds a finding when the index lacks a token of the order, or lists show something else of it.
    Result<void> check(const Order& order, VerifyReport& report);
    // When each order was checked: adds a finding when there are more tokens or summaries than
    // theirs.
    Result<void> check_size(VerifyReport& report);

private:
    Result<void> check_summary(std::int64_t search_no, const Order& order, VerifyReport& report);
    Result<bool> has_all(std::string_view sql, std::int64_t search_no,
                         const std::vector<std::string>& tokens);
    Connection& connection_;
    OrderRepository orders_;
    OrderSummaries summaries_;
    std::int64_t orders_checked_ = 0;
    std::int64_t words_ = 0;
    std::int64_t places_ = 0;
};

}  // namespace oms::storage::sqlite
