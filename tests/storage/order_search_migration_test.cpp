// Finding the orders of stores that an earlier version left.
#include <algorithm>

#include "tests/storage/old_store.hpp"
#include "tests/storage/order_searching.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

constexpr int before_search = 6;
constexpr int before_summaries = 9;

// Two orders of one customer, the second of which is canceled; it costs nothing, since an old store
// knew no payments due.
Order place_two(StoreFixture& shop) {
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 5);
    const auto first = shop.place(OrderRequestBuilder{}.external("W-1").line("TEE", 1).build());
    const auto second = shop.place(OrderRequestBuilder{}.external("W-2").line("TEE", 2, 0).build());
    REQUIRE(first);
    REQUIRE(second);
    REQUIRE(shop.cancel(shop.order(*second).order_id));
    return shop.order(*first);
}

// All but the hole that make_old has left in the log, where a notice of today was.
void check_verified(StoreFixture& shop) {
    for (const Finding& finding : shop.verify())
        CHECK(finding.invariant == "E4");
}

}  // namespace

TEST_CASE("a store from before the index is indexed when it is opened") {
    StoreFixture shop;
    const Order order = place_two(shop);
    shop.store.reset();
    make_old(shop, before_search);
    shop.reopen();
    OrderSearch search;
    search.name = "example";
    CHECK(found(shop, search, admin()) == Ids{"W-2", "W-1"});
    search.number = order.number;
    CHECK(found(shop, search, admin()) == Ids{"W-1"});
    REQUIRE(shop.place(OrderRequestBuilder{}.external("W-3").line("TEE", 1).build()));
    CHECK(found(shop, {}, admin()) == Ids{"W-3", "W-2", "W-1"});
    check_verified(shop);
}

TEST_CASE("a store from before the summaries shows the same orders when it is opened") {
    StoreFixture shop;
    place_two(shop);
    const std::vector<OrderSummary> before = page_of(shop, {}, admin()).orders;
    REQUIRE(before.size() == 2);
    shop.store.reset();
    make_old(shop, before_summaries);
    shop.reopen();
    CHECK(page_of(shop, {}, admin()).orders == before);
    OrderSearch search;
    search.status = OrderStatus::canceled;
    CHECK(found(shop, search, admin()) == Ids{"W-2"});
    REQUIRE(shop.cancel(before.at(1).order_id));
    CHECK(found(shop, search, admin()) == Ids{"W-2", "W-1"});
    REQUIRE(shop.place(OrderRequestBuilder{}.external("W-3").line("TEE", 1).build()));
    CHECK(found(shop, {}, admin()) == Ids{"W-3", "W-2", "W-1"});
    check_verified(shop);
}

TEST_CASE("an order whose terms cannot be read does not keep its store shut") {
    for (const char* terms : {"{", "{}", "{\"totals\":{\"total\":\"much\"}}"}) {
        CAPTURE(std::string(terms));
        StoreFixture shop;
        place_two(shop);
        shop.store.reset();
        make_old(shop, before_summaries,
                 fmt::format("UPDATE orders SET terms = '{}' WHERE external_id = 'W-1'", terms));
        shop.reopen();
        OrderSearch search;
        search.external_id = ExternalId::trusted("W-1");
        CHECK(refusal(shop, search, admin()) == Reason::corrupt_row);
        search.external_id = ExternalId::trusted("W-2");
        CHECK(found(shop, search, admin()) == Ids{"W-2"});
        CHECK_FALSE(shop.verify().empty());
    }
}
