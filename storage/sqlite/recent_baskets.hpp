#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/unit_of_work.hpp"
#include "storage/digest.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// How many orders are remembered at most, some 25 MiB: of more orders than that within their
// windows the oldest are no longer suspected to have a duplicate.
inline constexpr std::int64_t most_recent_baskets = 200'000;

// The baskets of recent orders, in memory: looking one up on disk would cost a random index page
// for each order placed. What is here is what is committed: changes wait from stage() for commit().
// Of each key 16 bytes of its SHA-256 are kept. The writer's own.
class RecentBaskets {
public:
    // Reads the orders of the longest window of any channel before `now`, a range of the primary
    // key. What is here already stays; call it once.
    Result<void> rebuild(Connection& connection, Timestamp now);

    void load(const std::vector<BasketKey>& keys, UnitOfWork& unit);
    // What the batch changes, until commit() or discard().
    void stage(const UnitOfWork& unit);
    // Takes over what was staged, and forgets what is past its time then.
    void commit(Timestamp now);
    void discard() { staged_.clear(); }

    std::size_t size() const { return rows_.size(); }

private:
    using Digest = std::array<std::uint8_t, 16>;
    struct DigestHash {
        std::size_t operator()(const Digest& digest) const noexcept;
    };
    // RecentBasket without memory of its own: an id of ours has 30 bytes.
    struct Row {
        Timestamp time;
        Timestamp until;
        std::array<char, 31> order_id;
        std::uint8_t id_size;
    };
    // When a row may be forgotten, unless it has been put again since.
    struct End {
        Timestamp until;
        Digest digest;
        friend bool operator>(const End& a, const End& b) { return a.until > b.until; }
    };
    Digest digest_of(const BasketKey& key);
    void put(const Digest& digest, const RecentBasket& basket);
    void forget_before(Timestamp now);

    Sha256 sha_;
    std::unordered_map<Digest, Row, DigestHash> rows_;
    std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
    std::vector<std::pair<Digest, RecentBasket>> staged_;
};

}  // namespace oms::storage::sqlite
