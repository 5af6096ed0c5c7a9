#include "domain/working_rows.hpp"

#include <map>
#include <string>

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace oms;

using Rows = WorkingRows<std::string, int>;

TEST_CASE("a row that was not named is a broken contract") {
    Rows rows;
    CHECK_THROWS_AS(rows.find("a"), ContractViolation);
    CHECK_THROWS_AS(rows.put("a", 1), ContractViolation);
    rows.load("a", std::nullopt);
    CHECK(rows.find("a") == nullptr);
}

TEST_CASE("changes are listed once, in order, with what was there before the batch") {
    Rows rows;
    rows.load("old", 1);
    rows.load("new", std::nullopt);
    rows.load("same", 3);
    rows.put("new", 5);
    rows.put("old", 2);
    rows.put("new", 6);
    const auto changes = rows.changes();
    REQUIRE(changes.size() == 2);
    CHECK(*changes[0].key == "new");
    CHECK(*changes[0].value == 6);
    CHECK(changes[0].inserted);
    CHECK(changes[0].before == nullptr);
    CHECK(*changes[1].key == "old");
    CHECK_FALSE(changes[1].inserted);
    CHECK(*changes[1].before == 1);
    // Of what a rollback leaves, too.
    const std::size_t savepoint = rows.savepoint();
    rows.put("old", 9);
    rows.put("same", 4);
    rows.rollback(savepoint);
    rows.put("same", 8);
    REQUIRE(rows.changes().size() == 3);
    CHECK(*rows.changes()[1].before == 1);
    CHECK(*rows.changes()[2].before == 3);
}

TEST_CASE("rolling back to a savepoint restores exactly what was there") {
    CHECK(rc::check([] {
        Rows rows;
        std::map<std::string, int> model;
        const std::vector<std::string> keys{"a", "b", "c"};
        for (const std::string& key : keys)
            rows.load(key, std::nullopt);
        const auto write = [&](const std::vector<std::pair<int, int>>& puts, bool keep) {
            for (const auto& [key, value] : puts) {
                rows.put(keys[static_cast<std::size_t>(key)], value);
                if (keep) model[keys[static_cast<std::size_t>(key)]] = value;
            }
        };
        const auto some_puts = rc::gen::container<std::vector<std::pair<int, int>>>(
            rc::gen::pair(rc::gen::inRange(0, 3), rc::gen::inRange(0, 100)));
        for (int command = 0; command < 5; ++command) {
            const std::size_t savepoint = rows.savepoint();
            const bool keep = *rc::gen::arbitrary<bool>();
            write(*some_puts, keep);
            if (!keep) rows.rollback(savepoint);
        }
        RC_ASSERT(rows.changes().size() == model.size());
        for (const auto& change : rows.changes())
            RC_ASSERT(model.at(*change.key) == *change.value);
        for (const std::string& key : keys)
            RC_ASSERT((rows.find(key) != nullptr) == model.contains(key));
    }));
}
