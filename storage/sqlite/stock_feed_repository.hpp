#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>

#include "domain/unit_of_work.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// Stock snapshots: what each source has told, and what moved since a time gone by.
//
// The cost of looking back: some 20 reads to find where in the log the time lies, then every ledger
// row since is read once. The sums of the last few times asked for are kept, so that the next
// chunks of an import read only what came in between. A snapshot of now costs nothing; one of days
// ago reads the ledger of those days while other commands wait.
class StockFeedRepository {
public:
    explicit StockFeedRepository(Connection& connection) : connection_(connection) {}

    Result<void> load(const KeySet& keys, UnitOfWork& unit);
    // Fails with Reason::version_mismatch where a snapshot's time would not grow.
    Result<void> flush(const UnitOfWork& unit);

private:
    // What moved after a time, up to a position of the log.
    struct Moved {
        Timestamp as_of;
        std::int64_t up_to = 0;
        std::unordered_map<StockKey, MovedSince> rows;
    };
    Result<void> load_feed(const FeedKey& key, UnitOfWork& unit);
    Result<const Moved*> look_back(Timestamp as_of);
    Result<void> read_moved(std::int64_t from, std::int64_t up_to, Moved& moved);
    Result<std::int64_t> head();
    // Position of the first event after `time`; `head` + 1 when there is none.
    Result<std::int64_t> first_after(Timestamp time, std::int64_t head);

    Connection& connection_;
    std::list<Moved> moved_;  // the latest asked for first
};

}  // namespace oms::storage::sqlite
