#include "domain/sscc.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/contract.hpp"
#include "domain/text.hpp"

using namespace oms;

TEST_CASE("SSCC: extension digit, prefix, serial with leading zeros, check digit") {
    // The example of the GS1 check digit calculator.
    CHECK(Sscc::make(1, "0614141", 234567890).value().str() == "106141412345678908");
    CHECK(Sscc::make(0, "0614141", 1).value().str() == "006141410000000012");
    CHECK(Sscc::make(3, "1234567890", 42).value().str().substr(0, 17) == "31234567890000042");
    CHECK(gs1_check_digit("10614141234567890") == '8');
    CHECK(gs1_check_digit("") == '0');
    CHECK_THROWS_AS(gs1_check_digit("12x"), ContractViolation);
}

TEST_CASE("SSCC: a serial number that does not fit is refused, not cut") {
    CHECK(Sscc::largest_serial("1234567") == 999'999'999);
    CHECK(Sscc::largest_serial("1234567890") == 999'999);
    CHECK(Sscc::make(0, "1234567", 999'999'999));
    CHECK(Sscc::make(0, "1234567890", 999'999));
    for (const std::int64_t serial : {std::int64_t{1'000'000}, std::int64_t{-1}, INT64_MAX}) {
        const auto refused = Sscc::make(0, "1234567890", serial);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().reason == Reason::malformed_field);
        REQUIRE(refused.error().fields.size() == 1);
        CHECK(refused.error().fields[0].field == "serial");
    }
    CHECK_FALSE(Sscc::make(0, "1234567", 1'000'000'000));
}

TEST_CASE("SSCC: wrong parts are named together") {
    const auto refused = Sscc::make(10, "12345", 1);
    REQUIRE_FALSE(refused);
    REQUIRE(refused.error().fields.size() == 2);
    CHECK(refused.error().fields[0].field == "extension_digit");
    CHECK(refused.error().fields[1].field == "company_prefix");
    CHECK_FALSE(Sscc::make(-1, "1234567", 1));
    for (const char* bad : {"", "123456", "12345678901", "123456x", "-123456"})
        CHECK_FALSE(Sscc::make(0, bad, 1));
}

TEST_CASE("SSCC: read with or without its application identifier") {
    const Sscc made = Sscc::make(1, "0614141", 234567890).value();
    for (const char* text :
         {"106141412345678908", "00106141412345678908", "(00)106141412345678908"})
        CHECK(Sscc::parse(text) == made);
    for (const char* bad : {"", "106141412345678907", "10614141234567890", "01106141412345678908",
                            "(01)106141412345678908", "0000106141412345678908",
                            "1061414123456789O8", " 106141412345678908"}) {
        CAPTURE(bad);
        const auto refused = Sscc::parse(bad);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().reason == Reason::malformed_field);
    }
    // Two zeros that belong to the number itself are not taken for the identifier.
    const Sscc zeros = Sscc::make(0, "0614141", 1).value();
    CHECK(Sscc::parse(zeros.str()) == zeros);
    CHECK(made.extension_digit() == 1);
    CHECK_FALSE(made.serial("7614141"));
    CHECK_THROWS_AS((void)made.serial("12"), ContractViolation);
}

TEST_CASE("SSCC: parts come back, and one wrong digit is always found") {
    CHECK(rc::check([] {
        const auto digits = *rc::gen::inRange<std::size_t>(7, 11);
        const auto prefix = *rc::gen::container<std::string>(digits, rc::gen::inRange('0', ':'));
        const auto serial = *rc::gen::inRange<std::int64_t>(0, Sscc::largest_serial(prefix) + 1);
        const int extension = *rc::gen::inRange(0, 10);
        const Sscc made = Sscc::make(extension, prefix, serial).value();
        RC_ASSERT(made.str().size() == 18U);
        RC_ASSERT(has_gs1_check_digit(made.str()));
        RC_ASSERT(Sscc::parse(made.str()) == made);
        RC_ASSERT(made.serial(prefix) == serial);
        RC_ASSERT(made.extension_digit() == extension);
        std::string wrong = made.str();
        const auto at = *rc::gen::inRange<std::size_t>(0, 18);
        wrong[at] = static_cast<char>('0' + (wrong[at] - '0' + *rc::gen::inRange(1, 10)) % 10);
        RC_ASSERT(!Sscc::parse(wrong));
    }));
}
