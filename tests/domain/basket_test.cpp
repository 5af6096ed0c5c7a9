#include "domain/basket.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/id_source.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::OrderRequestBuilder;

namespace {

BasketKey key_of(OrderRequestBuilder builder) {
    return basket_key(builder.build().draft);
}

OrderRequestBuilder order() {
    return OrderRequestBuilder{}.customer("ada");
}

}  // namespace

TEST_CASE("a basket is how many units of which SKU, whatever its lines and prices") {
    const BasketKey key = key_of(order().line("TEE", 2).line("JEAN", 1));
    CHECK(key == key_of(order().line("JEAN", 1, 900).line("TEE", 2)));
    CHECK(key == key_of(order().line("TEE", 1).line("JEAN", 1).pickup("TEE", 1, "S1")));
    CHECK(key == key_of(order().line("TEE", 2).line("JEAN", 1).external("W-2").cart("C-2")));
    CHECK(key != key_of(order().line("TEE", 1).line("JEAN", 2)));
    CHECK(key != key_of(order().line("TEE", 2)));
    CHECK(key != key_of(order().line("TEE", 2).line("JEANS", 1)));
    CHECK(key != key_of(order().line("TEE", 2).line("JEAN", 1).customer("bob")));
    CHECK(key != key_of(order().line("TEE", 2).line("JEAN", 1).in("app")));
}

TEST_CASE("the digest is FNV-1a of 128 bits") {
    // Of no bytes: the published offset basis.
    CHECK(basket_digest({}) == BasketDigest{0x6c, 0x62, 0x27, 0x2e, 0x07, 0xbb, 0x01, 0x42, 0x62,
                                            0xb8, 0x21, 0x75, 0x62, 0x95, 0xc5, 0x8d});
    // Of "a", 0, 1, 0, 0, 0, 0, 0, 0, 0.
    CHECK(basket_digest({
              {Sku::trusted("a"), 1}
    }) == BasketDigest{0xc2, 0x66, 0xd2, 0xbc, 0x42, 0x82, 0x69,
                                                       0x39, 0xca, 0xc4, 0xa8, 0xb8, 0x2f, 0xe0,
                                                       0xb0, 0x6d});
}

TEST_CASE("an id of a time sorts after every id of an earlier millisecond and before later ones") {
    CHECK(rc::check([] {
        const auto at = *rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000);
        const auto apart = *rc::gen::inRange<std::int64_t>(0, 100'000);
        IdSource source(*rc::gen::arbitrary<std::uint64_t>(), from_unix_micros(at));
        const OrderId id = source.next<OrderId>("ord");
        RC_ASSERT(first_id_at<OrderId>("ord", from_unix_micros(at - at % 1000)) <= id);
        RC_ASSERT(first_id_at<OrderId>("ord", from_unix_micros(at)) <= id);
        RC_ASSERT(first_id_at<OrderId>("ord", from_unix_micros(at + 1000 + apart)) > id);
    }));
}
