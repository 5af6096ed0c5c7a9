// Holds, notes and tags on a real store: state, log, timers and personal rows together.
#include <doctest/doctest.h>

#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

using namespace std::chrono_literals;

struct Shop : StoreFixture {
    explicit Shop(std::int64_t grace_window_s = 0) {
        Channel web = channel("web");
        web.grace_window_s = grace_window_s;
        create(web);
        receive("TEE", "W1", 10);
    }
    OrderId placed(const char* external = "W-1") {
        const auto answer = place(OrderRequestBuilder{}.external(external).line("TEE", 2).build());
        return order(answer.value()).order_id;
    }
    Order get(const OrderId& id) { return order(id.str()); }
    std::size_t timers() {
        return read<std::size_t>([&](ReadSession& session) {
            return session.due_timers(clock.now() + 48h, 100).value().size();
        });
    }
    std::vector<std::string> event_types(const OrderId& id) {
        EventQuery query;
        query.aggregate = AggregateRef{AggregateType::order, id.str()};
        const auto page = read<Result<EventPage>>(
            [&](ReadSession& session) { return session.events(query, admin()); });
        std::vector<std::string> types;
        for (const LoggedEvent& event : page.value().events)
            types.push_back(event.type);
        return types;
    }
    std::vector<std::string> texts(const OrderId& id, PersonalKind kind) {
        const auto details = read<Result<OrderDetails>>(
            [&](ReadSession& session) { return session.order(id, admin()); });
        std::vector<std::string> list;
        for (const PersonalRecord& record : details.value().personal) {
            if (record.kind == kind) list.push_back(record.text);
        }
        return list;
    }
};

orders::HoldRequest hold_of(const OrderId& id, std::optional<Timestamp> expire_time = {}) {
    orders::HoldRequest request;
    request.order_id = id;
    request.type = HoldType::fraud_review;
    request.expire_time = expire_time;
    return request;
}

using Types = std::vector<std::string>;

}  // namespace

SCENARIO("an order is held for a while") {
    Shop shop;
    const OrderId id = shop.placed();
    orders::HoldRequest request = hold_of(id, noon + 30min);
    request.line_nos = {1};
    request.reason = "the address looks odd";
    const auto hold_id = shop.hold_order(request);
    REQUIRE(hold_id);
    const Order held = shop.get(id);
    REQUIRE(held.holds.size() == 1);
    CHECK(held.holds[0].owner == admin().principal);
    CHECK(is_held(held, 1));
    CHECK(held.reservations[0].open == 2);
    CHECK(shop.texts(id, PersonalKind::hold_reason) == Types{"the address looks odd"});
    CHECK(shop.timers() == 1);
    WHEN("its time comes, twice, with a restart in between") {
        shop.clock.set(noon + 30min - 1us);
        CHECK(shop.run_due_timers() == 0);
        shop.reopen();
        CHECK(shop.get(id) == held);
        shop.clock.set(noon + 30min);
        CHECK(shop.run_due_timers() == 1);
        CHECK(shop.run_due_timers() == 0);
        const Order after = shop.get(id);
        CHECK(after.holds[0].state == HoldState::expired);
        CHECK(after.holds[0].end_time == noon + 30min);
        CHECK_FALSE(is_held(after, 1));
        CHECK(after.reservations == held.reservations);
        CHECK(shop.event_types(id) == Types{"order.placed", "order.held", "order.hold_released"});
        shop.reopen();
        CHECK(shop.run_due_timers() == 0);
        CHECK(shop.release_hold(id, HoldId::trusted(*hold_id)).error().reason ==
              Reason::illegal_transition);
    }
    WHEN("it is released before") {
        REQUIRE(shop.release_hold(id, HoldId::trusted(*hold_id), "rang the customer"));
        CHECK(shop.timers() == 0);
        shop.clock.set(noon + 1h);
        CHECK(shop.run_due_timers() == 0);
        CHECK(shop.get(id).holds[0].state == HoldState::released);
        CHECK(shop.texts(id, PersonalKind::hold_reason) ==
              Types{"the address looks odd", "rang the customer"});
    }
    WHEN("its timer comes before its time") {
        const Timer timer{noon + 30min, TimerKind::order_hold_expiry, id.str() + "/" + *hold_id};
        REQUIRE(shop.run(std::make_unique<orders::ExpireOrderHold>(
            shop.header(), id, HoldId::trusted(*hold_id), timer)));
        CHECK(shop.timers() == 1);
        CHECK(is_held(shop.get(id), 1));
    }
    WHEN("everything is canceled") {
        REQUIRE(shop.hold_order(hold_of(id)));
        REQUIRE(shop.cancel(id));
        const Order after = shop.get(id);
        CHECK(active_holds(after).empty());
        CHECK(after.holds[1].state == HoldState::released);
        CHECK(shop.timers() == 0);
        CHECK(shop.hold_order(hold_of(id)).error().reason == Reason::illegal_transition);
    }
    WHEN("one unit of two is canceled") {
        REQUIRE(shop.cancel(id, {
                                    {1, 1}
        }));
        CHECK(is_held(shop.get(id), 1));
        CHECK(shop.timers() == 1);
    }
    CHECK(shop.verify().empty());
}

TEST_CASE("what cannot be held or released is refused and leaves no trace") {
    Shop shop;
    const OrderId id = shop.placed();
    const auto before = shop.store->status().last_position;
    const auto reason_of = [&](orders::HoldRequest request) {
        return shop.hold_order(std::move(request)).error().reason;
    };
    CHECK(reason_of(hold_of(OrderId::trusted("ord_x"))) == Reason::order_not_found);
    CHECK(reason_of(hold_of(id, noon)) == Reason::malformed_request);
    orders::HoldRequest old = hold_of(id);
    old.version = 7;
    CHECK(reason_of(old) == Reason::version_mismatch);
    orders::HoldRequest elsewhere = hold_of(id);
    elsewhere.line_nos = {2};
    elsewhere.reason = "no such line";
    CHECK(reason_of(elsewhere) == Reason::illegal_transition);
    CHECK(shop.release_hold(id, HoldId::trusted("hld_x")).error().reason == Reason::hold_not_found);
    CHECK(shop.release_hold(OrderId::trusted("ord_x"), HoldId::trusted("hld_x")).error().reason ==
          Reason::order_not_found);
    CHECK(shop.store->status().last_position == before);
    CHECK(shop.texts(id, PersonalKind::hold_reason).empty());
    Command::Header stranger = shop.header();
    stranger.actor.channels = ScopeSet<ChannelId>::of({ChannelId::trusted("app")});
    CHECK(shop
              .run(std::make_unique<orders::HoldOrder>(
                  stranger, hold_of(id), [](const Order&, const HoldId&) { return std::string(); }))
              .error()
              .reason == Reason::order_not_found);
}

TEST_CASE("notes and tags are kept, also with an order that has ended") {
    Shop shop;
    const OrderId id = shop.placed();
    REQUIRE(shop.cancel(id));
    REQUIRE(shop.note(id, "asked for the receipt"));
    REQUIRE(shop.tag(id, {"vip", "call-back"}));
    const auto position = shop.store->status().last_position;
    REQUIRE(shop.tag(id, {"vip"}, {"not-there"}));
    CHECK(shop.store->status().last_position == position);
    REQUIRE(shop.tag(id, {"later"}, {"vip"}));
    shop.reopen();
    const Order order = shop.get(id);
    CHECK(order.tags == Types{"call-back", "later"});
    CHECK(shop.texts(id, PersonalKind::note) == Types{"asked for the receipt"});
    CHECK(shop.event_types(id) == Types{"order.placed", "order.units_canceled", "order.payment_due",
                                        "order.noted", "order.tags_changed", "order.tags_changed"});
    CHECK(shop.verify().empty());
}

TEST_CASE("an order takes no more notes than it can be loaded with") {
    Shop shop;
    const OrderId id = shop.placed();
    std::vector<std::future<Result<std::string>>> answers;
    const std::size_t free = orders::most_personal_rows - shop.get(id).personal_ids.size();
    for (std::size_t i = 0; i < free; ++i) {
        answers.push_back(shop.submit(std::make_unique<orders::AddNote>(
            shop.header(), orders::NoteRequest{id, 0, "x"}, encode_order)));
    }
    for (auto& answer : answers)
        REQUIRE(answer.get());
    CHECK(shop.note(id, "one too many").error().reason == Reason::illegal_transition);
    CHECK(shop.cancel(id));
}

TEST_CASE("a channel with a grace window holds each order for that long") {
    Shop shop(900);
    const OrderId id = shop.placed();
    const Order order = shop.get(id);
    REQUIRE(order.holds.size() == 1);
    CHECK(order.holds[0].type == HoldType::grace);
    CHECK(order.holds[0].expire_time == noon + 15min);
    CHECK(order.head.sequence == 2);
    CHECK(shop.event_types(id) == Types{"order.placed", "order.held"});
    shop.clock.set(noon + 15min);
    CHECK(shop.run_due_timers() == 1);
    CHECK_FALSE(is_held(shop.get(id), 1));
    CHECK(shop.verify().empty());
}
