#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "storage/engine.hpp"

namespace oms::testing {

// An engine in memory that keeps items and answers, and fails where it is told to.
class FakeEngine final : public storage::Engine {
public:
    using Kind = storage::EngineFailure::Kind;
    enum class At { begin, load, flush, commit };

    // The next time `at` is reached it fails so. `after_effect`: a commit that did happen.
    void fail_next(At at, Kind kind, bool after_effect = false) {
        failures_.push_back({at, kind, after_effect});
    }
    // Fails each flush that writes this SKU, as a constraint would.
    void poison(const std::string& sku) { poison_ = sku; }

    // A fault: kept answers are lost, as if they were not written.
    bool forgets_answers = false;
    // A fault: the answers of the newest commit are not found yet.
    bool answers_lag = false;

    storage::EngineResult<storage::LastCommit> last_commit() override {
        return storage::LastCommit{position_, now_};
    }
    storage::EngineResult<void> begin() override {
        ++transactions;
        return failing(At::begin);
    }
    storage::EngineResult<void> load(const KeySet& keys,
                                     std::span<const storage::AnswerKey> answer_keys,
                                     UnitOfWork& unit, storage::KeptAnswers& answers) override {
        for (const Sku& sku : keys.items) {
            if (unit.items.is_loaded(sku)) continue;
            const auto found = items.find(sku);
            unit.items.load(sku,
                            found == items.end() ? std::nullopt : std::optional(found->second));
        }
        for (const auto& key : answer_keys) {
            if (forgets_answers || (answers_lag && pending_answers_.contains(key))) continue;
            const auto found = kept_.find(key);
            if (found != kept_.end()) answers.emplace(key, found->second);
        }
        return failing(At::load);
    }
    storage::EngineResult<std::int64_t> flush(
        const UnitOfWork& unit, std::span<const storage::NewAnswer> answers) override {
        pending_items_.clear();
        pending_answers_.clear();
        for (const auto& change : unit.items.changes()) {
            if (change.key->str() == poison_) {
                return tl::unexpected(storage::EngineFailure{Kind::constraint, "poisoned"});
            }
            pending_items_.emplace(*change.key, *change.value);
        }
        for (const auto& answer : answers)
            pending_answers_.emplace(answer.key, *answer.answer);
        pending_position_ = position_ + static_cast<std::int64_t>(unit.events().size());
        pending_now_ = unit.now();
        if (auto failed = failing(At::flush); !failed) return tl::unexpected(failed.error());
        return pending_position_;
    }
    storage::EngineResult<void> commit() override {
        const bool effect = failures_.empty() || failures_.front().at != At::commit ||
                            failures_.front().after_effect;
        if (effect) {
            items.insert(pending_items_.begin(), pending_items_.end());
            kept_.insert(pending_answers_.begin(), pending_answers_.end());
            position_ = pending_position_;
            now_ = pending_now_;
            ++commits;
        }
        return failing(At::commit);
    }
    void rollback() override {}

    std::map<Sku, Item> items;
    int transactions = 0;
    int commits = 0;

private:
    struct Failure {
        At at;
        Kind kind;
        bool after_effect;
    };
    storage::EngineResult<void> failing(At at) {
        if (failures_.empty() || failures_.front().at != at) return {};
        const Kind kind = failures_.front().kind;
        failures_.pop_front();
        return tl::unexpected(storage::EngineFailure{kind, "injected"});
    }
    std::deque<Failure> failures_;
    std::string poison_;
    storage::KeptAnswers kept_;
    std::map<Sku, Item> pending_items_;
    storage::KeptAnswers pending_answers_;
    std::int64_t position_ = 0;
    std::int64_t pending_position_ = 0;
    Timestamp now_;
    Timestamp pending_now_;
};

}  // namespace oms::testing
