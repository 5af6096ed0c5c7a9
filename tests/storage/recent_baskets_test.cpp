#include "storage/sqlite/recent_baskets.hpp"

#include <doctest/doctest.h>

#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;
using storage::sqlite::Connection;
using storage::sqlite::most_recent_baskets;
using storage::sqlite::RecentBaskets;

namespace {

using namespace std::chrono_literals;

BasketKey key(std::uint8_t number) {
    return {ChannelId::trusted("web"), "ada", {number}};
}

// The row as a batch finds it.
std::optional<RecentBasket> found(RecentBaskets& baskets, std::uint8_t number) {
    UnitOfWork unit;
    unit.begin(noon);
    baskets.load({key(number)}, unit);
    const RecentBasket* row = unit.baskets.find(key(number));
    return row == nullptr ? std::nullopt : std::optional(*row);
}

// A batch that stages one basket.
void stage(RecentBaskets& baskets, std::uint8_t number, const RecentBasket& basket) {
    UnitOfWork unit;
    unit.begin(noon);
    baskets.load({key(number)}, unit);
    unit.baskets.put(key(number), basket);
    baskets.stage(unit);
}

RecentBasket basket(const char* order_id, Timestamp until) {
    return {OrderId::trusted(order_id), until - 10min, until};
}

}  // namespace

TEST_CASE("only what was committed is found") {
    RecentBaskets baskets;
    stage(baskets, 1, basket("ord_1", noon + 10min));
    CHECK_FALSE(found(baskets, 1));
    baskets.discard();
    baskets.commit(noon);
    CHECK_FALSE(found(baskets, 1));
    stage(baskets, 1, basket("ord_1", noon + 10min));
    baskets.commit(noon);
    CHECK(found(baskets, 1) == basket("ord_1", noon + 10min));
    stage(baskets, 1, basket("ord_2", noon + 12min));
    baskets.discard();
    CHECK(found(baskets, 1) == basket("ord_1", noon + 10min));
}

TEST_CASE("what is past its time is forgotten, and a newer order keeps its basket longer") {
    RecentBaskets baskets;
    stage(baskets, 1, basket("ord_1", noon + 10min));
    baskets.commit(noon);
    stage(baskets, 2, basket("ord_2", noon + 10min));
    baskets.commit(noon);
    stage(baskets, 1, basket("ord_3", noon + 12min));
    baskets.commit(noon + 2min);
    CHECK(baskets.size() == 2);
    baskets.commit(noon + 10min);
    CHECK(baskets.size() == 1);
    CHECK(found(baskets, 1) == basket("ord_3", noon + 12min));
    baskets.commit(noon + 12min);
    CHECK(baskets.size() == 0);
}

TEST_CASE("a store that is opened reads the orders of the window and no others") {
    StoreFixture shop;
    Channel web = channel("web");
    web.duplicate_window_s = 600;
    shop.create(web);
    shop.create(channel("till"));
    shop.receive("TEE", "W1", 100);
    const auto place = [&](const char* id, const char* channel_id, const char* customer) {
        OrderRequestBuilder order;
        order.in(channel_id).external(id).customer(customer).line("TEE", 1).line("TEE", 2);
        return shop.order(shop.place(order.build()).value());
    };
    place("W-1", "web", "old");
    shop.clock.advance(10min);
    place("W-2", "web", "ada");
    place("W-3", "web", "");
    place("W-4", "till", "ada");
    shop.clock.advance(1ms);
    const Order newest = place("W-5", "web", "ada");
    shop.store.reset();
    const auto connection =
        Connection::open(shop.options.data_dir + "/oms.db", Connection::Mode::read_only);
    REQUIRE(connection);
    RecentBaskets baskets;
    REQUIRE(baskets.rebuild(**connection, shop.clock.now()));
    CHECK(baskets.size() == 1);
    UnitOfWork unit;
    unit.begin(shop.clock.now());
    baskets.load({basket_key(newest)}, unit);
    REQUIRE(unit.baskets.find(basket_key(newest)) != nullptr);
    CHECK(unit.baskets.find(basket_key(newest))->order_id == newest.order_id);
    CHECK(unit.baskets.find(basket_key(newest))->until == shop.clock.now() + 600s);
    RecentBaskets later;
    REQUIRE(later.rebuild(**connection, shop.clock.now() + 600s));
    CHECK(later.size() == 0);
}

TEST_CASE("of more baskets than are remembered the oldest are forgotten") {
    RecentBaskets baskets;
    UnitOfWork unit;
    unit.begin(noon);
    const auto key_of = [](std::int64_t i) {
        return BasketKey{ChannelId::trusted("web"), std::to_string(i), {}};
    };
    for (std::int64_t i = 0; i <= most_recent_baskets; ++i) {
        const Timestamp time = noon + std::chrono::microseconds(i);
        baskets.load({key_of(i)}, unit);
        unit.baskets.put(key_of(i),
                         {OrderId::trusted("ord_" + std::to_string(i)), time, time + 10min});
    }
    baskets.stage(unit);
    baskets.commit(noon);
    CHECK(baskets.size() == static_cast<std::size_t>(most_recent_baskets));
    UnitOfWork later;
    later.begin(noon);
    baskets.load({key_of(0), key_of(1)}, later);
    CHECK(later.baskets.find(key_of(0)) == nullptr);
    CHECK(later.baskets.find(key_of(1)) != nullptr);
}
