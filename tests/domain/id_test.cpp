#include <set>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/id_source.hpp"
#include "tests/support/builders.hpp"

using namespace oms;

TEST_CASE("ids of one source are all different and sort in the order they were made") {
    IdSource source(42, oms::testing::noon);
    std::string before;
    for (int i = 0; i < 1000; ++i) {
        const OrderId id = source.next<OrderId>("ord");
        CHECK(id.str().size() == 30);
        CHECK(id.str() > before);
        before = id.str();
    }
    IdSource later(7, oms::testing::noon + std::chrono::milliseconds{1});
    CHECK(later.next<OrderId>("ord").str() > before);
}

TEST_CASE("the same seed makes the same ids: a command may run twice") {
    CHECK(IdSource(9, oms::testing::noon).next<EventId>("evt") ==
          IdSource(9, oms::testing::noon).next<EventId>("evt"));
    CHECK(make_order_number(9, 0) == make_order_number(9, 0));
    CHECK(make_order_number(9, 0) != make_order_number(9, 1));
}

TEST_CASE("an order number is read as people type it, and one wrong character is found") {
    CHECK(rc::check([] {
        const std::string number = make_order_number(*rc::gen::arbitrary<std::uint64_t>(), 0).str();
        RC_ASSERT(number.size() == 10u);
        std::string typed = number.substr(0, 5) + "-" + number.substr(5);
        for (char& c : typed) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
            if (c == '0') c = 'O';
            if (c == '1') c = 'l';
        }
        const auto read = parse_order_number(typed);
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->str() == number);
        std::string wrong = number;
        const auto at = *rc::gen::inRange<std::size_t>(0, wrong.size());
        const char other = *rc::gen::elementOf(std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"));
        RC_PRE(other != wrong[at]);
        wrong[at] = other;
        RC_ASSERT(!parse_order_number(wrong).has_value());
    }));
    CHECK_FALSE(parse_order_number(""));
    CHECK_FALSE(parse_order_number("ABC"));
    CHECK_FALSE(parse_order_number("UUUUUUUUUU"));
}

TEST_CASE("ids from outside are 1 to 64 bytes of their alphabet") {
    CHECK(Sku::parse("A-1/b_2.c"));
    CHECK(ExternalId::parse("#1001"));
    for (const char* bad : {"", " ", "a b", "\xc3\xa9", "a\n"}) {
        CHECK(Sku::parse(bad).error().reason == Reason::malformed_field);
        CHECK(ExternalId::parse(bad).error().reason == Reason::malformed_field);
    }
    CHECK(Sku::parse(std::string(64, 'x')));
    CHECK_FALSE(Sku::parse(std::string(65, 'x')));
    CHECK_FALSE(Sku::parse("#1001"));
}
