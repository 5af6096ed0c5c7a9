#include "services/orders/follow_order.hpp"

#include <doctest/doctest.h>
#include <oms/orders/v1/order_service.pb.h>

#include "services/orders/orders_wire.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;
namespace v1 = oms::orders::v1;

namespace {

struct Watcher {
    StoreFixture& shop;
    std::unique_ptr<events::WatchSource> source;
    Actor actor = admin();
    std::int64_t position = 0;
    bool more = false;

    // What one read brings.
    Result<std::vector<v1::WatchOrderResponse>> read() {
        using Answer = Result<events::WatchSource::Page>;
        Answer page = shop.read<Answer>(
            [&](ReadSession& session) { return source->read(session, actor, position, 100); });
        if (!page) return fail(page.error());
        position = page->scanned_to;
        more = page->more;
        std::vector<v1::WatchOrderResponse> messages;
        for (const std::string& bytes : page->messages)
            REQUIRE(messages.emplace_back().ParseFromString(bytes));
        return messages;
    }
};

struct Shop : StoreFixture {
    Shop() {
        create(channel("web"));
        receive("TEE", "W1", 50);
    }
    // They cost nothing: a cancel then is one change, with no payment due.
    OrderId place_tees(std::int64_t units, const char* external = "W-1") {
        const auto placed =
            place(OrderRequestBuilder{}.external(external).line("TEE", units, 0).build());
        REQUIRE(placed);
        return OrderId::trusted(placed->substr(0, placed->find(' ')));
    }
    Watcher watch(const OrderId& id) { return {*this, orders::follow_order(id)}; }
};

}  // namespace

TEST_CASE("a watcher of an order gets its state, then each change with the state after it") {
    Shop shop;
    const OrderId id = shop.place_tees(3);
    Watcher watcher = shop.watch(id);
    auto messages = watcher.read();
    REQUIRE(messages);
    REQUIRE(messages->size() == 1);
    CHECK_FALSE(messages->front().has_change());
    CHECK(messages->front().order().order_id() == id.str());
    CHECK(messages->front().order().lines(0).quantities().allocated() == 3);
    CHECK(watcher.read()->empty());

    shop.place_tees(1, "W-2");  // another's order
    CHECK(watcher.read()->empty());
    REQUIRE(shop.cancel(id, {
                                CancelLine{1, 1}
    }));
    REQUIRE(shop.cancel(id, {
                                CancelLine{1, 2}
    }));
    messages = watcher.read();
    REQUIRE(messages->size() == 2);
    const auto& first = messages->front();
    const auto& second = messages->back();
    CHECK(first.change().type() == "order.units_canceled");
    CHECK(first.change().event_id() != second.change().event_id());
    CHECK(first.change().time().seconds() > 0);
    CHECK(first.order().lines(0).quantities().canceled() == 1);
    CHECK(first.order().status() == v1::ORDER_STATUS_PLACED);
    CHECK(second.order().lines(0).quantities().canceled() == 3);
    CHECK(second.order().status() == v1::ORDER_STATUS_CANCELED);
    CHECK(first.order().etag() != second.order().etag());
    CHECK(first.cursor() != second.cursor());
    CHECK(watcher.read()->empty());
}

TEST_CASE("a watcher of an order goes on after any of its cursors, in pages") {
    Shop shop;
    const OrderId id = shop.place_tees(25);
    Watcher witness = shop.watch(id);
    std::vector<std::string> cursors{witness.read()->front().cursor()};
    for (int i = 0; i < 25; ++i)
        REQUIRE(shop.cancel(id, {
                                    CancelLine{1, 1}
        }));
    do {
        const auto messages = witness.read();
        REQUIRE(messages);
        REQUIRE(messages->size() <= 10);
        for (const auto& message : *messages)
            cursors.push_back(message.cursor());
    } while (witness.more);
    REQUIRE(cursors.size() == 26);
    for (std::size_t at = 0; at + 1 < cursors.size(); ++at) {
        v1::WatchOrderRequest request;
        request.set_order_id(id.str());
        request.set_cursor(cursors[at]);
        const auto watch = orders::order_watch(request);
        REQUIRE(watch);
        Watcher resumed = shop.watch(watch->order_id);
        resumed.position = watch->after_position;
        const auto messages = resumed.read();
        REQUIRE(!messages->empty());
        CHECK(messages->front().cursor() == cursors[at + 1]);
        CHECK(messages->front().has_change());
        CHECK(messages->front().order().lines(0).quantities().canceled() ==
              static_cast<std::int64_t>(at) + 1);
    }
}

TEST_CASE("an order that is not there and one of another's scope are watched alike: not at all") {
    Shop shop;
    const OrderId id = shop.place_tees(1);
    Actor stranger = admin();
    stranger.channels = ScopeSet<ChannelId>::of({ChannelId::trusted("app")});
    stranger.locations = ScopeSet<LocationId>::of({LocationId::trusted("S9")});
    for (const std::int64_t from : {std::int64_t{0}, std::int64_t{1'000}}) {
        Watcher foreign = shop.watch(id);
        foreign.actor = stranger;
        foreign.position = from;
        const auto refused = foreign.read();
        REQUIRE_FALSE(refused);
        CHECK(refused.error().reason == Reason::order_not_found);
        Watcher absent = shop.watch(OrderId::trusted("ord_none"));
        absent.position = from;
        const auto missing = absent.read();
        REQUIRE_FALSE(missing);
        CHECK(missing.error().reason == Reason::order_not_found);
    }
}

TEST_CASE("a watch of an order names the order and a cursor of ours") {
    v1::WatchOrderRequest request;
    request.set_cursor("later");
    const auto refused = orders::order_watch(request);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::malformed_request);
    CHECK(refused.error().fields.size() == 2);
}
