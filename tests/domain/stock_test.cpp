#include "domain/stock.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/cart_hold.hpp"
#include "domain/stock_view.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::noon;

namespace {

LedgerEntry entry(LedgerKind kind, std::int64_t on_hand, std::int64_t reserved = 0) {
    LedgerEntry made;
    made.key = {Sku::trusted("TEE"), LocationId::trusted("W1")};
    made.kind = kind;
    made.on_hand_change = on_hand;
    made.reserved_change = reserved;
    return made;
}

}  // namespace

TEST_CASE("a finding may leave fewer units than are reserved, and records what is short") {
    StockLevel level = *apply({}, entry(LedgerKind::received, 5));
    level = *apply(level, entry(LedgerKind::reserved, 0, 3));
    for (const LedgerKind kind : {LedgerKind::adjusted, LedgerKind::damaged}) {
        LedgerEntry broken = entry(kind, -4);
        broken.damaged_change = kind == LedgerKind::damaged ? 4 : 0;
        CHECK(apply(level, broken).error().reason == Reason::insufficient_stock);
        const StockLevel found = *apply(level, broken, BelowReserved::record_short);
        CHECK(found.on_hand == 1);
        CHECK(found.reserved == 3);
        CHECK(found.short_quantity == 2);
        // What turns up again is short no more; nothing can be below nothing.
        CHECK(apply(found, entry(LedgerKind::adjusted, 1), BelowReserved::record_short)
                  ->short_quantity == 1);
        CHECK(apply(level, entry(kind, -6), BelowReserved::record_short).error().reason ==
              Reason::insufficient_stock);
    }
    // Nobody may reserve more because of it.
    CHECK_FALSE(apply(level, entry(LedgerKind::reserved, 0, 3), BelowReserved::record_short));
}

SCENARIO("units are reserved, sold and counted") {
    StockLevel level = *apply({}, entry(LedgerKind::received, 5));
    level = *apply(level, entry(LedgerKind::reserved, 0, 3));
    CHECK(available_units(level) == 2);
    CHECK(apply(level, entry(LedgerKind::reserved, 0, 3)).error().reason ==
          Reason::insufficient_stock);
    CHECK(apply(level, entry(LedgerKind::sold, -3)).error().reason == Reason::insufficient_stock);
    REQUIRE(apply(level, entry(LedgerKind::sold, -2)));
    WHEN("a count finds less than is reserved") {
        level = *apply(level, entry(LedgerKind::counted, -4));
        THEN("reservations stay, and what is missing is recorded as short") {
            CHECK(level.on_hand == 1);
            CHECK(level.reserved == 3);
            CHECK(level.short_quantity == 2);
            CHECK(available_units(level) == 0);
            CHECK(apply(level, entry(LedgerKind::reserved, 0, 1)).error().reason ==
                  Reason::insufficient_stock);
        }
        THEN("goods that arrive make good what is short first") {
            CHECK(apply(level, entry(LedgerKind::received, 1))->short_quantity == 1);
            CHECK(apply(level, entry(LedgerKind::received, 9))->short_quantity == 0);
        }
    }
}

TEST_CASE("S1, S2, S3: no sequence of entries breaks the counters") {
    CHECK(rc::check([] {
        StockLevel level;
        std::int64_t on_hand = 0;
        std::int64_t reserved = 0;
        const auto steps = *rc::gen::container<std::vector<std::tuple<int, int>>>(
            rc::gen::tuple(rc::gen::inRange(0, 12), rc::gen::inRange(-9, 10)));
        for (const auto& [kind_index, amount] : steps) {
            const auto kind = static_cast<LedgerKind>(kind_index);
            const bool reserves = kind >= LedgerKind::reserved;
            const auto next = apply(level, reserves ? entry(kind, 0, amount) : entry(kind, amount));
            if (!next) continue;
            on_hand += reserves ? 0 : amount;
            reserved += reserves ? amount : 0;
            RC_ASSERT(next->short_quantity <= level.short_quantity || kind == LedgerKind::counted);
            level = *next;
            RC_ASSERT(level.on_hand == on_hand && level.reserved == reserved);
            RC_ASSERT(level.on_hand >= 0 && level.reserved >= 0);
            RC_ASSERT(level.reserved <= level.on_hand + level.short_quantity);
        }
    }));
}

TEST_CASE("counters never pass 10^9") {
    const StockLevel level = *apply({}, entry(LedgerKind::received, quantity_limit));
    CHECK(apply(level, entry(LedgerKind::received, 1)).error().reason == Reason::amount_overflow);
}

SCENARIO("a cart hold lives 15 minutes, and 5 more once") {
    CartHold hold;
    hold.expire_time = noon + cart_hold_time;
    hold.reservations = {
        {1, Sku::trusted("TEE"), LocationId::trusted("W1"), 2, 2, 0, 0, 0}
    };
    CHECK(is_live(hold, noon + std::chrono::minutes{14}));
    CHECK_FALSE(is_live(hold, noon + std::chrono::minutes{15}));
    REQUIRE(extend(hold, noon));
    CHECK(is_live(hold, noon + std::chrono::minutes{19}));
    CHECK(extend(hold, noon).error().reason == Reason::cart_hold_extended);
    CHECK(extend(hold, noon + std::chrono::minutes{20}).error().reason ==
          Reason::cart_hold_expired);
    end_hold(hold, CartHoldState::expired);
    CHECK(hold.reservations[0].open == 0);
    CHECK(hold.reservations[0].expired == 2);
}

TEST_CASE("the view keeps the cells of a SKU by location, and overlays are taken off") {
    StockView view;
    for (const char* id : {"W2", "W1", "S1"})
        view.put_place(oms::testing::warehouse(id));
    const Sku tee = Sku::trusted("TEE");
    StockLevel five;
    five.on_hand = 5;
    for (const char* id : {"W1", "S1", "W2"})
        view.put_level({tee, LocationId::trusted(id)}, five);
    five.reserved = 4;
    view.put_level({tee, LocationId::trusted("W1")}, five);
    REQUIRE(view.cells(tee).size() == 3);
    CHECK(view.row_count() == 3);
    CHECK(view.place(view.cells(tee)[0].place).location_id.str() == "S1");
    CHECK(view.cells(tee)[1].available() == 1);
    StockOverlay overlay;
    overlay.add(tee, *view.index_of(LocationId::trusted("S1")), 2);
    overlay.add(tee, *view.index_of(LocationId::trusted("S1")), 2);
    const PlanningView planning{view, overlay};
    CHECK(planning.cells(tee).available(view.cells(tee)[0]) == 1);
    CHECK(planning.cells(tee).available(view.cells(tee)[2]) == 5);
    CHECK(planning.cells(Sku::trusted("JEAN")).cells.empty());
}
