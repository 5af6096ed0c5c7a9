#include "tests/architecture/errors_document.hpp"

#include <string>

#include <doctest/doctest.h>

#include "domain/error.hpp"
#include "tests/architecture/source_tree.hpp"

using namespace oms::architecture;

TEST_CASE("docs/errors.md is the table of reasons") {
    // To bring it up to date: oms_errors_document > docs/errors.md
    CHECK(read_text("docs/errors.md") == errors_document());
}

TEST_CASE("every reason has a name of its own and a hint that ends like a sentence") {
    const std::string text = errors_document();
    for (const oms::ReasonInfo& row : oms::reason_table) {
        CAPTURE(row.name);
        const std::string cell = "| `" + std::string(row.name) + "` |";
        const auto first = text.find(cell);
        REQUIRE(first != std::string::npos);
        CHECK(text.find(cell, first + 1) == std::string::npos);
        REQUIRE_FALSE(row.hint.empty());
        CHECK(row.hint.back() == '.');
    }
}
