// Oracles of stock that no damaged row can show: each holds, and trips under a fault of its own.
#include <algorithm>

#include <doctest/doctest.h>

#include "services/inventory/post_movements.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// S6: who asks for no more than there is gets it. `sourcing` may be broken.
bool nothing_is_withheld(const Sourcing& sourcing) {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 2);
    shop.receive("TEE", "W2", 2);
    const auto place = [&](const char* id, std::int64_t units) {
        return shop
            .run(std::make_unique<orders::PlaceOrder>(
                shop.header("place"), OrderRequestBuilder{}.external(id).line("TEE", units).build(),
                sourcing, encode_order))
            .has_value();
    };
    return place("W-1", 3) && place("W-2", 1) && !place("W-3", 1);
}

// A rule that never looks beyond the first location.
class Shortsighted final : public Sourcing {
public:
    Result<SourcingPlan> plan(const Demand& demand, const PlanningView& view) const override {
        SourcingPlan plan;
        for (const DemandLine& line : demand.lines) {
            const SkuCells cells = view.cells(line.sku);
            const std::int64_t there =
                cells.cells.empty() ? 0 : cells.available(cells.cells.front());
            const std::int64_t units = std::min(line.quantity, there);
            if (units > 0) {
                plan.units.push_back({
                    line.line_no,
                    {line.sku, view.view.place(cells.cells.front().place).location_id},
                    units
                });
            }
            if (units < line.quantity)
                plan.short_lines.push_back({line.line_no, line.sku, line.quantity, units});
        }
        return plan;
    }
};

// S5: a transfer moves units and makes or loses none. `arrived` may differ from what was sent.
bool transfer_conserves(std::int64_t sent, std::int64_t arrived) {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 5);
    shop.receive("TEE", "W2", 5);
    LedgerEntry out;
    out.key = {Sku::trusted("TEE"), LocationId::trusted("W1")};
    out.kind = LedgerKind::moved_out;
    out.on_hand_change = -sent;
    LedgerEntry in;
    in.key = {Sku::trusted("TEE"), LocationId::trusted("W2")};
    in.kind = LedgerKind::moved_in;
    in.on_hand_change = arrived;
    const auto moved = shop.run(std::make_unique<inventory::PostMovements>(
        shop.header(), std::vector{out, in},
        [](const std::vector<StockRow>&) { return std::string(); }));
    return moved.has_value() &&
           shop.level("TEE", "W1").on_hand + shop.level("TEE", "W2").on_hand == 10;
}

}  // namespace

TEST_CASE("S5, S6: each oracle holds, and trips under its own fault") {
    CHECK(nothing_is_withheld(fulfillment::NearestFirst()));
    CHECK_FALSE(nothing_is_withheld(Shortsighted()));
    CHECK(transfer_conserves(3, 3));
    CHECK_FALSE(transfer_conserves(3, 2));
}
