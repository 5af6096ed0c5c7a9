#include "tools/oms/page.hpp"

#include <sstream>

#include <doctest/doctest.h>

using namespace oms::cli;

namespace {

Table cities() {
    Table table({
        {"id"        },
        {     "town", Align::left, true},
        { "units",      Align::right}
    });
    table.add({"W1", "Orléans", "120"});
    table.add({"T1", "東京", "5"});
    return table;
}

}  // namespace

TEST_CASE("columns line up by what the terminal shows") {
    const auto lines = cities().lines(Style{}, std::nullopt);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == "id  town     units");
    CHECK(lines[1] == "W1  Orléans    120");
    CHECK(lines[2] == "T1  東京         5");
}

TEST_CASE("a narrow terminal cuts flexible columns only") {
    Table table({
        {"id"        },
        {     "title", Align::left, true},
        { "units",      Align::right}
    });
    table.add({"SKU-1", "A very long title that goes on", "12"});
    const auto lines = table.lines(Style{}, 24);
    CHECK(lines[1] == "SKU-1  A very lo…     12");
    CHECK(display_width(lines[1]) == 24);
    const auto narrow = table.lines(Style{}, 5);
    CHECK(narrow[1] == "SKU-1  A very …     12");  // not below what can be read
}

TEST_CASE("colors do not move columns, and are off unless asked for") {
    Table table({
        {"state"      },
        { "n", Align::right}
    });
    table.add({Cell("ok", Tone::good), "1"});
    CHECK(table.lines(Style{false}, std::nullopt)[1] == "ok     1");
    CHECK(table.lines(Style{true}, std::nullopt)[1] == "\x1b[32mok\x1b[0m     1");
}

TEST_CASE("a page shows facts with aligned labels and leaves out empty ones") {
    std::ostringstream out;
    Page page(out, Style{}, std::nullopt);
    page.heading("Order\x1b[2J");
    page.facts({
        {"status", "placed"    },
        {"note",   ""          },
        {"id",     "evil\nline"}
    });
    CHECK(out.str() == "Order\\x1b[2J\n  status  placed\n  id      evil\\nline\n");
}
