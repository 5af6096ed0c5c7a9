#include "tools/oms/values.hpp"

#include <doctest/doctest.h>

#include "oms/orders/v1/order_service.pb.h"

using namespace oms;
using namespace oms::cli;

namespace {

std::int64_t minor_units(std::string_view text, std::string_view currency) {
    const auto money = parse_money(text, *Currency::parse(currency), "--total");
    REQUIRE_MESSAGE(money, std::string(text));
    return money->minor_units();
}

bool refused(std::string_view text, std::string_view currency) {
    const auto money = parse_money(text, *Currency::parse(currency), "--total");
    return !money && money.error().exit_code == ExitCode::usage;
}

}  // namespace

TEST_CASE("money is read exactly, in the digits of its currency") {
    CHECK(minor_units("84.90", "EUR") == 8490);
    CHECK(minor_units("84.9", "EUR") == 8490);
    CHECK(minor_units("84", "EUR") == 8400);
    CHECK(minor_units("0.29", "EUR") == 29);
    CHECK(minor_units("1999", "JPY") == 1999);
    CHECK(minor_units("1.005", "KWD") == 1005);
    CHECK(minor_units("-0.05", "USD") == -5);
    CHECK(minor_units("10000000000000.00", "EUR") == 1'000'000'000'000'000);
}

TEST_CASE("money that is not exact is refused, never rounded") {
    for (const char* text :
         {"", ".", "1.", ".5", "1,50", "1e3", "0x10", " 1", "1 ", "+1", "--1", "1.2.3", "1.999",
          "10000000000000.01", "99999999999999999999", "-", "nan"}) {
        CAPTURE(text);
        CHECK(refused(text, "EUR"));
    }
    CHECK(refused("1.5", "JPY"));
    CHECK_FALSE(parse_currency("eur"));
    CHECK_FALSE(parse_currency("XYZ"));
}

TEST_CASE("money is shown with its currency, whatever a server sends") {
    common::v1::Money amount;
    CHECK(money_text(amount).empty());
    amount.set_minor_units(8490);
    amount.set_currency_code("EUR");
    CHECK(money_text(amount) == "84.90 EUR");
    amount.set_currency_code("KWD");
    CHECK(money_text(amount) == "8.490 KWD");
    amount.set_currency_code("??");
    CHECK(money_text(amount) == "8490 minor units ??");
}

TEST_CASE("positions are read in millionths of a degree") {
    const auto paris = parse_position("48.8566,2.3522", "--position");
    REQUIRE(paris);
    CHECK(paris->latitude_microdegrees() == 48'856'600);
    CHECK(paris->longitude_microdegrees() == 2'352'200);
    CHECK(position_text(*paris) == "48.856600,2.352200");
    const auto sydney = parse_position("-33.868820, 151.209290", "--position");
    REQUIRE(sydney);
    CHECK(position_text(*sydney) == "-33.868820,151.209290");
    for (const char* text :
         {"48.8566", "91,0", "0,180.000001", "a,b", ",", "1,2,3", "9223372036854775807,0"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_position(text, "--position"));
    }
}

TEST_CASE("durations have a unit, and a limit") {
    CHECK(parse_duration("10", "--timeout")->count() == 10'000);
    CHECK(parse_duration("500ms", "--timeout")->count() == 500);
    CHECK(parse_duration("2m", "--timeout")->count() == 120'000);
    CHECK(parse_duration("24h", "--timeout")->count() == 86'400'000);
    for (const char* text : {"", "0", "-1s", "25h", "1d", "s", "9223372036854775807h"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_duration(text, "--timeout"));
    }
}

TEST_CASE("enumerations are words of the command line") {
    CHECK(*parse_enum<orders::v1::ChargeType>("gift-wrap", "--charge") ==
          orders::v1::CHARGE_TYPE_GIFT_WRAP);
    CHECK(*parse_enum<orders::v1::ChargeType>("GIFT_WRAP", "--charge") ==
          orders::v1::CHARGE_TYPE_GIFT_WRAP);
    const auto unknown = parse_enum<orders::v1::ChargeType>("tip", "--charge tip:1");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().message == "--charge tip:1: 'tip' is none of shipping|gift-wrap|fee");
    CHECK_FALSE(parse_enum<orders::v1::ChargeType>("unspecified", "--charge"));
    CHECK(enum_words(orders::v1::FULFILLMENT_STATUS_PARTIALLY_ALLOCATED) == "partially allocated");
    CHECK(enum_words(static_cast<orders::v1::ChargeType>(77)) == "77");
    CHECK(enum_words(orders::v1::CHARGE_TYPE_UNSPECIFIED).empty());
}

TEST_CASE("times are shown in UTC") {
    google::protobuf::Timestamp time;
    CHECK(time_text(time).empty());
    time.set_seconds(1'772'528'400);
    CHECK(time_text(time) == "2026-03-03 09:00:00Z");
    time.set_seconds(INT64_MAX);
    CHECK(time_text(time) == "9223372036854775807 s");
    CHECK(parse_time("2026-03-03T10:00:00+01:00", "--promised-by")->seconds() == 1'772'528'400);
    CHECK_FALSE(parse_time("tomorrow", "--promised-by"));
}
