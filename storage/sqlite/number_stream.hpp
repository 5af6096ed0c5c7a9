#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// How much one page may still cost, in units of about one row of an index.
struct SearchBudget {
    std::int64_t left;
    bool is_spent() const noexcept { return left <= 0; }
};

// The search numbers of the orders that fit one criterion, falling.
class NumberStream {
public:
    // `sql` gives the numbers at or below ?1, falling, of what fits ?2; it is this stream's alone.
    // `terms`: of the expression `criterion`, 0 for one of a plain index.
    NumberStream(Connection& connection, std::string_view sql, std::string criterion,
                 std::int64_t terms)
        : connection_(&connection), sql_(sql), criterion_(std::move(criterion)), terms_(terms) {}

    // The greatest number at or below `bound`; nothing when there is none. Bounds never rise from
    // call to call. Walks there when it is near, else looks it up anew.
    Result<std::optional<std::int64_t>> at_or_below(std::int64_t bound, SearchBudget& budget);

private:
    Result<void> seek(std::int64_t bound, SearchBudget& budget);
    Result<void> step(SearchBudget& budget);
    Connection* connection_;
    std::string_view sql_;
    std::string criterion_;
    std::int64_t terms_;
    std::unique_ptr<Statement> row_;
    std::optional<std::int64_t> present_;
};

}  // namespace oms::storage::sqlite
