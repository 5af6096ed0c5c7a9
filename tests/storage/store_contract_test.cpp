// What every engine must do, through the ports of a store. SQLite is the engine there is; another
// one joins the list of types below.
#include <barrier>
#include <filesystem>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/inventory/post_movements.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

struct SqliteStore : StoreFixture {
    SqliteStore() { create(channel("web")); }
};

CartKey cart(const char* id) {
    return {ChannelId::trusted("web"), CartId::trusted(id)};
}

}  // namespace

TEST_CASE_TEMPLATE("64 clients want 10 units: exactly 10 get one", Store, SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 6);
    shop.receive("TEE", "W2", 4);
    shop.receive("JEAN", "W1", 100);
    const auto basket = [&](int client) {
        OrderRequestBuilder order;
        order.external(fmt::format("W-{}", client));
        switch (client % 3) {
            case 0:
                return order.line("TEE", 1).build();
            case 1:
                return order.line("JEAN", 1).line("TEE", 1).build();
            default:
                return order.pickup("TEE", 1, client % 2 == 0 ? "W1" : "W2").build();
        }
    };
    std::barrier start(64);
    std::atomic<int> placed{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> clients;
    for (int client = 0; client < 64; ++client) {
        clients.emplace_back([&, client] {
            const auto request = basket(client);
            start.arrive_and_wait();
            const auto answer = shop.place(request);
            if (answer) {
                ++placed;
            } else if (answer.error().reason == Reason::insufficient_stock) {
                ++refused;
            }
        });
    }
    for (std::thread& client : clients)
        client.join();
    // Those who collect want one location's units; whatever they leave goes to those who do not
    // mind.
    CHECK(placed + refused == 64);
    CHECK(placed == 10);
    CHECK(shop.level("TEE", "W1").reserved == 6);
    CHECK(shop.level("TEE", "W2").reserved == 4);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("one SKU on two lines is one demand", Store, SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 3);
    const auto refused = shop.place(OrderRequestBuilder{}.line("TEE", 2).line("TEE", 2).build());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::insufficient_stock);
    CHECK(refused.error().preconditions.size() == 1);
    CHECK(shop.level("TEE", "W1").reserved == 0);
    CHECK(shop.place(OrderRequestBuilder{}.line("TEE", 2).line("TEE", 1).build()));
}

TEST_CASE_TEMPLATE("every request sent five times at once has one effect and one answer", Store,
                   SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 100);
    std::vector<std::future<Result<std::string>>> answers;
    for (int order = 0; order < 20; ++order) {
        const Command::Header header = shop.header("place");
        const auto request =
            OrderRequestBuilder{}.external(fmt::format("W-{}", order)).line("TEE", 1).build();
        for (int copy = 0; copy < 5; ++copy) {
            answers.push_back(shop.submit(std::make_unique<orders::PlaceOrder>(
                header, request, shop.sourcing, encode_order)));
        }
    }
    for (std::size_t order = 0; order < 20; ++order) {
        const auto first = answers[order * 5].get();
        REQUIRE(first);
        for (std::size_t copy = 1; copy < 5; ++copy)
            CHECK(answers[order * 5 + copy].get().value() == *first);
    }
    CHECK(shop.level("TEE", "W1").reserved == 20);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("kept answers and unique keys outlive a restart", Store, SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 100);
    const Command::Header header = shop.header("place");
    const auto request = OrderRequestBuilder{}.cart("C-1").line("TEE", 1).build();
    const auto first = shop.place(header, request);
    REQUIRE(first);
    shop.reopen();
    CHECK(shop.place(header, request).value() == *first);
    Command::Header other_body = header;
    other_body.body_hash[0] = 1;
    CHECK(shop.place(other_body, request).error().reason == Reason::request_id_reused);
    // Another key, the same external id or cart: the first order is named.
    const auto again = shop.place(request);
    REQUIRE_FALSE(again);
    CHECK(again.error().reason == Reason::order_exists);
    CHECK(again.error().metadata[0].second == shop.order(*first).order_id.str());
    const auto same_cart =
        shop.place(OrderRequestBuilder{}.external("W-2").cart("C-1").line("TEE", 1).build());
    CHECK(same_cart.error().reason == Reason::order_exists);
    CHECK(shop.level("TEE", "W1").reserved == 1);
}

TEST_CASE_TEMPLATE("a request id is remembered for 8 days, what it made for ever", Store,
                   SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 100);
    const Command::Header header = shop.header("place");
    const auto request = OrderRequestBuilder{}.external("W-OLD").line("TEE", 1).build();
    const auto first = shop.place(header, request);
    REQUIRE(first);
    // Each commit drops the two oldest batches whose time is over: none yet, then all.
    const auto place_some = [&](const std::string& prefix) {
        for (int i = 0; i < 12; ++i)
            REQUIRE(shop.place(
                OrderRequestBuilder{}.external(prefix + std::to_string(i)).line("TEE", 1).build()));
    };
    shop.clock.advance(std::chrono::hours(24 * 8));
    place_some("W-A");
    CHECK(shop.place(header, request).value() == *first);
    shop.clock.advance(std::chrono::seconds(1));
    place_some("W-B");
    for (int round = 0; round < 2; ++round) {
        const auto again = shop.place(header, request);
        REQUIRE_FALSE(again);
        CHECK(again.error().reason == Reason::order_exists);
        CHECK(shop.verify().empty());
        shop.reopen();
    }
}

TEST_CASE_TEMPLATE("refusals come in the documented order and change nothing", Store, SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 1);
    shop.create(warehouse("DEPOT"));
    const auto reason = [&](const orders::OrderRequest& request) {
        return shop.place(request).error().reason;
    };
    CHECK(reason(OrderRequestBuilder{}.in("app").line("TEE", 1).build()) ==
          Reason::channel_not_found);
    CHECK(reason(OrderRequestBuilder{}.line("NONE", 1).build()) == Reason::item_not_found);
    CHECK(reason(OrderRequestBuilder{}.pickup("TEE", 1, "NOWHERE").build()) ==
          Reason::location_not_found);
    CHECK(reason(OrderRequestBuilder{}.pickup("TEE", 1, "DEPOT").build()) ==
          Reason::pickup_not_offered);
    const auto mismatch = shop.place(
        OrderRequestBuilder{}.line("TEE", 1, 2000).shipping(490).expecting(euro(2000)).build());
    REQUIRE_FALSE(mismatch);
    CHECK(mismatch.error().reason == Reason::total_mismatch);
    CHECK(mismatch.error().metadata == std::vector<std::pair<std::string, std::string>>{
                                           {"goods",         "2000"},
                                           {"discounts",     "0"   },
                                           {"charges",       "490" },
                                           {"tax",           "0"   },
                                           {"total",         "2490"},
                                           {"currency_code", "EUR" }
    });
    const auto shortage = shop.place(OrderRequestBuilder{}.line("TEE", 2).build());
    CHECK(shortage.error().reason == Reason::insufficient_stock);
    CHECK(shortage.error().preconditions == std::vector<PreconditionViolation>{
                                                {"STOCK", "TEE", "line 1: wanted 2, available 1"}
    });
    CHECK(shop.level("TEE", "W1").reserved == 0);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("what is short waits when the order says so", Store, SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 1);
    const auto backordered =
        shop.place(OrderRequestBuilder{}.line("TEE", 3).on_shortage(OnShortage::backorder).build());
    REQUIRE(backordered);
    CHECK(shop.order(*backordered).lines[0].quantities.in(UnitState::backordered) == 2);
    CHECK(shop.order(*backordered).lines[0].quantities.in(UnitState::allocated) == 1);
    const auto unallocated = shop.place(OrderRequestBuilder{}
                                            .external("W-2")
                                            .line("TEE", 1)
                                            .on_shortage(OnShortage::accept_unallocated)
                                            .build());
    REQUIRE(unallocated);
    CHECK(shop.order(*unallocated).lines[0].quantities.in(UnitState::unallocated) == 1);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("S4: no more units wait for stock than the item allows", Store, SqliteStore) {
    Store shop;
    Item tee = item("TEE");
    tee.backorder_limit = 3;
    shop.create(tee);
    shop.receive("TEE", "W1", 1);
    const auto place = [&](const char* id, std::int64_t units) {
        return shop.place(OrderRequestBuilder{}
                              .external(id)
                              .line("TEE", units)
                              .on_shortage(OnShortage::backorder)
                              .build());
    };
    const auto first = place("W-1", 3);  // one is there, two wait
    REQUIRE(first);
    const auto refused = place("W-2", 2);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::insufficient_stock);
    CHECK(refused.error().preconditions ==
          std::vector<PreconditionViolation>{
              {"BACKORDER", "TEE", "wanted 2 more, 2 wait of at most 3"}
    });
    CHECK(place("W-2", 1));
    REQUIRE(shop.cancel(shop.order(*first).order_id, {
                                                         {1, 2}
    }));
    CHECK(place("W-3", 2));
    CHECK(place("W-4", 1).error().reason == Reason::insufficient_stock);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("a cart holds units, and its order takes them over", Store, SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 2);
    REQUIRE(shop.hold("C-1", "TEE", 2));
    CHECK(shop.hold("C-1", "TEE", 1).error().reason == Reason::cart_hold_exists);
    CHECK(shop.place(OrderRequestBuilder{}.line("TEE", 1).build()).error().reason ==
          Reason::insufficient_stock);
    const auto timers = shop.template read<Result<std::vector<Timer>>>(
        [](ReadSession& session) { return session.due_timers(noon + std::chrono::hours{1}, 10); });
    REQUIRE(timers);
    REQUIRE(timers->size() == 1);
    SUBCASE("the order of the cart gets the held units") {
        const auto placed = shop.place(OrderRequestBuilder{}.cart("C-1").line("TEE", 2).build());
        REQUIRE(placed);
        CHECK(shop.level("TEE", "W1").reserved == 2);
        CHECK(shop.hold("C-1", "TEE", 1).error().reason == Reason::order_exists);
    }
    SUBCASE("a refused order leaves the hold as it was") {
        CHECK(shop.place(OrderRequestBuilder{}.cart("C-1").line("TEE", 3).build()).error().reason ==
              Reason::insufficient_stock);
        CHECK(shop.level("TEE", "W1").reserved == 2);
    }
    SUBCASE("when its time is over the units are free again, even if clocks go back") {
        shop.clock.advance(std::chrono::minutes{15});
        REQUIRE(shop.run(std::make_unique<inventory::ExpireCartHold>(shop.header(), cart("C-1"),
                                                                     timers->front())));
        shop.clock.advance(-std::chrono::hours{1});
        CHECK(shop.level("TEE", "W1").reserved == 0);
        CHECK(shop.place(OrderRequestBuilder{}.cart("C-1").line("TEE", 2).build()));
    }
    SUBCASE("an extension moves the timer, and the old one does nothing") {
        REQUIRE(shop.run(std::make_unique<inventory::ExtendCartHold>(
            shop.header(), cart("C-1"), [](const CartHold&) { return ""; })));
        shop.clock.advance(std::chrono::minutes{16});
        REQUIRE(shop.run(std::make_unique<inventory::ExpireCartHold>(shop.header(), cart("C-1"),
                                                                     timers->front())));
        CHECK(shop.level("TEE", "W1").reserved == 2);
    }
    SUBCASE("released and held again within one instant, its timer is there") {
        const auto release = [&] {
            return shop.run(std::make_unique<inventory::ReleaseCartHold>(
                shop.header(), cart("C-1"), [](const CartHold&) { return ""; }));
        };
        REQUIRE(release());
        CHECK(release().error().reason == Reason::cart_hold_expired);
        REQUIRE(shop.hold("C-1", "TEE", 1));
        CHECK(shop.level("TEE", "W1").reserved == 1);
    }
    const auto findings = shop.verify();
    CHECK_MESSAGE(findings.empty(),
                  (findings.empty() ? "" : findings[0].invariant + " " + findings[0].description));
}

TEST_CASE_TEMPLATE("units held for collection are not shipped from a store that does not ship",
                   Store, SqliteStore) {
    Store shop;
    Location counter = store_location("S1");
    counter.capabilities = {Capability::pickup};
    shop.create(counter);
    shop.receive("TEE", "S1", 5);
    shop.receive("TEE", "W1", 5);
    const auto held = shop.run(std::make_unique<inventory::PlaceCartHold>(
        shop.header(), cart("C-1"),
        std::vector{
            CartHoldLine{Sku::trusted("TEE"), 2, LocationId::trusted("S1")}
    },
        std::nullopt, shop.sourcing, [](const CartHold&) { return std::string(); }));
    REQUIRE(held);
    CHECK(shop.level("TEE", "S1").reserved == 2);
    const auto placed = shop.place(OrderRequestBuilder{}.cart("C-1").line("TEE", 2).build());
    REQUIRE(placed);
    CHECK(shop.level("TEE", "S1").reserved == 0);
    CHECK(shop.level("TEE", "W1").reserved == 2);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("a hold past its time whose timer has not run yields to its own order", Store,
                   SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 2);
    REQUIRE(shop.hold("C-1", "TEE", 2));
    shop.clock.advance(std::chrono::minutes{16});
    REQUIRE(shop.place(OrderRequestBuilder{}.cart("C-1").line("TEE", 2).build()));
    CHECK(shop.level("TEE", "W1").reserved == 2);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("a timer that a clock found due too early leaves the hold and itself in place",
                   Store, SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 2);
    REQUIRE(shop.hold("C-1", "TEE", 2));
    const Timer timer{noon + cart_hold_time, TimerKind::cart_hold_expiry, "web/C-1"};
    REQUIRE(
        shop.run(std::make_unique<inventory::ExpireCartHold>(shop.header(), cart("C-1"), timer)));
    CHECK(shop.level("TEE", "W1").reserved == 2);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("a store's staff see every event of an order that is collected there", Store,
                   SqliteStore) {
    Store shop;
    shop.receive("TEE", "S1", 1);
    const auto placed = shop.place(OrderRequestBuilder{}
                                       .pickup("TEE", 3, "S1")
                                       .on_shortage(OnShortage::accept_unallocated)
                                       .build());
    REQUIRE(placed);
    const OrderId id = shop.order(*placed).order_id;
    REQUIRE(shop.cancel(id, {
                                {1, 1}
    }));  // of the units without stock
    EventQuery query;
    query.aggregate = AggregateRef{AggregateType::order, id.str()};
    const Actor clerk{
        "clerk", {Role::store}, {}, ScopeSet<LocationId>::of({LocationId::trusted("S1")})};
    const auto page = shop.template read<Result<EventPage>>(
        [&](ReadSession& session) { return session.events(query, clerk); });
    CHECK(page->events.size() == 3);  // placed, canceled, and what that makes due
}

TEST_CASE_TEMPLATE("what an old store left behind is never played over a restored one", Store,
                   SqliteStore) {
    Store shop;
    const std::string copy = shop.folder.path() + "/backups/monday";
    REQUIRE(shop.template read<Result<BackupReport>>(
        [&](ReadSession& session) { return session.back_up(copy); }));
    const std::string target = shop.folder.path() + "/restored";
    std::filesystem::create_directories(target);
    std::ofstream(target + "/oms.db-wal") << "left behind";
    CHECK(storage::restore_sqlite(target, copy).error().detail.find("oms.db-wal") !=
          std::string::npos);
    std::filesystem::remove(target + "/oms.db-wal");
    CHECK(storage::restore_sqlite(target, copy));
}

TEST_CASE_TEMPLATE("scopes: what is another's is answered like what is absent", Store,
                   SqliteStore) {
    Store shop;
    shop.create(channel("app"));
    shop.receive("TEE", "W1", 5);
    const auto placed = shop.place(OrderRequestBuilder{}.line("TEE", 1).build());
    REQUIRE(placed);
    const Order order = shop.order(*placed);
    const auto get = [&](const OrderLookup& lookup, Actor actor) {
        return shop.template read<Result<OrderDetails>>(
            [&](ReadSession& session) { return session.order(lookup, actor); });
    };
    Actor other = admin();
    other.channels = ScopeSet<ChannelId>::of({ChannelId::trusted("app")});
    other.locations = {};
    const auto foreign = get(order.order_id, other);
    const auto absent = get(OrderId::trusted("ord_none"), other);
    CHECK(foreign.error().reason == absent.error().reason);
    CHECK(foreign.error().metadata == absent.error().metadata);
    Actor clerk{"clerk", {Role::store}, {}, ScopeSet<LocationId>::of({LocationId::trusted("W1")})};
    const auto seen = get(order.number, clerk);
    REQUIRE(seen);
    CHECK(seen->personal.empty());
    CHECK(get(ExternalKey{order.channel_id, order.external_id}, admin())->personal.size() == 2);
    const auto pages = [&](const Actor& actor) {
        return shop
            .template read<Result<EventPage>>(
                [&](ReadSession& session) { return session.events({}, actor); })
            ->events.size();
    };
    CHECK(pages(admin()) > pages(clerk));
    CHECK(pages(clerk) > pages(other));
}

TEST_CASE_TEMPLATE("a backup of the live store restores to the same state", Store, SqliteStore) {
    Store shop;
    shop.receive("TEE", "W1", 5);
    const auto placed = shop.place(OrderRequestBuilder{}.line("TEE", 1).build());
    REQUIRE(placed);
    const Order order = shop.order(*placed);
    const std::string copy = shop.folder.path() + "/backups/monday";
    const auto back_up = [&] {
        return shop.template read<Result<BackupReport>>(
            [&](ReadSession& session) { return session.back_up(copy); });
    };
    const auto report = back_up();
    REQUIRE(report);
    CHECK(report->last_position == shop.store->status().last_position);
    CHECK(back_up().error().reason == Reason::backup_exists);
    shop.store.reset();
    CHECK(storage::restore_sqlite(shop.options.data_dir, copy).error().reason ==
          Reason::store_unavailable);
    shop.options.data_dir = shop.folder.path() + "/restored";
    REQUIRE(storage::restore_sqlite(shop.options.data_dir, copy));
    CHECK(storage::verify_sqlite(shop.options.data_dir)->findings.empty());
    shop.reopen();
    CHECK(shop.order(*placed) == order);
}

TEST_CASE("a store that cannot be opened says why in one line") {
    SqliteStore shop;
    const auto refusal = [&](const std::string& data_dir) {
        storage::StoreOptions options = shop.options;
        options.data_dir = data_dir;
        const auto opened = storage::open_sqlite(options);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().reason == Reason::store_unavailable);
        CHECK(opened.error().detail.find('\n') == std::string::npos);
        return opened.error().detail;
    };
    SUBCASE("another process, or this one, has it") {
        CHECK(refusal(shop.options.data_dir).find("PostgreSQL") != std::string::npos);
        CHECK(storage::migrate_sqlite(shop.options.data_dir).error().reason ==
              Reason::store_unavailable);
    }
    SUBCASE("the file is not a store") {
        const std::string dir = shop.folder.path() + "/other";
        std::filesystem::create_directories(dir);
        std::ofstream(dir + "/oms.db") << std::string(8192, 'x');
        CHECK(refusal(dir).find("oms.db") != std::string::npos);
    }
    SUBCASE("the folder cannot be made") {
        CHECK(refusal("/proc/no/such").find("/proc") != std::string::npos);
    }
}
