#include "storage/sqlite/answer_index.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace oms::storage;
using oms::storage::sqlite::AnswerIndex;

namespace {

// Few different fingerprints, so that answers share and chase each other's places.
AnswerKey key_of(std::uint8_t home, std::uint8_t rest) {
    AnswerKey key{};
    key[0] = home;
    key[1] = 0xFF;
    key[15] = rest;
    return key;
}

std::set<std::int64_t> found(const AnswerIndex& index, const AnswerKey& key) {
    std::vector<std::int64_t> numbers;
    index.find(key, numbers);
    return {numbers.begin(), numbers.end()};
}

}  // namespace

TEST_CASE("an empty index finds nothing and forgets nothing") {
    AnswerIndex index;
    CHECK(found(index, key_of(1, 1)).empty());
    index.erase(key_of(1, 1), 1);
    CHECK(index.size() == 0);
}

TEST_CASE("an index finds what was inserted and not erased, whatever the order") {
    const bool holds = rc::check([] {
        AnswerIndex index;
        std::map<std::int64_t, AnswerKey> model;
        std::int64_t next = 0;
        const auto steps = *rc::gen::inRange(1, 1500);
        for (int step = 0; step < steps; ++step) {
            const auto home = *rc::gen::inRange<std::uint8_t>(250, 255);
            if (*rc::gen::inRange(0, 3) > 0 || model.empty()) {
                const AnswerKey key = key_of(home, static_cast<std::uint8_t>(step));
                index.insert(key, ++next);
                model.emplace(next, key);
            } else {
                auto victim = model.begin();
                std::advance(victim, *rc::gen::inRange<std::size_t>(0, model.size()));
                index.erase(victim->second, victim->first);
                model.erase(victim);
            }
        }
        RC_ASSERT(index.size() == model.size());
        for (const auto& [number, key] : model)
            RC_ASSERT(found(index, key).contains(number));
        // A candidate shares the first half of its key with what was asked for.
        for (int home = 249; home <= 255; ++home) {
            const auto numbers = found(index, key_of(static_cast<std::uint8_t>(home), 0));
            const auto same = std::count_if(model.begin(), model.end(),
                                            [&](const auto& row) { return row.second[0] == home; });
            RC_ASSERT(static_cast<std::ptrdiff_t>(numbers.size()) == same);
        }
    });
    CHECK(holds);
}
