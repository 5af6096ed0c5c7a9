// L2: a unit moves along the declared state graph only, and terminal states have no exit. `verify`
// walks the moves of every order's events; a command that ignores the table makes it trip.
#include <algorithm>
#include <array>
#include <optional>

#include <doctest/doctest.h>

#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// A fault: moves units of the first line whatever the table says, in the row and in the log.
class MoveAnyway final : public Command {
public:
    MoveAnyway(Header header, OrderId id, UnitMove move)
        : Command(std::move(header)), id_(std::move(id)), move_(std::move(move)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(id_); }
    Result<std::string> run(UnitOfWork& unit) override {
        Order order = *unit.orders.find(id_);
        std::array<std::int64_t, unit_state_count> units{};
        for (std::size_t state = 0; state < unit_state_count; ++state)
            units[state] = order.lines[0].quantities.in(static_cast<UnitState>(state));
        units[static_cast<std::size_t>(move_.from)] -= move_.units;
        units[static_cast<std::size_t>(move_.to)] += move_.units;
        order.lines[0].quantities = LineQuantities::from_row(units, 0, 0);
        order.update_time = unit.now();
        unit.record({AggregateType::order, id_.str()}, order.head, order.channel_id, {},
                    OrderUnitsCanceled{CancelReason::other, {}, {move_}});
        unit.orders.put(id_, std::move(order));
        return std::string();
    }

private:
    OrderId id_;
    UnitMove move_;
};

// The oracle, over the life of an order whose last move may be of another kind.
bool units_keep_to_the_graph(const std::optional<UnitMove>& fault) {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 2);
    const auto placed =
        shop.place(OrderRequestBuilder{}.line("TEE", 5).on_shortage(OnShortage::backorder).build());
    REQUIRE(placed);
    const auto id = OrderId::trusted(placed->substr(0, placed->find(' ')));
    REQUIRE(shop.cancel(id, {
                                CancelLine{1, 4}
    }));
    if (fault) REQUIRE(shop.run(std::make_unique<MoveAnyway>(shop.header(), id, *fault)));
    const auto findings = shop.verify();
    return std::none_of(findings.begin(), findings.end(),
                        [](const Finding& finding) { return finding.invariant == "L2"; });
}

}  // namespace

TEST_CASE("L2: no unit leaves a terminal state") {
    using enum UnitState;
    for (const UnitState end : {delivered, collected, canceled, written_off}) {
        for (std::size_t to = 0; to < unit_state_count; ++to) {
            CAPTURE(enum_text(static_cast<UnitState>(to)));
            CHECK_FALSE(may_move(end, static_cast<UnitState>(to)));
        }
    }
}

TEST_CASE("L2: verify holds on what commands do, and trips on moves outside the graph") {
    using enum UnitState;
    CHECK(units_keep_to_the_graph(std::nullopt));
    CHECK(units_keep_to_the_graph(UnitMove{1, allocated, picking, 1, {}}));
    CHECK_FALSE(units_keep_to_the_graph(UnitMove{1, canceled, allocated, 1, {}}));
    CHECK_FALSE(units_keep_to_the_graph(UnitMove{1, allocated, shipped, 1, {}}));
    CHECK_FALSE(units_keep_to_the_graph(UnitMove{1, allocated, written_off, 1, {}}));
}
