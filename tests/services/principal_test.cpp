#include "services/common/principal.hpp"

#include <string>

#include <doctest/doctest.h>

namespace oms::rpc {
namespace {

TEST_CASE("principal: roles, channels and locations are read from comma lists") {
    const auto parsed = parse_principal({"till 7", "store, reader", "web,app", "*"});
    REQUIRE(parsed);
    CHECK(parsed->actor.principal == "till 7");
    CHECK(parsed->actor.roles == std::vector{Role::store, Role::reader});
    CHECK(parsed->roles == (bit(Role::store) | bit(Role::reader)));
    CHECK(parsed->actor.channels.contains(ChannelId::trusted("app")));
    CHECK_FALSE(parsed->actor.channels.contains(ChannelId::trusted("phone")));
    CHECK(parsed->actor.locations.is_all());
}

TEST_CASE("principal: what is not given is not granted") {
    const auto parsed = parse_principal({"somebody", std::nullopt, std::nullopt, ""});
    REQUIRE(parsed);
    CHECK(parsed->roles == 0);
    CHECK_FALSE(parsed->actor.channels.is_all());
    CHECK(parsed->actor.channels.ids().empty());
    CHECK(parsed->actor.locations.ids().empty());
}

TEST_CASE("principal: what does not parse is refused and named") {
    const std::string too_long(65, 'x');
    struct Example {
        PrincipalMetadata metadata;
        std::string_view named;
    };
    const Example examples[] = {
        {{std::nullopt, "admin", "*", "*"}, "oms-principal"},
        {{"", "admin", "*", "*"},           "oms-principal"},
        {{too_long, "admin", "*", "*"},     "oms-principal"},
        {{"a\tb", "admin", "*", "*"},       "oms-principal"},
        {{"a", "root", "*", "*"},           "oms-roles"    },
        {{"a", "admin,", "*", "*"},         "oms-roles"    },
        {{"a", "admin", "web,*", "*"},      "oms-channels" },
        {{"a", "admin", "*", "a b"},        "oms-locations"},
    };
    for (const auto& example : examples) {
        const auto parsed = parse_principal(example.metadata);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().reason == Reason::principal_missing);
        CHECK(parsed.error().detail.find(example.named) != std::string::npos);
    }
}

TEST_CASE("principal: the cache gives the same caller again and keeps different ones apart") {
    PrincipalCache cache;
    const auto first = cache.get({"a", "admin", "*", "*"});
    REQUIRE(first);
    CHECK(*cache.get({"a", "admin", "*", "*"}) == *first);
    CHECK(*cache.get({"a", "admin", "*", std::nullopt}) != *first);
    CHECK_FALSE(cache.get({"a", "root", "*", "*"}));
    for (int i = 0; i < 5000; ++i)
        REQUIRE(cache.get({std::to_string(i), "admin", "*", "*"}));
    CHECK((*cache.get({"a", "admin", "*", "*"}))->actor.principal == "a");
}

}  // namespace
}  // namespace oms::rpc
