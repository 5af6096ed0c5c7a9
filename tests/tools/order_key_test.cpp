#include "tools/oms/order_key.hpp"

#include <doctest/doctest.h>

using namespace oms::cli;

TEST_CASE("an order is named by id, by number, or by channel and external id") {
    CHECK(parse_order_key("ord_01J9")->order_id() == "ord_01J9");
    CHECK(parse_order_key("7KQ2M9XD4T")->number() == "7KQ2M9XD4T");
    CHECK(parse_order_key("web/W-1")->external().channel_id() == "web");
    CHECK(parse_order_key("web/2026/03/1")->external().external_id() == "2026/03/1");
}

TEST_CASE("a number may be written as it was heard") {
    CHECK(parse_order_key("7kq2-m9xd-4t")->number() == "7KQ2M9XD4T");
    CHECK(parse_order_key("oil2-m9xd-4t")->number() == "0112M9XD4T");
    CHECK(parse_order_key("7KQ2M9XD4u")->number() == "7KQ2M9XD4U");  // a check character only
}

TEST_CASE("what names no order is refused before any call") {
    for (const char* text :
         {"", "1001", "7KQ2M9XD4", "7KQ2M9XD4TT", "UKQ2M9XD4T", "7KQ2 M9XD 4T", "web/", "/W-1"}) {
        CAPTURE(text);
        const auto key = parse_order_key(text);
        REQUIRE_FALSE(key);
        CHECK(key.error().exit_code == ExitCode::usage);
    }
}
