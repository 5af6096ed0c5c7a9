// A copy of the stock view: what is sent of the view of a real store, and what becomes of it.
#include <algorithm>
#include <set>
#include <tuple>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "services/inventory/post_movements.hpp"
#include "services/routing/view_copy.hpp"
#include "services/routing/view_source.hpp"
#include "services/routing/view_wire.hpp"
#include "storage/shared_stock_view.hpp"
#include "tests/services/wire/fakes.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::routing;
using namespace oms::testing;

namespace {

using SteadyTime = ViewCopy::SteadyTime;

ViewMessage parsed(const std::string& bytes) {
    v1::WatchViewResponse message;
    REQUIRE(message.ParseFromString(bytes));
    auto read = view_message(message);
    REQUIRE(read);
    return *std::move(read);
}

// Everything a copy has to have of a view, in one order.
ViewDelta contents(const StockView& view) {
    ViewDelta all = network_rows(view);
    const std::vector<Sku> skus = view.skus();
    const ViewDelta rows = sku_rows(view, skus);
    all.items = rows.items;
    all.cells = rows.cells;
    all.inbound = rows.inbound;
    const auto sort = [](auto& list, auto key) {
        std::sort(list.begin(), list.end(),
                  [&](const auto& a, const auto& b) { return key(a) < key(b); });
    };
    for (Location& location : all.locations) {
        location.head = {};  // not of the view
        location.create_time = location.update_time = {};
    }
    sort(all.locations, [](const Location& l) { return l.location_id; });
    std::sort(all.channels.begin(), all.channels.end());
    sort(all.items, [](const auto& row) { return row.sku; });
    sort(all.cells, [](const auto& row) { return row.key; });
    sort(all.work, [](const auto& row) { return row.key; });
    sort(all.inbound, [](const auto& row) { return row.sku; });
    return all;
}

bool same(const StockView& a, const StockView& b) {
    const ViewDelta x = contents(a);
    const ViewDelta y = contents(b);
    const bool rules = (x.rules == nullptr) == (y.rules == nullptr) &&
                       (x.rules == nullptr || *x.rules == *y.rules);
    return rules && x.locations == y.locations && x.channels == y.channels && x.items == y.items && x.cells == y.cells &&
           x.work == y.work && x.inbound == y.inbound;
}

// A subscriber without a connection.
class Subscriber {
public:
    explicit Subscriber(ViewFeed& feed, const ViewFeedLimits& limits = {})
        : source_(follow_view(feed, limits)) {
        copy.begin();
    }
    // One read; false when there was nothing new.
    Result<bool> read() {
        OMS_TRY(const events::WatchSource::Page page,
                source_->read(session_, actor_, position_, 100));
        position_ = page.scanned_to;
        more_ = page.more;
        for (const std::string& bytes : page.messages)
            copy.take(parsed(bytes), now);
        return !page.messages.empty();
    }
    bool has_more() const { return more_; }
    void read_whole() {
        do {
            REQUIRE(read());
        } while (more_);
    }
    void heartbeat() { copy.take(parsed(source_->heartbeat(position_)), now); }

    ViewCopy copy;
    SteadyTime now{};

private:
    std::unique_ptr<events::WatchSource> source_;
    tests::FakeSession session_;
    const Actor actor_ = system_actor("test");
    std::int64_t position_ = before_view;
    bool more_ = true;
};

bool is_copy(const ViewCopy& copy, const ViewFeed& feed) {
    bool equal = false;
    feed.read_at([&](const StockView& view, const ViewFeed::At& at) {
        copy.read_at([&](const StockView& other, const ViewCopy::State& state) {
            equal =
                state.position == at.position && state.commit_time == at.time && same(view, other);
        });
    });
    return equal;
}

ViewCommit cells_at(std::int64_t position, std::vector<ViewDelta::CellRow> cells) {
    auto delta = std::make_shared<ViewDelta>();
    delta->cells = std::move(cells);
    return {position, noon, std::move(delta)};
}

ViewDelta::CellRow cell(const std::string& sku, std::int64_t on_hand) {
    return {
        {Sku::trusted(sku), LocationId::trusted("W1")},
        on_hand, 0
    };
}

// A view with `skus` SKUs at W1.
void fill(storage::SharedStockView& view, int skus) {
    view.change([&](StockView& inner) {
        inner.put_place(warehouse("W1"));
        for (int i = 0; i < skus; ++i)
            apply(inner, *cells_at(0, {cell(fmt::format("SKU-{}", i), 1)}).delta);
    });
}

}  // namespace

TEST_CASE("any history: the copy is the view, row by row, at every position it has told") {
    CHECK(rc::check([] {
        StoreFixture shop;
        shop.create(channel("web"));
        const std::vector<std::string> skus{"TEE", "JEAN", "SOCK"};
        const std::vector<std::string> places{"W1", "S1", "S2"};
        ViewFeedLimits limits;
        limits.rows_at_once = *rc::gen::inRange<std::size_t>(1, 4);
        std::optional<Subscriber> follower;
        const int steps = *rc::gen::inRange(5, 40);
        int orders = 0;
        int carts = 0;
        std::vector<OrderId> placed;
        for (int i = 0; i < steps; ++i) {
            const std::string sku = *rc::gen::elementOf(skus);
            switch (*rc::gen::inRange(0, 8)) {
                case 0:
                case 1:
                    shop.receive(sku, *rc::gen::elementOf(places), 5);
                    break;
                case 2:
                case 3: {
                    OrderRequestBuilder builder;
                    builder.external(fmt::format("W-{}", ++orders)).line(sku, 1, 1999);
                    if (const auto answer = shop.place(builder.build()))
                        placed.push_back(shop.order(*answer).order_id);
                    break;
                }
                case 4:
                    if (!placed.empty())
                        static_cast<void>(shop.cancel(*rc::gen::elementOf(placed)));
                    break;
                case 5:
                    static_cast<void>(shop.hold(fmt::format("C-{}", ++carts), sku, 1));
                    break;
                case 6:
                    follower.emplace(shop.store->view_feed(), limits);
                    break;
                default:
                    if (follower) RC_ASSERT(follower->read().has_value());
            }
        }
        if (!follower) follower.emplace(shop.store->view_feed(), limits);
        bool whole = false;
        while (!whole) {
            const auto read = follower->read();
            RC_ASSERT(read.has_value());
            whole =
                follower->copy.is_complete() && is_copy(follower->copy, shop.store->view_feed());
            RC_ASSERT(whole || *read || follower->has_more());
        }
    }));
}

TEST_CASE("what is committed while the whole is read is neither lost nor put under older rows") {
    storage::SharedStockView view;
    fill(view, 10);
    view.start_at({5, noon});
    Subscriber follower(view, {.rows_at_once = 4, .most_rows = 100, .most_commits = 10});
    REQUIRE(follower.read());  // the network
    REQUIRE(follower.read());  // some SKUs
    std::vector<ViewDelta::CellRow> rows{cell("NEW", 7)};
    for (int i = 0; i < 10; ++i)
        rows.push_back(cell(fmt::format("SKU-{}", i), 100 + i));
    view.commit(cells_at(9, rows));
    CHECK_FALSE(follower.copy.is_complete());
    follower.read_whole();
    CHECK(follower.copy.state()->position == 9);
    CHECK(is_copy(follower.copy, view));
}

TEST_CASE("a subscriber for whom too much waits is ended as too slow") {
    for (const bool reads_on : {false, true}) {
        CAPTURE(reads_on);
        storage::SharedStockView view;
        fill(view, 10);
        Subscriber follower(view, {.rows_at_once = 100, .most_rows = 5, .most_commits = 3});
        if (reads_on) {
            follower.read_whole();
        } else {
            REQUIRE(follower.read());
        }
        for (int i = 1; i <= 4; ++i)
            view.commit(cells_at(i, {cell("SKU-1", i)}));
        const auto read = follower.read();
        REQUIRE_FALSE(read);
        CHECK(read.error().reason == Reason::slow_subscriber);
    }
}

TEST_CASE("a copy knows when it was last as new as the view, and keeps it over a lost stream") {
    using std::chrono::seconds;
    storage::SharedStockView view;
    fill(view, 1);
    Subscriber follower(view);
    follower.now += seconds{1};
    follower.read_whole();
    CHECK(follower.copy.state()->at_head == SteadyTime{} + seconds{1});

    view.commit(cells_at(3, {cell("SKU-0", 8)}));
    follower.now += seconds{1};
    follower.heartbeat();  // tells of a commit that it does not have
    CHECK(follower.copy.state()->head_position == 3);
    CHECK(follower.copy.state()->at_head == SteadyTime{} + seconds{1});
    follower.now += seconds{1};
    REQUIRE(follower.read());
    CHECK(follower.copy.state()->at_head == SteadyTime{} + seconds{3});
    follower.now += seconds{1};
    follower.heartbeat();
    CHECK(follower.copy.state()->at_head == SteadyTime{} + seconds{4});

    // Another stream: the old copy answers until the new one is whole.
    follower.copy.begin();
    std::int64_t on_hand = 0;
    const auto look = [&](const StockView& seen) {
        on_hand = seen.cells(Sku::trusted("SKU-0")).front().on_hand;
    };
    follower.copy.read(look);
    CHECK(on_hand == 8);
    ViewDelta part;
    part.locations.push_back(warehouse("W1"));
    part.cells.push_back(cell("SKU-0", 9));
    CHECK_FALSE(follower.copy.take({part, std::nullopt}, follower.now));
    follower.copy.read(look);
    CHECK(on_hand == 8);
    CHECK(follower.copy.take(
        {
            { },
            ViewPosition{ 4, noon, 4}
    },
        follower.now));
    follower.copy.read(look);
    CHECK(on_hand == 9);
}

TEST_CASE("a commit of many rows comes in parts and is put at once") {
    storage::SharedStockView view;
    fill(view, 0);
    Subscriber follower(view);
    follower.read_whole();
    std::vector<ViewDelta::CellRow> rows;
    for (int i = 0; i < 30'000; ++i)
        rows.push_back(cell(fmt::format("A-RATHER-LONG-NAME-OF-AN-ITEM-{}", i), i));
    const ViewDelta delta = *cells_at(1, rows).delta;
    const auto messages = view_messages(delta, ViewPosition{1, noon, 1}).value();
    REQUIRE(messages.size() > 1);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        CHECK(messages[i].size() < 1024 * 1024);
        const bool last = i + 1 == messages.size();
        CHECK(follower.copy.take(parsed(messages[i]), follower.now) == last);
        std::size_t known = 0;
        follower.copy.read([&](const StockView& seen) { known = seen.row_count(); });
        CHECK(known == (last ? rows.size() : 0));
    }
}

TEST_CASE("messages that are none of ours are refused") {
    v1::WatchViewResponse message;
    message.mutable_rows()->add_stock()->set_location_id("W1");
    message.mutable_rows()->add_work()->set_location_id("W1");
    const auto read = view_message(message);
    REQUIRE_FALSE(read);
    CHECK(read.error().fields.size() == 2);
    CHECK(read.error().fields[0].field == "rows.stock[0].sku");
    CHECK(read.error().fields[1].field == "rows.work[0].kind");
}
