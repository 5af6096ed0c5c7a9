// Lines that are carried away as their order is placed, in the store.
#include <doctest/doctest.h>

#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// TEE is carried away from S1, SHOE is sent from W1.
orders::OrderRequest saved_sale(std::string_view external, std::int64_t carried) {
    orders::OrderRequest request = OrderRequestBuilder{}
                                       .external(external)
                                       .line("SHOE", 1)
                                       .pickup("TEE", carried, "S1")
                                       .shipping(490)
                                       .build();
    request.draft.lines.at(1).carried_out = true;
    return request;
}

}  // namespace

TEST_CASE("what is carried away is off the stock, collected and due as the order is placed") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.create(warehouse("W1"));
    shop.create(store_location("S1"));
    shop.receive("TEE", "S1", 2);
    shop.receive("SHOE", "W1", 1);
    const auto placed = shop.place(saved_sale("A", 2));
    REQUIRE(placed);
    const Order order = shop.order(*placed);
    CHECK(order.lines.at(0).quantities.in(UnitState::allocated) == 1);
    CHECK(order.lines.at(1).quantities.in(UnitState::collected) == 2);
    CHECK(shop.level("TEE", "S1").on_hand == 0);
    CHECK(shop.level("TEE", "S1").reserved == 0);
    // The charges with the first capture.
    REQUIRE(order.payments_due.size() == 1);
    CHECK(order.payments_due[0].kind == DueKind::capture);
    CHECK(order.payments_due[0].amount == euro(2490));
    CHECK(shop.verify().empty());
    REQUIRE(shop.cancel(order.order_id));
    CHECK(order_status(shop.order(*placed)) == OrderStatus::completed);
    CHECK(shop.verify().empty());
}

TEST_CASE("what is not there, or is another's, is not carried away, and nothing is placed") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.create(warehouse("W1"));
    shop.create(store_location("S1"));
    shop.receive("TEE", "S1", 2);
    shop.receive("SHOE", "W1", 1);
    REQUIRE(shop.place(OrderRequestBuilder{}.external("B").pickup("TEE", 1, "S1").build()));
    const auto refused = shop.place(saved_sale("A", 2));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::insufficient_stock);
    CHECK(shop.level("SHOE", "W1").reserved == 0);
    CHECK(shop.place(saved_sale("A", 1)));
    CHECK(shop.verify().empty());
}
