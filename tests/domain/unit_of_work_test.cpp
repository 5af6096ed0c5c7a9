#include "domain/unit_of_work.hpp"

#include <doctest/doctest.h>

#include "tests/support/builders.hpp"

using namespace oms;

TEST_CASE("taking a command back leaves what the commands before it have changed") {
    UnitOfWork unit;
    unit.begin(testing::noon);
    const Sku tee = Sku::trusted("TEE");
    const StockKey key{tee, LocationId::trusted("W1")};
    const LocationId w1 = LocationId::trusted("W1");
    const ChannelId web = ChannelId::trusted("web");
    const CartKey cart{web, CartId::trusted("C-1")};
    unit.items.load(tee, testing::item("TEE"));
    unit.backorders.load(tee, std::nullopt);
    unit.stock.load(key, std::nullopt);
    unit.locations.load(w1, std::nullopt);
    unit.channels.load(web, std::nullopt);
    unit.cart_holds.load(cart, std::nullopt);
    unit.carts.load(cart, std::nullopt);
    unit.order_numbers.load(OrderNumber::trusted("N"), std::nullopt);
    unit.external_ids.load({web, ExternalId::trusted("E")}, std::nullopt);
    const BasketKey basket{web, "ada", {}};
    unit.baskets.load(basket, std::nullopt);

    const auto change_everything = [&](std::int64_t units) {
        LedgerEntry received;
        received.key = key;
        received.on_hand_change = units;
        REQUIRE(unit.post_and_tell(received));
        REQUIRE(unit.backorder(tee, units));
        Item item = testing::item("TEE");
        item.weight_g = units;
        unit.items.put(tee, item);
        unit.locations.put(w1, testing::warehouse("W1"));
        unit.channels.put(web, testing::channel("web"));
        CartHold hold;
        hold.key = cart;
        hold.extended = units > 2;
        unit.cart_holds.put(cart, hold);
        Order order;
        order.order_id = OrderId::trusted("ord_" + std::to_string(units));
        order.number = OrderNumber::trusted("N");
        order.channel_id = web;
        order.external_id = ExternalId::trusted("E");
        order.cart_id = cart.cart_id;
        unit.baskets.put(basket, {order.order_id, testing::noon, testing::noon});
        unit.insert(order);
        unit.add(PersonalRecord{});
        unit.set({testing::noon, TimerKind::cart_hold_expiry, "web/C-1"});
    };
    change_everything(2);
    const auto savepoint = unit.savepoint();
    change_everything(3);
    unit.rollback(savepoint);

    CHECK(unit.stock.find(key)->on_hand == 2);
    CHECK(*unit.backorders.find(tee) == 2);
    CHECK(unit.items.find(tee)->weight_g == 2);
    CHECK_FALSE(unit.cart_holds.find(cart)->extended);
    CHECK(unit.locations.changes().size() == 1);
    CHECK(unit.channels.changes().size() == 1);
    CHECK(unit.orders.changes().size() == 1);
    CHECK(unit.carts.find(cart)->str() == "ord_2");
    CHECK(unit.order_numbers.find(OrderNumber::trusted("N"))->str() == "ord_2");
    CHECK(unit.external_ids.find({web, ExternalId::trusted("E")})->str() == "ord_2");
    CHECK(unit.baskets.find(basket)->order_id.str() == "ord_2");
    CHECK(unit.ledger().size() == 1);
    CHECK(unit.events().size() == 1);
    CHECK(unit.personal().size() == 1);
    CHECK(unit.timers().size() == 1);
}
