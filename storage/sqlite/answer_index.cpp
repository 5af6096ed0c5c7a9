#include "storage/sqlite/answer_index.hpp"

#include <utility>

#include "domain/contract.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::size_t first_size = 1024;

}  // namespace

std::size_t AnswerIndex::home(std::uint64_t fingerprint) const {
    return static_cast<std::size_t>(fingerprint) & (slots_.size() - 1);
}

void AnswerIndex::find(const AnswerKey& key, std::vector<std::int64_t>& numbers) const {
    if (slots_.empty()) return;
    const std::uint64_t fingerprint = AnswerKeyHash{}(key);
    for (std::size_t at = home(fingerprint); slots_[at].number != 0; at = after(at)) {
        if (slots_[at].fingerprint == fingerprint) numbers.push_back(slots_[at].number);
    }
}

void AnswerIndex::put(Slot slot) {
    std::size_t at = home(slot.fingerprint);
    while (slots_[at].number != 0)
        at = after(at);
    slots_[at] = slot;
}

void AnswerIndex::grow() {
    std::vector<Slot> before(slots_.empty() ? first_size : slots_.size() * 2);
    before.swap(slots_);
    for (const Slot& slot : before) {
        if (slot.number != 0) put(slot);
    }
}

void AnswerIndex::reserve(std::size_t more) {
    while ((size_ + more) * 4 > slots_.size() * 3)
        grow();
}

void AnswerIndex::insert(const AnswerKey& key, std::int64_t number) {
    OMS_REQUIRE(number >= 1);
    reserve(1);
    put({AnswerKeyHash{}(key), number});
    ++size_;
}

void AnswerIndex::erase(const AnswerKey& key, std::int64_t number) {
    if (slots_.empty()) return;
    std::size_t hole = home(AnswerKeyHash{}(key));
    while (slots_[hole].number != 0 && slots_[hole].number != number)
        hole = after(hole);
    if (slots_[hole].number == 0) return;
    // Whoever probed past the hole moves back into it, so that probing still finds them.
    for (std::size_t at = after(hole); slots_[at].number != 0; at = after(at)) {
        const std::size_t start = home(slots_[at].fingerprint);
        const std::size_t mask = slots_.size() - 1;
        if (((at - start) & mask) < ((at - hole) & mask)) continue;
        slots_[hole] = slots_[at];
        hole = at;
    }
    slots_[hole] = Slot{};
    --size_;
}

}  // namespace oms::storage::sqlite
