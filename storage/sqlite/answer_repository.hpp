#pragma once

#include <span>
#include <utility>
#include <vector>

#include "domain/time.hpp"
#include "storage/engine.hpp"
#include "storage/sqlite/answer_index.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// How long a request id is remembered: a day more than promised.
inline constexpr std::int64_t answer_retention_us = std::int64_t{8} * 24 * 3600 * 1'000'000;

// The answers of committed commands, appended in commit order and found by key through an index in
// memory. Used by the one writer.
class AnswerRepository {
public:
    explicit AnswerRepository(Connection& connection) : connection_(connection) {}

    // Makes the index; before anything else.
    Result<void> open();
    Result<void> load(std::span<const AnswerKey> keys, KeptAnswers& answers);
    // Adds the answers of a batch, and drops the two oldest batches if their time is over, so that
    // the table neither grows for ever nor is cleaned at one stroke.
    Result<void> store(std::span<const NewAnswer> answers, Timestamp now);
    // The transaction has ended: the index follows it, or forgets what did not happen.
    void committed();
    void rolled_back();

private:
    Result<void> append(std::span<const NewAnswer> answers, Timestamp now);
    Result<void> drop_expired(Timestamp now);
    Result<bool> load_one(std::int64_t number, const AnswerKey& key, KeptAnswers& answers);

    using NumberedKey = std::pair<AnswerKey, std::int64_t>;

    Connection& connection_;
    AnswerIndex index_;
    std::int64_t last_number_ = 0;
    // What the open transaction adds and drops.
    std::vector<NumberedKey> added_;
    std::vector<NumberedKey> dropped_;
};

}  // namespace oms::storage::sqlite
