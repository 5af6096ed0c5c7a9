// What follows from a count that finds fewer units than are reserved, in the store.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/fulfillment/task_commands.hpp"
#include "services/inventory/import_stock.hpp"
#include "services/inventory/post_movements.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

class OneShelf : public StoreFixture {
public:
    OneShelf() {
        create(channel("web"));
        create(warehouse("W1"));
    }
    std::string order_of(const std::string& external, std::int64_t units = 1) {
        return place(OrderRequestBuilder{}.external(external).line("TEE", units).build()).value();
    }
    void count(std::int64_t units) {
        REQUIRE(run(std::make_unique<inventory::RecordCount>(
            header("count"), key, units, "stock_take",
            [](const StockRow&, std::int64_t) { return std::string(); })));
    }
    std::int64_t units(const std::string& placed, UnitState state) {
        return order(placed).lines.at(0).quantities.in(state);
    }
    void check_settled(std::int64_t on_hand, std::int64_t reserved) {
        CHECK(level("TEE", "W1").on_hand == on_hand);
        CHECK(level("TEE", "W1").reserved == reserved);
        CHECK(level("TEE", "W1").short_quantity == 0);
        CHECK(verify().empty());
    }
    const StockKey key{Sku::trusted("TEE"), LocationId::trusted("W1")};
};

}  // namespace

TEST_CASE("a count is one small transaction, what follows is not forgotten in a restart") {
    OneShelf shop;
    shop.receive("TEE", "W1", 5);
    const std::string older = shop.order_of("A", 2);
    shop.clock.advance(std::chrono::minutes{1});
    const std::string newer = shop.order_of("B", 3);
    shop.count(3);
    CHECK(shop.level("TEE", "W1").short_quantity == 2);
    CHECK(shop.units(newer, UnitState::allocated) == 3);
    shop.reopen();
    shop.settle();
    CHECK(shop.units(older, UnitState::allocated) == 2);
    CHECK(shop.units(newer, UnitState::allocated) == 1);
    CHECK(shop.units(newer, UnitState::backordered) == 2);
    shop.check_settled(3, 3);
    // What arrives is theirs.
    shop.receive("TEE", "W1", 2);
    shop.settle();
    CHECK(shop.units(newer, UnitState::allocated) == 3);
    shop.check_settled(5, 5);
}

TEST_CASE("a snapshot that tells of fewer units leads to the same") {
    OneShelf shop;
    shop.receive("TEE", "W1", 2);
    const std::string older = shop.order_of("A");
    shop.clock.advance(std::chrono::minutes{1});
    const std::string newer = shop.order_of("B");
    std::vector<ImportRow<inventory::CountedStock>> rows(1);
    rows[0].value.key = shop.key;
    rows[0].value.on_hand = 1;
    REQUIRE(shop.run(std::make_unique<inventory::ImportStock>(
        shop.header("snapshot"), inventory::SnapshotOrigin{"wms", shop.clock.now(), "i-1"},
        std::move(rows), std::vector<RowProblem>(),
        [](const ImportOutcome&) { return std::string(); })));
    shop.settle();
    CHECK(shop.units(older, UnitState::allocated) == 1);
    CHECK(shop.units(newer, UnitState::backordered) == 1);
    shop.check_settled(1, 1);
}

TEST_CASE("a cart gives way to orders: what it holds is decided when it is placed, or lapses") {
    OneShelf shop;
    shop.receive("TEE", "W1", 3);
    const std::string placed = shop.order_of("A", 2);
    REQUIRE(shop.hold("cart-1", "TEE", 1));
    shop.count(2);
    shop.settle();
    CHECK(shop.units(placed, UnitState::allocated) == 2);
    CHECK(shop.level("TEE", "W1").short_quantity == 1);
    const auto late =
        shop.place(OrderRequestBuilder{}.external("B").cart("cart-1").line("TEE", 1).build());
    REQUIRE_FALSE(late);
    CHECK(late.error().reason == Reason::insufficient_stock);
    shop.clock.advance(std::chrono::minutes{16});
    shop.settle();
    shop.check_settled(2, 2);
}

TEST_CASE("more orders than one command moves are moved in rounds") {
    OneShelf shop;
    shop.receive("TEE", "W1", 130);
    std::vector<std::string> placed;
    for (int i = 0; i < 130; ++i)
        placed.push_back(shop.order_of(fmt::format("A-{}", i)));
    shop.count(10);
    shop.settle();
    std::int64_t kept = 0;
    std::int64_t waiting = 0;
    for (const std::string& one : placed) {
        kept += shop.units(one, UnitState::allocated);
        waiting += shop.units(one, UnitState::backordered);
    }
    CHECK(kept == 10);
    CHECK(waiting == 120);
    shop.check_settled(10, 10);
}

TEST_CASE("goods that leave although a count did not see them correct it") {
    OneShelf shop;
    Location at_once = store_location("S1");
    at_once.fulfillment.release = ReleaseMode::at_once;
    shop.create(at_once);
    shop.receive("SHOE", "S1", 1);
    const std::string placed =
        shop.place(OrderRequestBuilder{}.external("A").line("SHOE", 1).build()).value();
    REQUIRE(shop.order(placed).parcels.size() == 1);
    const fulfilling::TaskRequest task{shop.order(placed).parcels[0].fulfillment_order_id, 0,
                                       "who"};
    const fulfilling::EncodeTask encode = [](const FulfillmentOrder&, const Order&) {
        return std::string();
    };
    REQUIRE(shop.run(std::make_unique<fulfilling::AcceptTask>(shop.header(), task, encode)));
    REQUIRE(shop.run(std::make_unique<fulfilling::StartPicking>(shop.header(), task, encode)));
    REQUIRE(shop.run(std::make_unique<fulfilling::PickGoods>(shop.header(), task,
                                                             std::vector<Scan>{
                                                                 {"", Sku::trusted("SHOE"), 1}
    },
                                                             encode)));
    REQUIRE(shop.run(std::make_unique<fulfilling::PackTask>(
        shop.header(), task, std::vector<fulfilling::PackedParcel>{}, encode)));
    REQUIRE(shop.run(std::make_unique<inventory::RecordCount>(
        shop.header("count"), StockKey{Sku::trusted("SHOE"), LocationId::trusted("S1")}, 0,
        "stock_take", [](const StockRow&, std::int64_t) { return std::string(); })));
    shop.settle();
    CHECK(shop.units(placed, UnitState::packed) == 1);
    REQUIRE(shop.run(std::make_unique<fulfilling::ShipTask>(
        shop.header(), task, std::vector<fulfilling::TrackingNumber>{}, encode)));
    CHECK(shop.level("SHOE", "S1").on_hand == 0);
    CHECK(shop.level("SHOE", "S1").reserved == 0);
    CHECK(shop.level("SHOE", "S1").short_quantity == 0);
    CHECK(shop.verify().empty());
}
