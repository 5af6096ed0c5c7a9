// Who waits for stock gets it when it comes: in the order of the queue, and never more or less than
// there is.
#include <algorithm>
#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>
#include <sqlite3.h>

#include "services/inventory/post_movements.hpp"
#include "services/orders/waiting_timers.hpp"
#include "storage/sqlite/migrations.hpp"
#include "tests/support/routing_shop.hpp"

using namespace oms;
using namespace oms::testing;
using namespace std::chrono_literals;

namespace {

std::string words(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings)
        text += fmt::format("{} {}: {}\n", finding.invariant, finding.subject, finding.description);
    return text;
}

std::int64_t in(const Order& order, UnitState state) {
    std::int64_t units = 0;
    for (const OrderLine& line : order.lines)
        units += line.quantities.in(state);
    return units;
}
std::int64_t waiting(const Order& order) {
    return in(order, UnitState::backordered) + in(order, UnitState::unallocated);
}

struct Shop : StoreFixture {
    Shop() {
        create(channel("web"));
        receive("TEE", "W1", 1);
        receive("TEE", "S1", 1);
        REQUIRE(place(OrderRequestBuilder{}.external("W-drain").line("TEE", 2).build()));
    }
    struct Wish {
        std::int64_t units = 1;
        OnShortage on_shortage = OnShortage::backorder;
        std::optional<Timestamp> promised_by{};
        const char* level = "standard";
    };
    OrderId wish(const Wish& wish) {
        orders::OrderRequest request = OrderRequestBuilder{}
                                           .external(fmt::format("W-{}", ++orders_))
                                           .line("TEE", wish.units)
                                           .on_shortage(wish.on_shortage)
                                           .build();
        request.draft.lines[0].promised_by = wish.promised_by;
        request.draft.lines[0].service_level = wish.level;
        const auto answer = place(request);
        REQUIRE(answer);
        clock.advance(1s);
        return order(*answer).order_id;
    }
    Order now(const OrderId& id) { return order(id.str()); }
    void expect(const std::vector<OrderId>& ids, const std::vector<std::int64_t>& units) {
        for (std::size_t i = 0; i < ids.size(); ++i)
            CHECK(in(now(ids[i]), UnitState::allocated) == units[i]);
        CHECK(words(verify()) == "");
    }
    int orders_ = 0;
};

}  // namespace

SCENARIO("k units go to just the first lines that want k") {
    Shop shop;
    const OrderId late = shop.wish({2, OnShortage::backorder, noon + 48h});
    const OrderId undated = shop.wish({2});
    const OrderId unallocated = shop.wish({2, OnShortage::accept_unallocated});
    const OrderId early = shop.wish({2, OnShortage::backorder, noon + 24h});
    const OrderId express = shop.wish({2, OnShortage::backorder, noon + 48h, "express"});
    const std::vector<OrderId> queue{early, express, late, undated, unallocated};
    WHEN("five arrive") {
        shop.receive("TEE", "W1", 5);
        CHECK(shop.level("TEE", "W1").reserved == 1);
        shop.settle();
        THEN("the third line gets one of the two it wants, and keeps its place") {
            shop.expect(queue, {2, 2, 1, 0, 0});
            shop.receive("TEE", "S1", 1);
            shop.settle();
            shop.expect(queue, {2, 2, 2, 0, 0});
            CHECK(shop.now(late).reservations.size() == 2);
        }
        THEN("doing it again changes nothing") {
            const Order before = shop.now(late);
            shop.settle();
            CHECK(shop.run_due_timers() == 0);
            CHECK(shop.now(late) == before);
        }
        THEN("each is told in one event") {
            EventQuery query;
            query.types = {"order.units_allocated"};
            const auto page = shop.read<Result<EventPage>>(
                [&](ReadSession& session) { return session.events(query, admin()); });
            CHECK(page->events.size() == 3);
        }
    }
    WHEN("more arrive than are waited for") {
        shop.receive("TEE", "W1", 50);
        shop.settle();
        shop.expect(queue, {2, 2, 2, 2, 2});
        CHECK(shop.level("TEE", "W1").reserved == 11);
        // Nobody waits any more: what else arrives wakes nobody.
        shop.receive("TEE", "W1", 1);
        CHECK(shop.run_due_timers() == 0);
    }
    WHEN("the store is opened again before the timer has run") {
        shop.receive("TEE", "W1", 5);
        shop.reopen();
        shop.settle();
        shop.expect(queue, {2, 2, 1, 0, 0});
    }
    WHEN("one who waits is canceled first") {
        REQUIRE(shop.cancel(early));
        shop.receive("TEE", "W1", 5);
        shop.settle();
        shop.expect(queue, {0, 2, 2, 1, 0});
    }
    WHEN("one who waits is held") {
        orders::HoldRequest hold;
        hold.order_id = early;
        hold.type = HoldType::fraud_review;
        REQUIRE(shop.hold_order(hold));
        shop.receive("TEE", "W1", 2);
        shop.settle();
        THEN("a hold keeps nobody from stock") {
            shop.expect(queue, {2, 0, 0, 0, 0});
        }
    }
}

SCENARIO("every way in which units become free wakes who waits") {
    Shop shop;
    shop.receive("TEE", "W1", 2);
    const auto kept = shop.place(OrderRequestBuilder{}.external("K-1").line("TEE", 1).build());
    REQUIRE(kept);
    REQUIRE(shop.hold("C-1", "TEE", 1));
    const OrderId first = shop.wish({1});
    CHECK(waiting(shop.now(first)) == 1);
    const auto post = [&](LedgerKind kind, std::int64_t units) {
        LedgerEntry entry;
        entry.key = {*Sku::parse("TEE"), *LocationId::parse("W1")};
        entry.kind = kind;
        entry.on_hand_change = units;
        REQUIRE(shop.run(std::make_unique<inventory::PostMovements>(
            shop.header(), std::vector{entry},
            [](const std::vector<StockRow>&) { return std::string(); })));
    };
    WHEN("a count finds more") {
        REQUIRE(shop.run(std::make_unique<inventory::RecordCount>(
            shop.header(), StockKey{*Sku::parse("TEE"), *LocationId::parse("W1")}, 4, "",
            [](const StockRow&, std::int64_t) { return std::string(); })));
    }
    WHEN("stock is adjusted") {
        post(LedgerKind::adjusted, 1);
    }
    WHEN("goods come back") {
        post(LedgerKind::returned, 1);
    }
    WHEN("another order is canceled") {
        REQUIRE(shop.cancel(shop.order(*kept).order_id));
    }
    WHEN("a cart hold is released") {
        REQUIRE(shop.run(std::make_unique<inventory::ReleaseCartHold>(
            shop.header(), CartKey{*ChannelId::parse("web"), *CartId::parse("C-1")},
            [](const CartHold&) { return std::string(); })));
    }
    WHEN("a cart hold expires") {
        shop.clock.advance(1h);
    }
    WHEN("a receipt comes") {
        REQUIRE(shop.receive_receipt(shop.plan_receipt("TEE", "S1", 1, noon + 24h).value(), 1));
    }
    shop.settle();
    CHECK(in(shop.now(first), UnitState::allocated) == 1);
    CHECK(words(shop.verify()) == "");
}

SCENARIO("a line that nothing may be sent to keeps its place, and the next is tried") {
    RoutingShop shop;
    shop.stock("W1", "TEE", 1);
    const auto wish = [&](const char* external, const char* postal_code) {
        orders::OrderRequest request =
            to_france(OrderRequestBuilder{}.external(external).line("TEE", 2), postal_code);
        request.draft.on_shortage = OnShortage::accept_unallocated;
        return shop.order(shop.route(request).value()).order_id;
    };
    const OrderId far = wish("W-1", "97100");
    shop.clock.advance(1s);
    const OrderId near = wish("W-2", "75001");
    shop.stock("W1", "TEE", 9);
    shop.settle();
    CHECK(waiting(shop.order(far.str())) == 2);
    CHECK(waiting(shop.order(near.str())) == 0);
    CHECK(words(shop.verify()) == "");
}

SCENARIO("more lines than one command takes get stock in rounds") {
    Shop shop;
    std::vector<OrderId> ids;
    for (int i = 0; i < 250; ++i)
        ids.push_back(shop.wish({1}));
    shop.receive("TEE", "W1", 230);
    shop.settle();
    for (std::size_t i = 0; i < ids.size(); ++i)
        CHECK(in(shop.now(ids[i]), UnitState::allocated) == (i < 230 ? 1 : 0));
    CHECK(words(shop.verify()) == "");
}

SCENARIO("a queue that changed since it was read is read again") {
    Shop shop;
    const OrderId first = shop.wish({1, OnShortage::backorder, noon + 48h});
    shop.receive("TEE", "W1", 1);
    const auto due = shop.read<Result<std::vector<Timer>>>(
        [&](ReadSession& session) { return session.due_timers(shop.clock.now(), 10); });
    REQUIRE(due->size() == 1);
    auto command = shop.read<Result<std::unique_ptr<Command>>>([&](ReadSession& session) {
        return orders::waiting_command(shop.header("timer"), due->front(), session, shop.sourcing);
    });
    REQUIRE(command);
    WHEN("somebody with an earlier promise has come") {
        // There is no stock for it: the unit is what the queue is about to get.
        shop.receive("JEAN", "W1", 1);
        orders::OrderRequest request = OrderRequestBuilder{}
                                           .external("W-early")
                                           .pickup("TEE", 1, "S1")
                                           .on_shortage(OnShortage::backorder)
                                           .build();
        request.draft.lines[0].promised_by = noon + 24h;
        const auto earlier = shop.place(request);
        REQUIRE(earlier);
        REQUIRE(shop.run(std::move(*command)));
        CHECK(waiting(shop.now(first)) == 1);
        THEN("another round looks at the queue as it is") {
            shop.settle();
            CHECK(waiting(shop.now(first)) == 0);
        }
    }
    WHEN("the first was canceled") {
        REQUIRE(shop.cancel(first));
        REQUIRE(shop.run(std::move(*command)));
        shop.settle();
        CHECK(shop.level("TEE", "W1").reserved == 1);
    }
    CHECK(words(shop.verify()) == "");
}

TEST_CASE("lines that waited before there was a queue get their places in it") {
    Shop shop;
    shop.wish({2, OnShortage::backorder, noon + 48h, "express"});
    shop.wish({3, OnShortage::accept_unallocated});
    shop.wish({1});
    shop.settle();
    shop.store.reset();
    const auto all = storage::sqlite::migrations();
    const auto made = std::find_if(all.begin(), all.end(),
                                   [](const auto& one) { return one.name == "receipts"; });
    REQUIRE(made != all.end());
    std::string fill(made->sql);
    const std::size_t begin = fill.find("INSERT INTO waiting_lines");
    REQUIRE(begin != std::string::npos);
    fill = "DELETE FROM waiting_lines;" + fill.substr(begin);
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open((shop.options.data_dir + "/oms.db").c_str(), &handle) == SQLITE_OK);
    CHECK(sqlite3_exec(handle, fill.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
    CHECK(words(storage::verify_sqlite(shop.options.data_dir)->findings) == "");
}

TEST_CASE("the subject of a queue's timer is read as it was written, and nothing else is") {
    const Sku sku = *Sku::parse("TEE/red-1");
    for (const QueueRound& round : {
             QueueRound{sku, 0,  0,   false, {}                       },
             QueueRound{sku, 12, 300, true,  {}                       },
             QueueRound{sku, 1,  0,   true,  OrderId::trusted("ord_1")}
    }) {
        CHECK(queue_round_of(to_text(round)).value() == round);
    }
    for (const char* text : {"", "TEE", "TEE 1", "TEE 1 2", "TEE 1 2 2", "TEE x 0 0", "TEE 1 -2 0",
                             "TEE 0 0 0 ord_1 more", " 0 0 0"}) {
        CAPTURE(std::string(text));
        CHECK(queue_round_of(text).error().reason == Reason::corrupt_row);
    }
}

// S6: at rest no unit is both free and waited for, and stock went to the queue in its order.
TEST_CASE("whatever comes and whoever waits, stock goes to the queue in its order") {
    CHECK(rc::check([] {
        Shop shop;
        std::vector<OrderId> ids;
        std::vector<std::string> receipts;
        const int steps = *rc::gen::inRange(3, 18);
        for (int i = 0; i < steps; ++i) {
            const auto units = *rc::gen::inRange<std::int64_t>(1, 5);
            switch (*rc::gen::inRange(0, 7)) {
                case 0:
                case 1:
                case 2:
                    ids.push_back(shop.wish(
                        {units,
                         *rc::gen::element(OnShortage::backorder, OnShortage::accept_unallocated),
                         *rc::gen::element<std::optional<Timestamp>>(std::nullopt, noon + 24h,
                                                                     noon + 48h),
                         *rc::gen::element("standard", "express")}));
                    break;
                case 3:
                    shop.receive("TEE", *rc::gen::element("W1", "S1"), units);
                    break;
                case 4:
                    receipts.push_back(
                        shop.plan_receipt("TEE", *rc::gen::element("W1", "S1"), units,
                                          noon + std::chrono::hours(*rc::gen::inRange(24, 96)))
                            .value());
                    break;
                case 5:
                    if (receipts.empty()) break;
                    static_cast<void>(shop.receive_receipt(*rc::gen::elementOf(receipts), units,
                                                           *rc::gen::arbitrary<bool>()));
                    break;
                default:
                    if (ids.empty()) break;
                    static_cast<void>(shop.cancel(*rc::gen::elementOf(ids)));
                    break;
            }
            // The queue as it is, and what is free for it.
            auto queue = shop.read<Result<WaitingPage>>([&](ReadSession& session) {
                                 return session.waiting_queue(*Sku::parse("TEE"), 0, 1000);
                             })
                             .value()
                             .lines;
            std::int64_t free =
                available_units(shop.level("TEE", "W1")) + available_units(shop.level("TEE", "S1"));
            if (*rc::gen::arbitrary<bool>()) shop.reopen();
            shop.settle();
            for (const WaitingLine& line : queue) {
                const std::int64_t got = std::min(free, line.units);
                free -= got;
                RC_ASSERT(waiting(shop.now(line.order_id)) == line.units - got);
            }
            const std::int64_t left =
                available_units(shop.level("TEE", "W1")) + available_units(shop.level("TEE", "S1"));
            RC_ASSERT(left == free);
        }
        RC_ASSERT(words(shop.verify()) == "");
    }));
}
