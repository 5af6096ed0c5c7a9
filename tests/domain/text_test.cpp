#include "domain/text.hpp"

#include <string>

#include <doctest/doctest.h>

#include "domain/geo.hpp"

using namespace oms;

TEST_CASE("clean text is valid UTF-8 without control characters") {
    for (const char* good : {"", "Orléans", "東京", "👟", "a b"})
        CHECK(is_clean_text(good));
    const std::string bad[] = {
        "\x80",              // a continuation byte alone
        "\xc3",              // cut
        "\xc0\xaf",          // overlong '/'
        "\xe0\x80\xaf",      // overlong
        "\xed\xa0\x80",      // a surrogate
        "\xf4\x90\x80\x80",  // above U+10FFFF
        "\xff",
        "a\nb",
        std::string("a\0b", 3),
        "\x7f",
        "\xc2\x85",  // C1 control
    };
    for (const std::string& text : bad) {
        CAPTURE(text);
        CHECK_FALSE(is_clean_text(text));
    }
    CHECK(is_clean_text("two\nlines\r\n\tx", true));
    CHECK_FALSE(is_clean_text("bell\a", true));
}

TEST_CASE("GS1 check digits") {
    CHECK(has_gs1_check_digit("4006381333931"));       // GTIN-13
    CHECK(has_gs1_check_digit("73513537"));            // GTIN-8
    CHECK(has_gs1_check_digit("106141412345678908"));  // SSCC
    CHECK_FALSE(has_gs1_check_digit("4006381333932"));
    CHECK_FALSE(has_gs1_check_digit(""));
    CHECK_FALSE(has_gs1_check_digit("40063813339x1"));
}

TEST_CASE("phones, countries, dates and zones in form") {
    CHECK(is_e164("+33123456789"));
    for (const char* bad : {"", "+", "33123456789", "+0123456789", "+33 1 23", "+1234567890123456"})
        CHECK_FALSE(is_e164(bad));
    CHECK(is_country_code("FR"));
    for (const char* bad : {"", "F", "fr", "FRA", "F1"})
        CHECK_FALSE(is_country_code(bad));
    CHECK(is_iso_date("2028-02-29"));
    for (const char* bad :
         {"", "2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026/01/01", "+026-01-01"}) {
        CHECK_FALSE(is_iso_date(bad));
    }
    for (const char* good : {"Europe/Paris", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+1"})
        CHECK(is_zone_name(good));
    for (const char* bad : {"", "/etc/passwd", "Europe/", "Europe//Paris", "../x", "Europe/Par is"})
        CHECK_FALSE(is_zone_name(bad));
}

TEST_CASE("distances order as on the map") {
    const GeoPosition paris{48'860'000, 2'340'000};
    const GeoPosition orleans{47'900'000, 1'910'000};
    const GeoPosition lyon{45'760'000, 4'860'000};
    const GeoPosition marseille{43'280'000, 5'390'000};
    CHECK(distance_rank(paris, paris) == 0);
    CHECK(distance_rank(paris, orleans) < distance_rank(paris, lyon));
    CHECK(distance_rank(paris, lyon) < distance_rank(paris, marseille));
    CHECK(distance_rank(paris, lyon) == distance_rank(lyon, paris));
    // Across the date line the short way counts.
    CHECK(distance_rank({0, 179'000'000}, {0, -179'000'000}) ==
          distance_rank({0, 1'000'000}, {0, -1'000'000}));
    // One degree of longitude is half as far at 60 degrees north.
    const auto at_60 = static_cast<double>(distance_rank({60'000'000, 0}, {60'000'000, 2'000'000}));
    const auto at_0 = static_cast<double>(distance_rank({0, 0}, {0, 1'000'000}));
    CHECK(at_60 / at_0 == doctest::Approx(1.0).epsilon(0.01));
}
