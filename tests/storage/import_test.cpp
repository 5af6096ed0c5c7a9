// Imports of the catalog and of stock snapshots, against a real store.
#include <map>
#include <memory>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "services/catalog/import_catalog.hpp"
#include "services/inventory/import_stock.hpp"
#include "services/inventory/post_movements.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// "created/updated/unchanged", then the problems.
std::string encode(const ImportOutcome& outcome) {
    std::string text = fmt::format("{}/{}/{}", outcome.created, outcome.updated, outcome.unchanged);
    for (const RowProblem& problem : outcome.problems)
        text += fmt::format(" {}.{}", problem.row, problem.field);
    return text;
}

template <class T>
std::vector<ImportRow<T>> rows_of(std::vector<T> values) {
    std::vector<ImportRow<T>> rows;
    for (T& value : values)
        rows.push_back({static_cast<int>(rows.size()), std::move(value)});
    return rows;
}

template <class T>
Result<std::string> import(StoreFixture& shop, Command::Header header, std::vector<T> values) {
    return shop.run(std::make_unique<catalog::ImportCatalog<T>>(
        std::move(header), rows_of(std::move(values)), std::vector<RowProblem>(), encode));
}

inventory::CountedStock counted(std::string_view sku, std::string_view location,
                                std::int64_t on_hand) {
    return {
        {*Sku::parse(sku), *LocationId::parse(location)},
        on_hand
    };
}

Result<std::string> snapshot(StoreFixture& shop, Timestamp as_of,
                             std::vector<inventory::CountedStock> values,
                             const std::string& source = "wms", bool validate_only = false) {
    Command::Header header = shop.header("snapshot");
    header.validate_only = validate_only;
    return shop.run(std::make_unique<inventory::ImportStock>(
        std::move(header), inventory::SnapshotOrigin{source, as_of, "i-1"},
        rows_of(std::move(values)), std::vector<RowProblem>(), encode));
}

void sell(StoreFixture& shop, std::string_view sku, std::string_view location, std::int64_t units) {
    LedgerEntry entry;
    entry.key = {*Sku::parse(sku), *LocationId::parse(location)};
    entry.kind = LedgerKind::sold;
    entry.on_hand_change = -units;
    REQUIRE(shop.run(std::make_unique<inventory::PostMovements>(
        shop.header("sell"), std::vector{entry},
        [](const std::vector<StockRow>&) { return std::string(); })));
}

std::int64_t events(StoreFixture& shop) {
    return shop.store->status().last_position;
}

std::vector<std::string> skus_listed(StoreFixture& shop, const Sku& after, std::int64_t limit) {
    const auto items = shop.read<Result<std::vector<Item>>>(
        [&](ReadSession& session) { return session.items(after, limit, admin()); });
    REQUIRE(items);
    std::vector<std::string> skus;
    for (const Item& one : *items)
        skus.push_back(one.sku.str());
    return skus;
}

}  // namespace

SCENARIO("an import adds what is new, changes what differs and leaves alone what is equal") {
    StoreFixture shop;
    Item tee = item("TEE");
    Item jean = item("JEAN");
    CHECK(import <Item>(shop, shop.header(), {tee, jean}).value() == "2/0/0");
    const std::int64_t before = events(shop);
    CHECK(import <Item>(shop, shop.header(), {tee, jean}).value() == "0/0/2");
    CHECK(events(shop) == before);

    shop.clock.advance(std::chrono::hours{1});
    tee.title = "A better title";
    CHECK(import <Item>(shop, shop.header(), {tee, jean}).value() == "0/1/1");
    const auto stored = shop.read<Result<Item>>(
        [&](ReadSession& session) { return session.item(tee.sku, admin()); });
    CHECK(stored->title == "A better title");
    CHECK(stored->create_time == noon);
    CHECK(stored->update_time == noon + std::chrono::hours{1});
    CHECK(stored->head.sequence == 2);
    const auto page = shop.read<Result<EventPage>>([](ReadSession& session) {
        EventQuery query;
        query.types = {"item.updated"};
        return session.events(query, admin());
    });
    REQUIRE(page->events.size() == 1);
    CHECK(page->events[0].data_json.find("A better title") != std::string::npos);
    CHECK(shop.verify().empty());
}

SCENARIO("an import of items says what their tags are, or says nothing of them") {
    StoreFixture shop;
    Item tagged = item("TEE");
    tagged.tags = {"new", "summer"};
    CHECK(import(shop, shop.header(), std::vector{tagged}).value() == "1/0/0");
    const auto now = [&] {
        return shop
            .read<Result<Item>>(
                [](ReadSession& session) { return session.item(*Sku::parse("TEE"), admin()); })
            .value();
    };
    CHECK(now().tags == tagged.tags);
    Item renamed = item("TEE");
    renamed.title = "Another title";
    WHEN("it says nothing") {
        const auto keeping = [&](const Item& row) {
            return shop
                .run(std::make_unique<catalog::ImportItems>(
                    shop.header(), rows_of(std::vector{row}), std::vector<RowProblem>(), encode,
                    catalog::KeptFields{true}))
                .value();
        };
        CHECK(keeping(renamed) == "0/1/0");
        CHECK(now().tags == tagged.tags);
        CHECK(keeping(renamed) == "0/0/1");
        CHECK(keeping(item("MUG")) == "1/0/0");
    }
    WHEN("it says that there are none") {
        CHECK(import(shop, shop.header(), std::vector{renamed}).value() == "0/1/0");
        CHECK(now().tags.empty());
    }
    CHECK(shop.verify().empty());
}

SCENARIO("a location may lose a capability, and what is planned next knows it") {
    StoreFixture shop;
    Location s1 = store_location("S1");
    Channel web = channel("web");
    CHECK(import <Location>(shop, shop.header(), {s1}).value() == "1/0/0");
    CHECK(import <Channel>(shop, shop.header(), {web}).value() == "1/0/0");
    shop.receive("TEE", "S1", 5);
    CHECK(shop.place(OrderRequestBuilder{}.pickup("TEE", 1, "S1").build()));
    s1.capabilities = {Capability::ship};
    web.brand = "Another brand";
    CHECK(import <Location>(shop, shop.header(), {s1}).value() == "0/1/0");
    CHECK(import <Channel>(shop, shop.header(), {web}).value() == "0/1/0");
    const auto refused =
        shop.place(OrderRequestBuilder{}.external("W-2").pickup("TEE", 1, "S1").build());
    CHECK(refused.error().reason == Reason::pickup_not_offered);
    CHECK(shop.verify().empty());
}

SCENARIO("one bad row refuses the whole request; a dry run lists every one and stores nothing") {
    StoreFixture shop;
    Command::Header narrow = shop.header();
    narrow.actor.locations = ScopeSet<LocationId>::of({*LocationId::parse("S1")});
    Command::Header dry = shop.header();
    dry.actor = narrow.actor;
    dry.validate_only = true;
    const std::vector<Location> rows{store_location("S1"), store_location("S2"),
                                     store_location("S3")};
    const auto refused = import <Location>(shop, std::move(narrow), rows);
    CHECK(refused.error().reason == Reason::malformed_request);
    REQUIRE(refused.error().fields.size() == 2);
    CHECK(refused.error().fields[0].field == "rows[1].location_id");
    CHECK(refused.error().fields[1].field == "rows[2].location_id");
    CHECK(import <Location>(shop, std::move(dry), rows).value() ==
          "0/0/0 1.location_id 2.location_id");
    CHECK(events(shop) == 0);
    CHECK(snapshot(shop, noon, {counted("TEE", "S1", 1)}, "wms", true).value() ==
          "0/0/0 0.sku 0.location_id");
}

SCENARIO("a snapshot sets what was counted and applies again what moved since") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 100);
    shop.receive("JEAN", "W1", 1);
    const Timestamp as_of = noon + std::chrono::hours{1};
    shop.clock.set(as_of + std::chrono::hours{1});
    sell(shop, "TEE", "W1", 7);
    shop.receive("TEE", "W1", 2);
    // 90 were on the shelf then; 7 went and 2 came.
    CHECK(snapshot(shop, as_of, {counted("TEE", "W1", 90), counted("JEAN", "W1", 1)}).value() ==
          "0/1/1");
    CHECK(shop.level("TEE", "W1").on_hand == 85);
    const std::int64_t before = events(shop);

    THEN("the same snapshot again, or an older one, changes nothing") {
        CHECK(snapshot(shop, as_of, {counted("TEE", "W1", 90)}).value() == "0/0/1");
        CHECK(snapshot(shop, as_of - Duration{1}, {counted("TEE", "W1", 5)}).value() == "0/0/1");
        // Also where nothing had to be changed: the time was taken note of.
        CHECK(snapshot(shop, as_of, {counted("JEAN", "W1", 50)}).value() == "0/0/1");
        CHECK(events(shop) == before);
        CHECK(shop.level("TEE", "W1").on_hand == 85);
    }
    THEN("a newer one of the same source, and one of another source, count") {
        CHECK(snapshot(shop, as_of + Duration{1}, {counted("TEE", "W1", 91)}).value() == "0/1/0");
        CHECK(shop.level("TEE", "W1").on_hand == 86);
        CHECK(snapshot(shop, as_of, {counted("TEE", "W1", 80)}, "erp").value() == "0/1/0");
        // What moved is applied again, what another snapshot corrected is not.
        CHECK(shop.level("TEE", "W1").on_hand == 80 - 7 + 2);
    }
    THEN("what was counted on the shelf since is newer and stays") {
        REQUIRE(shop.run(std::make_unique<inventory::RecordCount>(
            shop.header("count"), StockKey{*Sku::parse("TEE"), *LocationId::parse("W1")}, 50, "",
            [](const StockRow&, std::int64_t) { return std::string(); })));
        CHECK(snapshot(shop, as_of + Duration{1}, {counted("TEE", "W1", 91)}).value() == "0/0/1");
        CHECK(shop.level("TEE", "W1").on_hand == 50);
        shop.clock.advance(std::chrono::hours{1});
        CHECK(snapshot(shop, shop.clock.now(), {counted("TEE", "W1", 49)}).value() == "0/1/0");
        CHECK(shop.level("TEE", "W1").on_hand == 49);
    }
    THEN("chunks of one import see what moved between them") {
        shop.receive("COAT", "W1", 10);
        const Timestamp later = as_of + std::chrono::minutes{1};
        CHECK(snapshot(shop, later, {counted("TEE", "W1", 90)}).value() == "0/0/1");
        sell(shop, "COAT", "W1", 4);
        CHECK(snapshot(shop, later, {counted("COAT", "W1", 3)}).value() == "0/1/0");
        CHECK(shop.level("COAT", "W1").on_hand == 3 + 10 - 4);
    }
    CHECK(shop.verify().empty());
}

SCENARIO("a snapshot below what is reserved records a shortage, and one below what left is bad") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 10);
    REQUIRE(shop.place(OrderRequestBuilder{}.line("TEE", 8).build()));
    CHECK(snapshot(shop, noon, {counted("TEE", "W1", 5)}).value() == "0/1/0");
    CHECK(shop.level("TEE", "W1").short_quantity == 3);
    shop.create(item("JEAN"));
    CHECK(snapshot(shop, noon, {counted("JEAN", "W1", 4)}).value() == "1/0/0");
    CHECK(shop.level("JEAN", "W1").on_hand == 4);
    shop.clock.advance(std::chrono::hours{1});
    sell(shop, "JEAN", "W1", 3);
    const auto refused = snapshot(shop, noon + Duration{1}, {counted("JEAN", "W1", 2)});
    CHECK(refused.error().fields[0].field == "rows[0].on_hand");
    CHECK(shop.level("JEAN", "W1").on_hand == 1);
    CHECK(shop.verify().empty());
}

TEST_CASE("a snapshot is not of the future and not too old") {
    StoreFixture shop;
    shop.receive("TEE", "W1", 1);
    const auto at = [&](Duration away) {
        return snapshot(shop, noon + away, {counted("TEE", "W1", 1)});
    };
    CHECK(at(Duration{1}).error().fields[0].field == "as_of");
    CHECK(at(-inventory::oldest_snapshot - Duration{1}).error().fields[0].field == "as_of");
    CHECK(at(-inventory::oldest_snapshot));
    CHECK(at(Duration{0}));
}

TEST_CASE("lists come in pages, and only of what the caller may see") {
    StoreFixture shop;
    for (const char* sku : {"C", "A", "B"})
        shop.receive(sku, sku == std::string("B") ? "S2" : "S1", 1);
    CHECK(skus_listed(shop, {}, 2) == std::vector<std::string>{"A", "B"});
    CHECK(skus_listed(shop, Sku::trusted("B"), 2) == std::vector<std::string>{"C"});
    Actor narrow = admin();
    narrow.locations = ScopeSet<LocationId>::of({LocationId::trusted("S2")});
    const auto locations = shop.read<Result<std::vector<Location>>>(
        [&](ReadSession& session) { return session.locations({}, 10, narrow); });
    REQUIRE(locations->size() == 1);
    CHECK(locations->front().location_id.str() == "S2");
    const auto stock = [&](const char* location, const Actor& actor) {
        return shop.read<Result<std::vector<StockRow>>>([&](ReadSession& session) {
            return session.stock_at(LocationId::trusted(location), Sku::trusted("A"), 10, actor);
        });
    };
    CHECK(stock("S1", narrow).error().reason == Reason::location_not_found);
    REQUIRE(stock("S1", admin())->size() == 1);
    CHECK(stock("S1", admin())->front().key.sku.str() == "C");
}

TEST_CASE("S7: whatever moves and whoever tells, each snapshot counts once and sales since stay") {
    CHECK(rc::check([] {
        struct Move {
            Timestamp time;
            std::int64_t units;
        };
        StoreFixture shop;
        shop.receive("TEE", "W1", 20);
        std::int64_t on_hand = 20;
        std::vector<Move> moves{
            {noon, 20}
        };
        std::map<std::string, Timestamp> feeds;
        const int steps = *rc::gen::inRange(1, 15);
        for (int step = 0; step < steps; ++step) {
            shop.clock.advance(std::chrono::seconds{1});
            const int action = *rc::gen::inRange(0, 4);
            const std::int64_t units = *rc::gen::inRange<std::int64_t>(1, 6);
            if (action == 0) {
                shop.receive("TEE", "W1", units);
                moves.push_back({shop.clock.now(), units});
                on_hand += units;
            } else if (action == 1 && units <= on_hand) {
                sell(shop, "TEE", "W1", units);
                moves.push_back({shop.clock.now(), -units});
                on_hand -= units;
            } else if (action >= 2) {
                const std::string source = action == 2 ? "wms" : "erp";
                const Timestamp as_of =
                    shop.clock.now() - std::chrono::seconds{*rc::gen::inRange(0, 8)};
                const auto counted_units = *rc::gen::inRange<std::int64_t>(0, 30);
                const auto answer =
                    snapshot(shop, as_of, {counted("TEE", "W1", counted_units)}, source);
                std::int64_t expected = counted_units;
                for (const Move& move : moves)
                    expected += move.time > as_of ? move.units : 0;
                const auto feed = feeds.find(source);
                if (feed != feeds.end() && feed->second >= as_of) {
                    RC_ASSERT(answer.value() == "0/0/1");
                } else if (expected < 0) {
                    RC_ASSERT(!answer.has_value());
                } else {
                    RC_ASSERT(answer.value() == (expected == on_hand ? "0/0/1" : "0/1/0"));
                    on_hand = expected;
                    feeds[source] = as_of;
                }
            }
            RC_ASSERT(shop.level("TEE", "W1").on_hand == on_hand);
        }
        RC_ASSERT(shop.verify().empty());
    }));
}
