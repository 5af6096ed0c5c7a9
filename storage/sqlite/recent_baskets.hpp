#pragma once

#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// How many baskets are remembered at most, some 60 MiB: of more orders than that within their windows
// the oldest are no longer suspected to have a duplicate.
inline constexpr std::int64_t most_recent_baskets = 200'000;

// The baskets of recent orders, in memory: looking one up on disk would cost a random index page
// for each order placed. What is here is what is committed: changes wait from stage() for commit().
// The writer's own.
class RecentBaskets {
public:
    // Reads the orders of the longest window of any channel before `now`, a range of the primary
    // key. What is here already stays; call it once.
    Result<void> rebuild(Connection& connection, Timestamp now);

    void load(const std::vector<BasketKey>& keys, UnitOfWork& unit) const;
    // What the batch changes, until commit() or discard().
    void stage(const UnitOfWork& unit);
    // Takes over what was staged, and forgets what is past its time then.
    void commit(Timestamp now);
    void discard() { staged_.clear(); }

    std::size_t size() const { return rows_.size(); }

private:
    using ByTime = std::multimap<Timestamp, const BasketKey*>;
    struct Row {
        RecentBasket basket;
        ByTime::iterator at;
    };
    void put(const BasketKey& key, const RecentBasket& basket);
    void forget_before(Timestamp now);

    std::unordered_map<BasketKey, Row> rows_;
    ByTime by_time_;  // by `until`; keys are those of rows_, whose nodes do not move
    std::vector<std::pair<BasketKey, RecentBasket>> staged_;
};

}  // namespace oms::storage::sqlite
