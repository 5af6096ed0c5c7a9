#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "domain/queries.hpp"

namespace oms::inventory {

using EncodeStock = std::function<std::string(const std::vector<StockRow>&)>;

// Posts entries to the ledger, all or none. A correction or damage that leaves fewer units than are
// reserved does what a count does; goods that somebody sells or moves must be free. Refusals in
// this order: item_not_found and location_not_found (also for a location outside the actor's
// scope), insufficient_stock, amount_overflow.
class PostMovements final : public Command {
public:
    PostMovements(Header header, std::vector<LedgerEntry> entries, EncodeStock encode)
        : Command(std::move(header)), entries_(std::move(entries)), encode_(std::move(encode)) {}

    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    std::vector<LedgerEntry> entries_;
    EncodeStock encode_;
};

using EncodeCount = std::function<std::string(const StockRow& row, std::int64_t difference)>;

// Sets what was physically counted; reservations stay. Refusals as for PostMovements.
class RecordCount final : public Command {
public:
    RecordCount(Header header, StockKey key, std::int64_t counted, std::string reason_code,
                EncodeCount encode)
        : Command(std::move(header)),
          key_(std::move(key)),
          counted_(counted),
          reason_code_(std::move(reason_code)),
          encode_(std::move(encode)) {}

    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    StockKey key_;
    std::int64_t counted_;
    std::string reason_code_;
    EncodeCount encode_;
};

}  // namespace oms::inventory
