#include "storage/sqlite/number_stream.hpp"

#include <utility>

namespace oms::storage::sqlite {
namespace {

// A look-up costs about as much as that many rows: in a plain index, and for each term of a
// full-text one.
constexpr std::int64_t plain_seek_cost = 8;
constexpr std::int64_t term_seek_cost = 32;
// A term more makes a step dearer by this part of a row.
constexpr std::int64_t terms_per_row_cost = 8;
constexpr int longest_walk = 32;

}  // namespace

Result<std::optional<std::int64_t>> NumberStream::at_or_below(std::int64_t bound,
                                                              SearchBudget& budget) {
    if (row_ == nullptr) OMS_CHECK(seek(bound, budget));
    for (int walked = 0; present_ && *present_ > bound; ++walked) {
        if (walked < longest_walk) {
            OMS_CHECK(step(budget));
        } else {
            OMS_CHECK(seek(bound, budget));
        }
    }
    return present_;
}

Result<void> NumberStream::seek(std::int64_t bound, SearchBudget& budget) {
    budget.left -= plain_seek_cost + terms_ * term_seek_cost;
    row_.reset();  // one use of the statement ends before the next begins
    row_.reset(new Statement(connection_->prepared(sql_)));
    if (criterion_.empty()) {
        row_->bind(bound);
    } else {
        row_->bind(bound, criterion_);
    }
    return step(budget);
}

Result<void> NumberStream::step(SearchBudget& budget) {
    budget.left -= 1 + terms_ / terms_per_row_cost;
    OMS_TRY(const bool more, row_->step());
    present_.reset();
    if (more) present_ = row_->integer(0);
    return {};
}

}  // namespace oms::storage::sqlite
