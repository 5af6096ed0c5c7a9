#pragma once

#include <cstdint>
#include <functional>
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

// Tells of one number whether it fits a criterion, without the criterion's index.
struct NumberCheck {
    std::function<Result<bool>(std::int64_t)> fits;
    std::int64_t cost = 0;  // as SearchBudget counts
};

// The search numbers of the orders that fit one criterion, falling.
class NumberStream {
public:
    // `walk_sql` gives the numbers at or below ?1, falling, of what fits ?2; it is this stream's
    // alone. `row_cost`: of one step. Without a check it is a plain index, where going to the next
    // number below any other costs no more than a check would.
    NumberStream(Connection& connection, std::string_view walk_sql, std::string criterion,
                 std::int64_t row_cost, NumberCheck check)
        : connection_(&connection),
          walk_sql_(walk_sql),
          criterion_(std::move(criterion)),
          row_cost_(row_cost),
          check_(std::move(check)) {}

    // All numbers of the stream at or below the bound asked for are at or below `number`, which is
    // one of them if `is_in`. 0: there are none.
    struct Reached {
        std::int64_t number;
        bool is_in;
    };
    // Bounds never rise from call to call. Of several streams one `leads`: it walks from the first;
    // the others check what it finds, until too much of that does not fit.
    Result<Reached> at_or_below(std::int64_t bound, bool leads, SearchBudget& budget);
    // Whether it can say what comes next, and not only whether a number is in.
    bool walks() const noexcept { return row_ != nullptr || is_plain(); }

private:
    bool is_plain() const noexcept { return check_.fits == nullptr; }
    Result<void> seek(std::int64_t bound);
    Result<void> step(SearchBudget& budget);
    Result<Reached> check(std::int64_t bound, SearchBudget& budget);
    Connection* connection_;
    std::string_view walk_sql_;
    std::string criterion_;
    std::int64_t row_cost_;
    NumberCheck check_;
    int misfits_ = 0;
    std::unique_ptr<Statement> row_;
    std::optional<std::int64_t> present_;
};

}  // namespace oms::storage::sqlite
