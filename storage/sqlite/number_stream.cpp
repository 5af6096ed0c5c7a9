#include "storage/sqlite/number_stream.hpp"

#include <utility>

namespace oms::storage::sqlite {
namespace {

// Of a plain index, in rows.
constexpr std::int64_t plain_seek_cost = 8;
// Placing a full-text cursor costs as much as some checks: the whole list above it is passed over.
constexpr int most_misfits = 20;

}  // namespace

Result<NumberStream::Reached> NumberStream::at_or_below(std::int64_t bound, bool leads,
                                                        SearchBudget& budget) {
    if (row_ == nullptr) {
        if (!is_plain() && !leads && misfits_ < most_misfits) return check(bound, budget);
        OMS_CHECK(seek(bound));
        OMS_CHECK(step(budget));
    }
    // What is near is walked to; what is far is checked, which costs about as much.
    const std::int64_t longest_walk = is_plain() ? plain_seek_cost : check_.cost / row_cost_ + 1;
    for (std::int64_t walked = 0; present_ && *present_ > bound; ++walked) {
        if (walked == longest_walk) {
            if (!is_plain()) return check(bound, budget);
            budget.left -= plain_seek_cost;
            OMS_CHECK(seek(bound));
        }
        OMS_CHECK(step(budget));
    }
    return present_ ? Reached{*present_, true} : Reached{0, true};
}

Result<void> NumberStream::seek(std::int64_t bound) {
    row_.reset();  // one use of the statement ends before the next begins
    row_.reset(new Statement(connection_->prepared(walk_sql_)));
    if (criterion_.empty()) {
        row_->bind(bound);
    } else {
        row_->bind(bound, criterion_);
    }
    return {};
}

Result<void> NumberStream::step(SearchBudget& budget) {
    budget.left -= row_cost_;
    OMS_TRY(const bool more, row_->step());
    present_.reset();
    if (more) present_ = row_->integer(0);
    return {};
}

Result<NumberStream::Reached> NumberStream::check(std::int64_t bound, SearchBudget& budget) {
    budget.left -= check_.cost;
    OMS_TRY(const bool fits, check_.fits(bound));
    if (fits) return Reached{bound, true};
    ++misfits_;
    return Reached{bound - 1, false};
}

}  // namespace oms::storage::sqlite
