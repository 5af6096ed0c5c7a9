#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "services/common/import_rows.hpp"

namespace oms::inventory {

// What a snapshot says of one stock row.
struct CountedStock {
    StockKey key;
    std::int64_t on_hand = 0;
};

// Where a snapshot comes from and when it was true.
struct SnapshotOrigin {
    std::string source;
    Timestamp as_of;
    std::string import_id;
};

// No snapshot may be older than this.
inline constexpr std::chrono::hours oldest_snapshot{30 * 24};

// Sets on hand to what was counted at `as_of` and what moved since; reservations stay, and a count
// below what is reserved records a shortage. A row is left alone of which the source has told for
// that time or a later one already (S7), or that was counted on the shelf since. All or none;
// problems of rows: no such item, no such location (also outside the actor's scope), more has left
// since than was counted, a counter beyond its limit. `as_of` in the future or too long ago refuses
// the request as a whole.
class ImportStock final : public Command {
public:
    ImportStock(Header header, SnapshotOrigin origin, std::vector<ImportRow<CountedStock>> rows,
                std::vector<RowProblem> problems, EncodeImport encode)
        : Command(std::move(header)),
          origin_(std::move(origin)),
          rows_(std::move(rows)),
          problems_(std::move(problems)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Result<void> check_time(Timestamp now) const;
    void import_row(UnitOfWork& unit, const ImportRow<CountedStock>& row, MovedSince in_batch,
                    ImportOutcome& outcome) const;

    SnapshotOrigin origin_;
    std::vector<ImportRow<CountedStock>> rows_;
    std::vector<RowProblem> problems_;
    EncodeImport encode_;
};

}  // namespace oms::inventory
