#include "storage/sqlite/number_stream.hpp"

#include <limits>
#include <set>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "storage/sqlite/migrations.hpp"
#include "tests/support/store_fixture.hpp"

using oms::Result;
using namespace oms::storage::sqlite;

namespace {

constexpr std::string_view walk_words =
    "SELECT rowid FROM order_words WHERE order_words MATCH ?2 AND rowid <= ?1 ORDER BY rowid DESC";
constexpr std::string_view insert_word = "INSERT INTO order_words (rowid, words) VALUES (?1, ?2)";

}  // namespace

TEST_CASE("a stream never passes over a number, whether it walks or checks") {
    const oms::testing::TemporaryFolder folder;
    const auto connection =
        *Connection::open(folder.path() + "/oms.db", Connection::Mode::read_write);
    REQUIRE(migrate(*connection));
    // One word that is everywhere, one that is rare, and both dense and rare in turns.
    std::set<std::int64_t> members[3];
    REQUIRE(connection->execute("BEGIN"));
    for (std::int64_t number = 1; number <= 4000; ++number) {
        std::string words;
        const bool in[] = {true, number % 997 == 0, (number / 500) % 2 == 0 || number % 400 == 1};
        for (int i = 0; i < 3; ++i) {
            if (!in[i]) continue;
            words += " w" + std::to_string(i);
            members[i].insert(number);
        }
        REQUIRE(connection->prepared(insert_word).bind(number, words).run());
    }
    REQUIRE(connection->execute("COMMIT"));
    CHECK(rc::check([&] {
        const auto which = static_cast<std::size_t>(*rc::gen::inRange(0, 3));
        const std::set<std::int64_t>& own = members[which];
        const NumberCheck check{
            [&own](std::int64_t number) -> Result<bool> { return own.contains(number); },
            *rc::gen::element(1, 10, 100)};
        NumberStream stream(*connection, walk_words, "\"w" + std::to_string(which) + "\"", 1,
                            check);
        SearchBudget budget{std::numeric_limits<std::int64_t>::max()};
        const bool leads = *rc::gen::arbitrary<bool>();
        const int longest_jump = *rc::gen::element(8, 100, 2000);
        for (std::int64_t bound = 4100; bound > 0; bound -= *rc::gen::inRange(1, longest_jump)) {
            const std::int64_t before = budget.left;
            const auto reached = stream.at_or_below(bound, leads, budget);
            RC_ASSERT(reached.has_value());
            RC_ASSERT(budget.left <= before);
            if (leads) RC_ASSERT(stream.walks());
            const auto above = own.upper_bound(bound);
            const std::int64_t greatest = above == own.begin() ? 0 : *std::prev(above);
            if (reached->is_in || reached->number == 0) {
                RC_ASSERT(reached->number == greatest);
            } else {
                RC_ASSERT(reached->number >= greatest);
                RC_ASSERT(reached->number < bound);
            }
        }
    }));
}
