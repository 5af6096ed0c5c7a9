#include "services/common/base64url.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace oms;

TEST_CASE("base64url is that of RFC 4648, without padding") {
    CHECK(base64url("").empty());
    CHECK(base64url("f") == "Zg");
    CHECK(base64url("fo") == "Zm8");
    CHECK(base64url("foo") == "Zm9v");
    CHECK(base64url("foobar") == "Zm9vYmFy");
    CHECK(base64url("\xfb\xff\xfe") == "-__-");
}

TEST_CASE("base64url: what no bytes give is refused") {
    for (const char* bad : {"Z", "Zg==", "Zh", "Zm9", "Zm9vY", "Z g", "+//+", "Zm9v\n"}) {
        CAPTURE(bad);
        CHECK_FALSE(from_base64url(bad));
    }
    CHECK(from_base64url("")->empty());
}

TEST_CASE("base64url: bytes come back, and no other text gives them") {
    CHECK(rc::check([](const std::string& bytes) {
        const std::string text = base64url(bytes);
        RC_ASSERT(from_base64url(text) == bytes);
    }));
    CHECK(rc::check([] {
        const auto text =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ABCYZabcyz0189-_=")));
        const auto bytes = from_base64url(text);
        if (bytes) RC_ASSERT(base64url(*bytes) == text);
    }));
}
