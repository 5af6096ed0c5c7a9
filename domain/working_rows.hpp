#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/contract.hpp"

namespace oms {

// Rows of one kind that a batch works on: loaded before it runs, changed in memory, written at its
// end. Every change can be taken back to a savepoint.
template <class Key, class Value>
class WorkingRows {
public:
    struct Change {
        const Key* key;
        const Value* value;
        bool inserted;        // there was no such row when the batch began
        const Value* before;  // the row as the batch found it; null when inserted
    };

    // For the storage engine: the row as it is in the store, or that there is none.
    void load(const Key& key, std::optional<Value> value) {
        Row& row = rows_[key];
        row.stored = value.has_value();
        row.value = std::move(value);
        row.changed = false;
    }
    bool is_loaded(const Key& key) const { return rows_.contains(key); }

    // The row, or null when there is none. A key that was not named is a contract violation.
    const Value* find(const Key& key) const {
        const auto found = rows_.find(key);
        OMS_REQUIRE(found != rows_.end());
        return found->second.value ? &*found->second.value : nullptr;
    }

    // Changes or adds the row. The key must have been named.
    void put(const Key& key, Value value) {
        const auto found = rows_.find(key);
        OMS_REQUIRE(found != rows_.end());
        Row& row = found->second;
        journal_.push_back(
            {&found->first, std::exchange(row.value, std::move(value)), row.changed});
        if (!row.changed) {
            changed_.push_back(&found->first);
            row.first_change = journal_.size() - 1;
        }
        row.changed = true;
    }

    std::size_t savepoint() const { return journal_.size(); }
    void rollback(std::size_t savepoint) {
        while (journal_.size() > savepoint) {
            Undo& undo = journal_.back();
            Row& row = rows_.find(*undo.key)->second;
            row.value = std::move(undo.before);
            if (row.changed && !undo.was_changed) changed_.pop_back();
            row.changed = undo.was_changed;
            journal_.pop_back();
        }
    }

    // What to write, in order of first change. Valid until the next put, rollback or clear.
    std::vector<Change> changes() const {
        std::vector<Change> list;
        list.reserve(changed_.size());
        for (const Key* key : changed_) {
            const Row& row = rows_.find(*key)->second;
            const std::optional<Value>& before = journal_[row.first_change].before;
            list.push_back({key, &*row.value, !row.stored, before ? &*before : nullptr});
        }
        return list;
    }

    void clear() {
        rows_.clear();
        journal_.clear();
        changed_.clear();
    }

private:
    struct Row {
        std::optional<Value> value;
        bool stored = false;
        bool changed = false;
        std::size_t first_change = 0;  // where in the journal, when changed
    };
    struct Undo {
        const Key* key;  // stable: nodes of an unordered_map do not move
        std::optional<Value> before;
        bool was_changed;
    };
    std::unordered_map<Key, Row> rows_;
    std::vector<Undo> journal_;
    std::vector<const Key*> changed_;
};

}  // namespace oms
