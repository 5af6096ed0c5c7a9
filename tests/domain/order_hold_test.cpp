#include "domain/order_hold.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "domain/events.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::noon;
using oms::testing::OrderRequestBuilder;

namespace {

Order two_lines() {
    Order order = OrderRequestBuilder{}.line("TEE", 5).line("JEAN", 2).build().draft;
    order.order_id = OrderId::trusted("ord_1");
    return order;
}

OrderHold hold(const char* id, std::vector<std::int64_t> line_nos = {}) {
    OrderHold made;
    made.hold_id = HoldId::trusted(id);
    made.type = HoldType::fraud_review;
    made.line_nos = std::move(line_nos);
    made.create_time = noon;
    return made;
}

Result<void> release(Order& order, const char* id) {
    return end_order_hold(order, HoldId::trusted(id), HoldState::released, noon, {});
}

}  // namespace

SCENARIO("a hold stops the lines it covers, for as long as it is active") {
    GIVEN("an order of two lines, the second one held") {
        Order order = two_lines();
        REQUIRE(put_on_hold(order, hold("h1", {2})));
        CHECK_FALSE(is_held(order, 1));
        CHECK(is_held(order, 2));
        WHEN("the whole order is held too, and the first hold released") {
            REQUIRE(put_on_hold(order, hold("h2")));
            REQUIRE(release(order, "h1"));
            THEN("both lines are still held, by the second") {
                CHECK(is_held(order, 1));
                CHECK(is_held(order, 2));
                REQUIRE(active_holds(order).size() == 1);
                CHECK(active_holds(order)[0].hold_id.str() == "h2");
                CHECK(order.holds[0].state == HoldState::released);
                CHECK(order.holds[0].end_time == noon);
            }
            AND_WHEN("that expires") {
                REQUIRE(end_order_hold(order, HoldId::trusted("h2"), HoldState::expired, noon, {}));
                THEN("nothing is held, and neither can end again") {
                    CHECK_FALSE(is_held(order, 1));
                    CHECK_FALSE(is_held(order, 2));
                    CHECK(release(order, "h1").error().reason == Reason::illegal_transition);
                    CHECK(release(order, "h2").error().reason == Reason::illegal_transition);
                    CHECK(find_hold(order, HoldId::trusted("h2"))->state == HoldState::expired);
                }
            }
        }
        WHEN("a hold that is not there is released") {
            CHECK(release(order, "h9").error().reason == Reason::hold_not_found);
        }
    }
}

TEST_CASE("every line that the order does not have is named, and nothing is held") {
    Order order = two_lines();
    const auto refused = put_on_hold(order, hold("h1", {0, 1, 3}));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::illegal_transition);
    REQUIRE(refused.error().preconditions.size() == 2);
    CHECK(refused.error().preconditions[1].subject == "3");
    CHECK(order.holds.empty());
}

TEST_CASE("an order that has ended cannot be held, but what holds it can be released") {
    Order order = two_lines();
    REQUIRE(put_on_hold(order, hold("h1")));
    REQUIRE(apply_moves(order, plan_cancel(order, {})->moves));
    CHECK(has_ended(order));
    CHECK(put_on_hold(order, hold("h2")).error().reason == Reason::illegal_transition);
    CHECK(release(order, "h1"));
}

TEST_CASE("at most 20 holds are active, and 200 in all") {
    Order order = two_lines();
    for (std::size_t i = 0; i < most_active_holds; ++i)
        REQUIRE(put_on_hold(order, hold(fmt::format("h{}", i).c_str())));
    CHECK(put_on_hold(order, hold("more")).error().reason == Reason::illegal_transition);
    REQUIRE(release(order, "h7"));
    for (std::size_t i = most_active_holds; i < most_holds; ++i) {
        const std::string id = fmt::format("h{}", i);
        REQUIRE(put_on_hold(order, hold(id.c_str())));
        REQUIRE(release(order, id.c_str()));
    }
    CHECK(active_holds(order).size() == most_active_holds - 1);
    CHECK(put_on_hold(order, hold("more")).error().reason == Reason::illegal_transition);
}

TEST_CASE("E2: folding the events of holds, notes and tags gives the order") {
    const auto placed = fold(std::optional<Order>(), OrderPlaced{two_lines()}, 1, noon);
    REQUIRE(placed);
    OrderHold with_reason = hold("h1");
    with_reason.reason_id = PersonalId::trusted("per_1");
    const auto held = fold(std::optional(*placed), OrderHeld{with_reason}, 2, noon);
    REQUIRE(held);
    CHECK(is_held(*held, 1));
    const auto later = noon + std::chrono::minutes{5};
    const OrderHoldReleased expired{HoldId::trusted("h1"), HoldState::expired,
                                    PersonalId::trusted("per_2")};
    const auto ended = fold(std::optional(*held), expired, 3, later);
    REQUIRE(ended);
    CHECK(ended->holds[0].state == HoldState::expired);
    CHECK(ended->holds[0].end_time == later);
    CHECK(ended->update_time == later);
    const auto noted =
        fold(std::optional(*ended), OrderNoted{PersonalId::trusted("per_3")}, 4, later);
    REQUIRE(noted);
    const auto tagged = fold(std::optional(*noted),
                             OrderTagsChanged{
                                 {{"a", "b"}, {}}
    },
                             5, later);
    REQUIRE(tagged);
    CHECK(tagged->tags == std::vector<std::string>{"a", "b"});
    CHECK(tagged->personal_ids == std::vector{PersonalId::trusted("per_1"),
                                              PersonalId::trusted("per_2"),
                                              PersonalId::trusted("per_3")});
    // What cannot follow.
    CHECK_FALSE(fold(std::optional(*ended), expired, 4, later));
    CHECK_FALSE(fold(std::optional(*tagged),
                     OrderTagsChanged{
                         {{"a"}, {}}
    },
                     6, later));
    const OrderHoldReleased active{HoldId::trusted("h1"), HoldState::active, {}};
    CHECK(fold(std::optional(*held), active, 3, later).error().reason == Reason::corrupt_row);
}
