#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <tl/expected.hpp>

#include "domain/command.hpp"
#include "domain/unit_of_work.hpp"

namespace oms::storage {

// Fingerprint of (principal, method, request id): the scope of a kept answer.
using AnswerKey = std::array<std::uint8_t, 16>;

struct AnswerKeyHash {
    std::size_t operator()(const AnswerKey& key) const noexcept;
};

// What a committed command answered; a refusal only when it kept changes.
struct KeptAnswer {
    BodyHash body_hash{};
    Result<std::string> answer;
};

using KeptAnswers = std::unordered_map<AnswerKey, KeptAnswer, AnswerKeyHash>;

struct NewAnswer {
    AnswerKey key;
    const KeptAnswer* answer;
};

// How a step of the engine failed, and so what becomes of the batch.
struct EngineFailure {
    enum class Kind : std::uint8_t {
        conflict,    // another writer was faster (40001, 40P01, 23505): run the batch again
        constraint,  // a row refused what a command wrote: find the culprit
        full,        // the disk is full: nothing was written
        unknown,     // the connection was lost at commit: settle through the request ids
        fatal,       // a failed write or fsync, a corrupt file: acknowledge nothing more
    };
    Kind kind;
    std::string detail;
};

template <class T>
using EngineResult = tl::expected<T, EngineFailure>;

struct LastCommit {
    std::int64_t position = 0;
    Timestamp now;
};

// One read-write connection: loads what commands have named, writes what they have changed, each in
// a fixed number of set-based steps. Used by one thread at a time.
class Engine {
public:
    virtual ~Engine() = default;
    // Position and batch time of the newest commit.
    virtual EngineResult<LastCommit> last_commit() = 0;
    virtual EngineResult<void> begin() = 0;
    virtual EngineResult<void> load(const KeySet& keys, std::span<const AnswerKey> answer_keys,
                                    UnitOfWork& unit, KeptAnswers& answers) = 0;
    // Writes all changes, then events and answers, and takes the events' positions last. Returns
    // the position of the last event.
    virtual EngineResult<std::int64_t> flush(const UnitOfWork& unit,
                                             std::span<const NewAnswer> answers) = 0;
    virtual EngineResult<void> commit() = 0;
    virtual void rollback() = 0;
    // Housekeeping between batches, after the answers have gone out. `idle`: no command waits.
    virtual EngineResult<void> maintain(bool idle) {
        static_cast<void>(idle);
        return {};
    }
};

}  // namespace oms::storage
