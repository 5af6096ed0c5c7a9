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
    // `walk_sql` gives the numbers at or below ?1, falling, of what fits ?2; it is this stream's
    // alone. `lookup_sql` counts ?1 among what fits ?2; empty for a plain index, where looking up
    // the next number costs no more. `terms`: of the full-text expression `criterion`.
    NumberStream(Connection& connection, std::string_view walk_sql, std::string_view lookup_sql,
                 std::string criterion, std::int64_t terms)
        : connection_(&connection),
          walk_sql_(walk_sql),
          lookup_sql_(lookup_sql),
          criterion_(std::move(criterion)),
          terms_(terms) {}

    // All numbers of the stream at or below the bound asked for are at or below `number`, which is
    // one of them if `is_in`. 0: there are none.
    struct Reached {
        std::int64_t number;
        bool is_in;
    };
    // Bounds never rise from call to call. Of several streams one `leads`: it walks from the first;
    // the others look up what it finds, until a cursor of their own is cheaper.
    Result<Reached> at_or_below(std::int64_t bound, bool leads, SearchBudget& budget);

private:
    Result<void> seek(std::int64_t bound);
    Result<void> step(SearchBudget& budget);
    Result<Reached> look_up(std::int64_t bound, SearchBudget& budget);
    Connection* connection_;
    std::string_view walk_sql_;
    std::string_view lookup_sql_;
    std::string criterion_;
    std::int64_t terms_;
    int early_lookups_ = 0;
    std::unique_ptr<Statement> row_;
    std::optional<std::int64_t> present_;
};

}  // namespace oms::storage::sqlite
