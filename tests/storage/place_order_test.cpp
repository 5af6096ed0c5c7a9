#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

std::string words(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) {
        text += fmt::format("{} {}: {}\n", finding.invariant, finding.subject, finding.description);
    }
    return text;
}

struct Shop : StoreFixture {
    Shop() {
        create(channel("web"));
        receive("TEE", "W1", 10);
        receive("JEAN", "W1", 2);
        receive("JEAN", "S1", 5);
    }
};

}  // namespace

SCENARIO("an order is placed") {
    Shop shop;
    const auto answer = shop.place(
        OrderRequestBuilder{}.line("TEE", 2, 2000).line("JEAN", 1, 6000).shipping(490).build());
    REQUIRE(answer);
    const Order order = shop.order(*answer);
    CHECK(order.totals.total == euro(10490));
    CHECK(shop.level("TEE", "W1").reserved == 2);
    CHECK(shop.level("JEAN", "W1").reserved == 1);
    CHECK(shop.level("JEAN", "S1").reserved == 0);
    CHECK(order.head.sequence == 1);
    CHECK(fulfillment_status(order) == FulfillmentStatus::allocated);
    CHECK(words(shop.verify()) == "");
    WHEN("the store is opened again") {
        shop.reopen();
        CHECK(shop.order(*answer) == order);
        CHECK(shop.place(OrderRequestBuilder{}.external("W-2").line("TEE", 9).build())
                  .error()
                  .reason == Reason::insufficient_stock);
        CHECK(shop.place(OrderRequestBuilder{}.external("W-2").line("TEE", 8).build()));
    }
    WHEN("it is canceled in part, then wholly") {
        REQUIRE(shop.cancel(order.order_id, {
                                                {1, 1}
        }));
        CHECK(shop.level("TEE", "W1").reserved == 1);
        REQUIRE(shop.cancel(order.order_id));
        CHECK(shop.level("TEE", "W1").reserved == 0);
        CHECK(shop.level("JEAN", "W1").reserved == 0);
        CHECK(order_status(shop.order(*answer)) == OrderStatus::canceled);
        CHECK(shop.cancel(order.order_id).error().reason == Reason::illegal_transition);
        CHECK(words(shop.verify()) == "");
    }
}
