// Supply to come: what a location expects, what of it orders were promised, and what becomes of the
// promise when the supply changes.
#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

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

struct Shop : StoreFixture {
    Shop() {
        create(channel("web"));
        receive("TEE", "W1", 1);
        receive("TEE", "W2", 1);
        drain();
    }
    // Sells what is on hand.
    void drain() {
        REQUIRE(place(OrderRequestBuilder{}.external("W-drain").line("TEE", 2).build()));
    }
    Order backorder(std::string_view external, std::int64_t units) {
        const auto answer = place(OrderRequestBuilder{}
                                      .external(external)
                                      .line("TEE", units)
                                      .on_shortage(OnShortage::backorder)
                                      .build());
        REQUIRE(answer);
        return order(*answer);
    }
    Order again(const Order& before) { return order(before.order_id.str()); }
    std::vector<std::string> event_types(const AggregateRef& aggregate) {
        EventQuery query;
        query.aggregate = aggregate;
        const auto page = read<Result<EventPage>>(
            [&](ReadSession& session) { return session.events(query, admin()); });
        std::vector<std::string> types;
        for (const LoggedEvent& event : page->events)
            types.push_back(event.type);
        return types;
    }
};

std::int64_t waiting_for(const Order& order, const std::string& receipt_id) {
    std::int64_t units = 0;
    for (const Waiting& claim : order.waiting)
        units += claim.receipt_id.str() == receipt_id ? claim.units : 0;
    return units;
}

std::int64_t allocated(const Order& order) {
    return order.lines.at(0).quantities.in(UnitState::allocated);
}

}  // namespace

SCENARIO("supply to come is counted as incoming until it is there") {
    Shop shop;
    const auto id = shop.plan_receipt("TEE", "W1", 10, noon + 24h);
    REQUIRE(id);
    CHECK(shop.level("TEE", "W1").incoming == 10);
    CHECK(shop.level("TEE", "W1").on_hand == 1);
    WHEN("it comes in parts") {
        REQUIRE(shop.receive_receipt(*id, 4));
        CHECK(shop.level("TEE", "W1").incoming == 6);
        CHECK(shop.level("TEE", "W1").on_hand == 5);
        CHECK(shop.receipt(*id).state == ReceiptState::open);
        THEN("more than expected ends it") {
            REQUIRE(shop.receive_receipt(*id, 7));
            CHECK(shop.level("TEE", "W1").incoming == 0);
            CHECK(shop.level("TEE", "W1").on_hand == 12);
            CHECK(shop.receipt(*id).state == ReceiptState::received);
            CHECK(shop.receipt(*id).received == 11);
            CHECK(shop.receive_receipt(*id, 1).error().reason == Reason::illegal_transition);
        }
        THEN("nothing more may come") {
            REQUIRE(shop.receive_receipt(*id, 0, true));
            CHECK(shop.level("TEE", "W1").incoming == 0);
            CHECK(shop.receipt(*id).state == ReceiptState::closed);
        }
        THEN("fewer may be expected, but not fewer than have come") {
            CHECK(shop.update_receipt({ReceiptId::trusted(*id), 0, 3, {}}).error().reason ==
                  Reason::illegal_transition);
            REQUIRE(shop.update_receipt({ReceiptId::trusted(*id), 0, 5, {}}));
            CHECK(shop.level("TEE", "W1").incoming == 1);
            REQUIRE(shop.update_receipt({ReceiptId::trusted(*id), 0, 4, {}}));
            CHECK(shop.receipt(*id).state == ReceiptState::received);
        }
        CHECK(shop.event_types({AggregateType::receipt, *id}).front() == "receipt.planned");
    }
    WHEN("somebody changed it in the meantime") {
        REQUIRE(shop.update_receipt({ReceiptId::trusted(*id), 1, 11, {}}));
        CHECK(shop.update_receipt({ReceiptId::trusted(*id), 1, 12, {}}).error().reason ==
              Reason::version_mismatch);
    }
    WHEN("the store is opened again") {
        const Receipt before = shop.receipt(*id);
        shop.reopen();
        CHECK(shop.receipt(*id) == before);
    }
    CHECK(words(shop.verify()) == "");
}

SCENARIO("a receipt is planned only where there is something to plan") {
    Shop shop;
    CHECK(shop.plan_receipt("NONE", "W1", 1, noon + 1h).error().reason == Reason::item_not_found);
    CHECK(shop.plan_receipt("TEE", "W9", 1, noon + 1h).error().reason ==
          Reason::location_not_found);
    CHECK(shop.receive_receipt("rcp_none", 1).error().reason == Reason::receipt_not_found);
    auto header = shop.header("plan_receipt");
    header.actor.locations = ScopeSet<LocationId>::of({*LocationId::parse("W2")});
    const auto outside = shop.run(std::make_unique<inventory::PlanReceipt>(
        header,
        inventory::ReceiptPlan{
            {*Sku::parse("TEE"), *LocationId::parse("W1")},
            1, noon + 1h
    },
        [](const Receipt& r) { return r.receipt_id.str(); }));
    CHECK(outside.error().reason == Reason::location_not_found);
    CHECK(shop.level("TEE", "W1").incoming == 0);
}

SCENARIO("backordered units name the receipt that is to bring them, as far as it goes") {
    Shop shop;
    const auto late = shop.plan_receipt("TEE", "W1", 100, noon + 240h);
    const auto early = shop.plan_receipt("TEE", "W2", 3, noon + 48h);
    REQUIRE(late);
    REQUIRE(early);
    const Order first = shop.backorder("W-1", 5);
    REQUIRE(first.waiting.size() == 2);
    CHECK(first.waiting[0] == Waiting{1, 3, ReceiptId::trusted(*early), noon + 48h, noon + 48h});
    CHECK(first.waiting[1] == Waiting{1, 2, ReceiptId::trusted(*late), noon + 240h, noon + 240h});
    CHECK(shop.receipt(*early).promised == 3);
    CHECK(shop.receipt(*late).promised == 2);
    THEN("the 101st of a hundred waits without a receipt and without a date") {
        const Order most = shop.backorder("W-2", 99);
        CHECK(waiting_for(most, *late) == 98);
        CHECK(most.lines[0].quantities.in(UnitState::backordered) == 99);
        CHECK(shop.backorder("W-3", 1).waiting.empty());
    }
    THEN("a canceled order gives back what it was promised") {
        REQUIRE(shop.cancel(first.order_id, {
                                                {1, 3}
        }));
        CHECK(shop.again(first).waiting.size() == 1);
        CHECK(shop.receipt(*late).promised == 0);
        CHECK(shop.receipt(*early).promised == 2);
        REQUIRE(shop.cancel(first.order_id));
        CHECK(shop.again(first).waiting.empty());
        CHECK(shop.receipt(*early).promised == 0);
    }
    THEN("what is overdue promises nothing") {
        shop.clock.advance(300h);
        CHECK(shop.backorder("W-4", 1).waiting.empty());
    }
    THEN("an order that is only tried out promises nothing") {
        auto header = shop.header("place");
        header.validate_only = true;
        REQUIRE(shop.place(header, OrderRequestBuilder{}
                                       .external("W-5")
                                       .line("TEE", 5)
                                       .on_shortage(OnShortage::backorder)
                                       .build()));
        CHECK(shop.receipt(*late).promised == 2);
    }
    CHECK(words(shop.verify()) == "");
}

SCENARIO("a limit of the item holds whatever supply is to come") {
    StoreFixture shop;
    shop.create(channel("web"));
    Item coat = item("COAT");
    coat.backorder_limit = 100;
    shop.create(coat);
    shop.receive("COAT", "W1", 0 + 1);
    REQUIRE(shop.place(OrderRequestBuilder{}.external("W-0").line("COAT", 1).build()));
    REQUIRE(shop.plan_receipt("COAT", "W1", 100, noon + 24h));
    const auto preorder = [&](const char* external, std::int64_t units) {
        return shop.place(OrderRequestBuilder{}
                              .external(external)
                              .line("COAT", units)
                              .on_shortage(OnShortage::backorder)
                              .build());
    };
    REQUIRE(preorder("W-1", 100));
    const auto refused = preorder("W-2", 1);
    REQUIRE(!refused);
    CHECK(refused.error().reason == Reason::insufficient_stock);
    CHECK(words(shop.verify()) == "");
}

SCENARIO("when supply changes, every order that was promised of it is promised anew") {
    Shop shop;
    const auto id = shop.plan_receipt("TEE", "W1", 10, noon + 48h);
    REQUIRE(id);
    std::vector<Order> orders;
    for (int i = 0; i < 5; ++i) {
        orders.push_back(shop.backorder(fmt::format("W-{}", i), 2));
        shop.clock.advance(1s);
    }
    shop.settle();
    GIVEN("it is to come later") {
        REQUIRE(shop.update_receipt({ReceiptId::trusted(*id), 0, {}, noon + 96h}));
        shop.settle();
        for (const Order& order : orders) {
            const Order now = shop.again(order);
            REQUIRE(now.waiting.size() == 1);
            CHECK(now.waiting[0].promised_by == noon + 96h);
            CHECK(shop.event_types({AggregateType::order, order.order_id.str()}) ==
                  std::vector<std::string>{"order.placed", "order.repromised"});
        }
    }
    GIVEN("less is to come") {
        REQUIRE(shop.update_receipt({ReceiptId::trusted(*id), 0, 5, {}}));
        shop.settle();
        THEN("the last to claim lose their claim") {
            CHECK(shop.receipt(*id).promised == 5);
            CHECK(waiting_for(shop.again(orders[0]), *id) == 2);
            CHECK(waiting_for(shop.again(orders[1]), *id) == 2);
            CHECK(waiting_for(shop.again(orders[2]), *id) == 1);
            CHECK(waiting_for(shop.again(orders[3]), *id) == 0);
            CHECK(waiting_for(shop.again(orders[4]), *id) == 0);
        }
        WHEN("more supply is planned") {
            const auto more = shop.plan_receipt("TEE", "W2", 3, noon + 200h);
            shop.settle();
            THEN("the oldest of those without a date get it") {
                CHECK(waiting_for(shop.again(orders[2]), *more) == 1);
                CHECK(waiting_for(shop.again(orders[3]), *more) == 2);
                CHECK(waiting_for(shop.again(orders[4]), *more) == 0);
            }
        }
        WHEN("one of those with a date is canceled") {
            REQUIRE(shop.cancel(orders[0].order_id));
            shop.settle();
            CHECK(waiting_for(shop.again(orders[2]), *id) == 2);
            CHECK(waiting_for(shop.again(orders[3]), *id) == 1);
        }
    }
    GIVEN("it ended short by four") {
        REQUIRE(shop.receive_receipt(*id, 6, true));
        shop.settle();
        CHECK(shop.receipt(*id).promised == 0);
        CHECK(allocated(shop.again(orders[2])) == 2);
        CHECK(shop.again(orders[3]).waiting.empty());
        CHECK(shop.again(orders[3]).lines[0].quantities.in(UnitState::backordered) == 2);
    }
    GIVEN("it comes in parts") {
        REQUIRE(shop.receive_receipt(*id, 3));
        shop.settle();
        CHECK(shop.receipt(*id).promised == 7);
        CHECK(allocated(shop.again(orders[0])) == 2);
        CHECK(allocated(shop.again(orders[1])) == 1);
        CHECK(waiting_for(shop.again(orders[1]), *id) == 1);
        REQUIRE(shop.receive_receipt(*id, 7));
        shop.settle();
        for (const Order& order : orders)
            CHECK(allocated(shop.again(order)) == 2);
        CHECK(shop.receipt(*id).promised == 0);
    }
    CHECK(words(shop.verify()) == "");
    shop.settle();
    CHECK(shop.run_due_timers() == 0);
}

SCENARIO("more orders than one command takes are promised anew in rounds") {
    Shop shop;
    const auto id = shop.plan_receipt("TEE", "W1", 2000, noon + 48h);
    std::vector<std::future<Result<std::string>>> answers;
    for (int i = 0; i < 1100; ++i) {
        answers.push_back(
            shop.submit(std::make_unique<orders::PlaceOrder>(shop.header("place"),
                                                             OrderRequestBuilder{}
                                                                 .external(fmt::format("W-{}", i))
                                                                 .line("TEE", 1)
                                                                 .on_shortage(OnShortage::backorder)
                                                                 .build(),
                                                             shop.sourcing, encode_order)));
    }
    std::vector<OrderId> ids;
    for (auto& answer : answers)
        ids.push_back(shop.order(answer.get().value()).order_id);
    REQUIRE(shop.update_receipt({ReceiptId::trusted(*id), 0, 600, noon + 96h}));
    shop.settle();
    std::int64_t claimed = 0;
    for (const OrderId& order_id : ids) {
        const Order order = shop.order(order_id.str());
        claimed += waiting_for(order, *id);
        for (const Waiting& claim : order.waiting)
            CHECK(claim.promised_by == noon + 96h);
    }
    CHECK(claimed == 600);
    CHECK(shop.receipt(*id).promised == 600);
    CHECK(words(shop.verify()) == "");
}

SCENARIO("receipts are listed by when they are expected, to those who see their location") {
    Shop shop;
    const auto second = shop.plan_receipt("TEE", "W1", 1, noon + 48h);
    const auto first = shop.plan_receipt("TEE", "W2", 1, noon + 24h);
    const auto third = shop.plan_receipt("TEE", "W1", 1, noon + 72h);
    REQUIRE(shop.receive_receipt(*second, 1));
    const auto list = [&](const ReceiptQuery& query, const Actor& actor) {
        const auto receipts = shop.read<Result<std::vector<Receipt>>>(
            [&](ReadSession& session) { return session.receipts(query, actor); });
        std::vector<std::string> ids;
        for (const Receipt& receipt : receipts.value())
            ids.push_back(receipt.receipt_id.str());
        return ids;
    };
    using Ids = std::vector<std::string>;
    ReceiptQuery query;
    CHECK(list(query, admin()) == Ids{*first, *second, *third});
    query.limit = 2;
    CHECK(list(query, admin()) == Ids{*first, *second});
    query.after = {noon + 48h, ReceiptId::trusted(*second)};
    CHECK(list(query, admin()) == Ids{*third});
    query = {};
    query.open_only = true;
    query.location_id = *LocationId::parse("W1");
    CHECK(list(query, admin()) == Ids{*third});
    query = {};
    query.sku = *Sku::parse("TEE");
    Actor keeper = admin();
    keeper.locations = ScopeSet<LocationId>::of({*LocationId::parse("W2")});
    CHECK(list(query, keeper) == Ids{*first});
    const auto hidden = shop.read<Result<Receipt>>(
        [&](ReadSession& session) { return session.receipt(ReceiptId::trusted(*third), keeper); });
    CHECK(hidden.error().reason == Reason::receipt_not_found);
}

SCENARIO("the routing engine promises when supply would be with the customer") {
    RoutingShop shop;
    shop.stock("W1", "TEE", 1);
    const Timestamp due = paris("2026-03-10 08:00");
    const auto id = shop.plan_receipt("TEE", "W1", 50, due);
    REQUIRE(id);
    orders::OrderRequest request = to_france(OrderRequestBuilder{}.line("TEE", 2), "75001");
    request.draft.on_shortage = OnShortage::backorder;
    const auto answer = shop.route(request);
    REQUIRE(answer);
    const Order placed = shop.order(*answer);
    REQUIRE(placed.waiting.size() == 1);
    CHECK(placed.waiting[0].expected_time == due);
    CHECK(placed.waiting[0].promised_by > due);
    CHECK(paris_date(placed.waiting[0].promised_by) == "2026-03-12");
    WHEN("it is there") {
        shop.clock.set(due);
        REQUIRE(shop.receive_receipt(*id, 50));
        shop.settle();
        THEN("the order is routed as any other, and says why") {
            const Order sent = shop.order(*answer);
            CHECK(sent.waiting.empty());
            CHECK(sent.lines[0].quantities.in(UnitState::allocated) == 2);
            REQUIRE(!sent.parcels.empty());
            CHECK(sent.parcels.back().promised_by == placed.waiting[0].promised_by);
            const auto decisions = shop.decisions(sent.order_id);
            REQUIRE(decisions.size() == 2);
            CHECK(decisions[1].cause == DecisionCause::released);
            CHECK(decisions[1].decision_no == 2);
        }
    }
    WHEN("no carrier takes it there from where it is to come") {
        orders::OrderRequest far =
            to_france(OrderRequestBuilder{}.external("W-2").line("TEE", 2), "97100");
        far.draft.on_shortage = OnShortage::backorder;
        const auto waits = shop.route(far);
        REQUIRE(waits);
        CHECK(shop.order(*waits).waiting.empty());
    }
    CHECK(words(shop.verify()) == "");
}

namespace {

struct Damage {
    const char* what;
    const char* invariant;
    const char* sql;
};
constexpr Damage damages[] = {
    {"incoming that nobody plans",                 "S1", "UPDATE stock SET incoming = incoming + 1"        },
    {"a lost plan",                                "S1", "DELETE FROM stock_ledger WHERE kind = 'expected'"},
    {"a receipt that expects more than it told",   "S1",
     "UPDATE receipts SET expected = expected + 1"                                                         },
    {"a receipt behind its events",                "E2",
     "UPDATE receipts SET expected_time_us = expected_time_us + 1"                                         },
    {"a receipt without its end",                  "E5", "UPDATE receipts SET event_hash = zeroblob(32)"   },
    {"a promise to nobody",                        "S4", "UPDATE receipts SET promised = promised + 1"     },
    {"a claim on nothing",                         "S4", "DELETE FROM receipts"                            },
    {"a claim on more than waits",                 "S4",
     "UPDATE orders SET handling = replace(handling, '\"units\":3', '\"units\":9')"                        },
    {"a claim given up behind the events",         "E2",
     "UPDATE orders SET handling = '{}'; UPDATE receipts SET promised = 0"                                 },
    {"a line that lost its place",                 "L1", "DELETE FROM waiting_lines"                       },
    {"a line in the queue that waits for nothing", "L1",
     "INSERT INTO waiting_lines SELECT sku, 1, 1, 1, 'ord_x', 1, 1 FROM waiting_lines LIMIT 1"             },
    {"a place that is not the line's",             "L1",
     "UPDATE waiting_lines SET promised_by_us = promised_by_us + 1"                                        },
};

}  // namespace

TEST_CASE("verify finds every kind of damage to supply and queues") {
    for (const Damage& damage : damages) {
        CAPTURE(std::string(damage.what));
        Shop shop;
        REQUIRE(shop.plan_receipt("TEE", "W1", 10, noon + 24h));
        static_cast<void>(shop.backorder("W-1", 3));
        shop.settle();
        shop.store.reset();
        REQUIRE(storage::verify_sqlite(shop.options.data_dir)->findings.empty());
        sqlite3* handle = nullptr;
        REQUIRE(sqlite3_open((shop.options.data_dir + "/oms.db").c_str(), &handle) == SQLITE_OK);
        CHECK(sqlite3_exec(handle, damage.sql, nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(handle);
        const auto report = storage::verify_sqlite(shop.options.data_dir);
        REQUIRE(report);
        const bool found = std::any_of(
            report->findings.begin(), report->findings.end(),
            [&](const Finding& finding) { return finding.invariant == damage.invariant; });
        CHECK_MESSAGE(found, std::string(damage.invariant));
    }
}
