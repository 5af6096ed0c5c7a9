#include "domain/order_tags.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "domain/order.hpp"

using namespace oms;

namespace {

using Tags = std::vector<std::string>;

Order tagged(Tags tags) {
    Order order;
    order.tags = std::move(tags);
    return order;
}

}  // namespace

TEST_CASE("a tag is 1 to 32 lower-case letters, digits, underscores, dots and hyphens") {
    CHECK(is_tag("vip"));
    CHECK(is_tag("a_b.c-9"));
    CHECK(is_tag(std::string(32, 'x')));
    for (const char* bad : {"", "VIP", "two words", "caf\xc3\xa9", "a/b", "a,b"})
        CHECK_FALSE(is_tag(bad));
    CHECK_FALSE(is_tag(std::string(33, 'x')));
}

TEST_CASE("only what changes something is a change") {
    const Order order = tagged({"b", "d"});
    CHECK(plan_tags(order,
                    {
                        "d", "c", "c", "a"
    },
                    {"b", "x"}) == TagsChange{{"a", "c"}, {"b"}});
    CHECK(plan_tags(order, {"b"}, {"a"}).empty());
}

TEST_CASE("tags stay a sorted set") {
    Order order = tagged({"b", "d"});
    REQUIRE(apply_tags(order, {
                                  {"a", "e"},
                                  {"b"  }
    }));
    CHECK(order.tags == Tags{"a", "d", "e"});
    CHECK(apply_tags(order, {{"a"}, {}}).error().reason == Reason::illegal_transition);
    CHECK(apply_tags(order, {{}, {"z"}}).error().reason == Reason::illegal_transition);
    CHECK(order.tags == Tags{"a", "d", "e"});
}

TEST_CASE("an order has at most 50 tags; those that go make room for those that come") {
    Order order;
    Tags many;
    for (int i = 0; i < 50; ++i)
        many.push_back(fmt::format("t{:02}", i));
    REQUIRE(apply_tags(order, {many, {}}));
    CHECK(apply_tags(order, {{"more"}, {}}).error().reason == Reason::illegal_transition);
    CHECK(order.tags == many);
    CHECK(apply_tags(order, {{"more"}, {"t00"}}));
    CHECK(order.tags.size() == 50);
}
