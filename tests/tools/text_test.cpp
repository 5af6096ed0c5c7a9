#include "tools/oms/text.hpp"

#include <doctest/doctest.h>

using namespace oms::cli;

TEST_CASE("text from a server cannot steer the terminal") {
    struct Example {
        const char* title;
        std::string text;
        std::string shown;
    };
    const Example examples[] = {
        {"plain",                  "Orléans",         "Orléans"       },
        {"escape sequence",        "a\x1b[31mred",     "a\\x1b[31mred"  },
        {"line ends and tabs",     "a\r\n\tb",         "a\\r\\n\\tb"    },
        {"8-bit control",
         "a\xc2\x9b"
         "31m",                                        "a\\x9b31m"      },
        {"right-to-left override",
         "a\xe2\x80\xae"
         "b",                                          "a\\u202eb"      },
        {"line separator",
         "a\xe2\x80\xa8"
         "b",                                          "a\\u2028b"      },
        {"not UTF-8",              "a\xff\xc3",        "a\\xff\\xc3"    },
        {"surrogate",              "\xed\xa0\x80",     "\\xed\\xa0\\x80"},
        {"NUL",                    std::string("a\0b", 3),                "a\\x00b"},
        {"joined emoji stays",                        "👩‍🚀",                       "👩‍🚀"   },
    };
    for (const Example& example : examples) {
        CAPTURE(example.title);
        CHECK(printable(example.text) == example.shown);
    }
}

TEST_CASE("width counts terminal columns, not bytes") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("é") == 1);
    CHECK(display_width("e\xcc\x81") == 1);  // e and a combining acute accent
    CHECK(display_width("東京") == 4);
    CHECK(display_width("") == 0);
}

TEST_CASE("a cut never splits a character and never gets wider than asked") {
    CHECK(fit("short", 5) == "short");
    CHECK(fit("longer", 5) == "long…");
    CHECK(fit("東京都", 4) == "東…");
    CHECK(fit("東京都", 5) == "東京…");
    CHECK(fit("ae\xcc\x81x", 2) == "a…");
    CHECK(fit("e\xcc\x81xyz", 2) == "e\xcc\x81…");
    CHECK(fit("東", 1) == "…");
    const std::string text = "東a京é都e\xcc\x81🚀z";
    for (int columns = 1; columns < 12; ++columns) {
        CAPTURE(columns);
        CHECK(display_width(fit(text, columns)) <= columns);
        CHECK(printable(fit(text, columns)) == fit(text, columns));
    }
}

TEST_CASE("splitting keeps empty parts and stops at the limit") {
    CHECK(split_text("a:b:c", ':') == std::vector<std::string>{"a", "b", "c"});
    CHECK(split_text("a:b:c", ':', 2) == std::vector<std::string>{"a", "b:c"});
    CHECK(split_text("::", ':') == std::vector<std::string>{"", "", ""});
    CHECK(split_text("", ':') == std::vector<std::string>{""});
}
