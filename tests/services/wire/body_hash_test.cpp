#include "services/common/body_hash.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/services/wire/orders_requests.hpp"

using oms::tests::good_order;
using oms::wire::BodyHasher;
using oms::wire::BodyHashKey;

TEST_CASE("the same request has the same hash, another request or key another") {
    const BodyHasher hasher(BodyHashKey{1});
    const auto request = good_order();
    const auto hash = hasher.hash(request);
    CHECK(hasher.hash(request) == hash);
    CHECK(BodyHasher(BodyHashKey{2}).hash(request) != hash);
    CHECK(hasher.hash(request) == hash);  // also after another key was used in this thread
    for (const auto* field : {"request_id", "note", "external_id"}) {
        auto other = request;
        const auto* descriptor = other.GetDescriptor()->FindFieldByName(field);
        other.GetReflection()->SetString(&other, descriptor, "other");
        CAPTURE(field);
        CHECK(hasher.hash(other) != hash);
    }
}

TEST_CASE("the hash is HMAC-SHA256, as another program computes it") {
    // printf '' | openssl mac -digest SHA256 -macopt
    // hexkey:0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b HMAC RFC 2104 fills a short key with zeros,
    // so the key of 20 bytes there is this one of 32.
    BodyHashKey key{};
    std::fill_n(key.begin(), 20, std::uint8_t{0x0b});
    std::string hex;
    for (const std::uint8_t byte : BodyHasher(key).hash(oms::orders::v1::PlaceOrderRequest()))
        hex += fmt::format("{:02X}", byte);
    CHECK(hex == "999A901219F032CD497CADB5E6051E97B6A29AB297BD6AE722BD6062A2F59542");
}
