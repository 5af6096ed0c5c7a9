#pragma once

#include <cstdint>

#include "domain/queries.hpp"
#include "storage/sqlite/order_repository.hpp"

namespace oms::storage::sqlite {

// SEARCH: every order is found by each of its own tokens, and by no others.
class SearchVerifier {
public:
    explicit SearchVerifier(Connection& connection)
        : connection_(connection), orders_(connection) {}

    // Adds a finding when the index lacks a token of the order.
    Result<void> check(const Order& order, VerifyReport& report);
    // When each order was checked: adds a finding when the index has more than their tokens.
    Result<void> check_size(VerifyReport& report);

private:
    Result<bool> has_all(std::string_view sql, std::int64_t search_no,
                         const std::vector<std::string>& tokens);
    Connection& connection_;
    OrderRepository orders_;
    std::int64_t words_ = 0;
    std::int64_t places_ = 0;
};

}  // namespace oms::storage::sqlite
