#pragma once

#include <cstdint>
#include <vector>

#include "storage/engine.hpp"

namespace oms::storage::sqlite {

// Finds the number of a kept answer by its key. Keeps 16 bytes an answer and not the whole key: a
// candidate's row has the last word. Open addressing with linear probing; the keys are digests, and
// so their own hash. One thread at a time.
class AnswerIndex {
public:
    // Appends to `numbers` every answer whose key may be `key`.
    void find(const AnswerKey& key, std::vector<std::int64_t>& numbers) const;
    // Room for so many more, so that inserting them cannot fail.
    void reserve(std::size_t more);
    // `number` >= 1, and no number twice.
    void insert(const AnswerKey& key, std::int64_t number);
    // Nothing happens when it is not there.
    void erase(const AnswerKey& key, std::int64_t number);
    std::size_t size() const { return size_; }

private:
    struct Slot {
        std::uint64_t fingerprint = 0;
        std::int64_t number = 0;  // 0: free
    };
    std::size_t home(std::uint64_t fingerprint) const;
    std::size_t after(std::size_t place) const { return (place + 1) & (slots_.size() - 1); }
    void grow();
    void put(Slot slot);

    std::vector<Slot> slots_;  // a power of two, at least a quarter free
    std::size_t size_ = 0;
};

}  // namespace oms::storage::sqlite
