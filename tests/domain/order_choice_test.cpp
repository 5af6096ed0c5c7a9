#include <array>
#include <chrono>

#include <doctest/doctest.h>

#include "domain/catalog.hpp"
#include "domain/order.hpp"

using namespace oms;

namespace {

const Timestamp noon{std::chrono::hours{12}};

OrderChoice asked(ChoiceReason reason, std::int64_t units) {
    OrderChoice choice;
    choice.choice_id = ChoiceId::trusted("cho_1");
    choice.reason = reason;
    choice.units = {
        {1, units}
    };
    ChoiceOption store;
    store.kind = ChoiceOptionKind::other_store;
    store.location_id = LocationId::trusted("S2");
    store.promised_by = noon;
    ChoiceOption wait;
    offer(choice, {store, wait});
    return choice;
}

Order order_of(std::int64_t units) {
    Order order;
    OrderLine line;
    line.line_no = 1;
    line.method = Method::pickup;
    line.pickup_location = LocationId::trusted("S1");
    std::array<std::int64_t, unit_state_count> states{};
    states[static_cast<std::size_t>(UnitState::backordered)] = units;
    line.quantities = LineQuantities::from_row(states, 0, 0);
    order.lines.push_back(line);
    return order;
}

}  // namespace

TEST_CASE("a choice ends once, and its link is used then") {
    OrderChoice choice = asked(ChoiceReason::pickup_refused, 1);
    REQUIRE(choose(choice, 2, ChosenBy::agent, noon));
    CHECK(choice.state == ChoiceState::made);
    CHECK(choice.chosen_by == ChosenBy::agent);
    CHECK(choice.end_time == noon);
    CHECK(choice.issue_no == 2);
    const auto again = choose(choice, 1, ChosenBy::customer, noon);
    REQUIRE_FALSE(again);
    CHECK(again.error().reason == Reason::choice_taken);
    CHECK(again.error().metadata.size() == 4);
    CHECK(withdraw(choice, noon).error().reason == Reason::choice_taken);
    CHECK(choice.chosen_option_no == 2);
}

TEST_CASE("fresh options never have the number of an earlier one") {
    OrderChoice choice = asked(ChoiceReason::pickup_refused, 1);
    offer(choice, {ChoiceOption{}, ChoiceOption{}});
    REQUIRE(choice.options.size() == 2);
    CHECK(choice.options[0].option_no == 3);
    CHECK(choice.options[1].option_no == 4);
    CHECK(find_option(choice, 1) == nullptr);
}

TEST_CASE("every reason has its time and a default") {
    CHECK(answer_time(ChoiceReason::split_forbidden) == std::chrono::hours{4});
    CHECK(answer_time(ChoiceReason::location_closed) == std::chrono::hours{24});
    CHECK(default_option(ChoiceReason::no_stock) == ChoiceOptionKind::wait);
    CHECK(default_option(ChoiceReason::pickup_refused) == ChoiceOptionKind::cancel);
    CHECK(default_option(ChoiceReason::split_forbidden) == ChoiceOptionKind::split);
    CHECK(default_option(ChoiceReason::location_closed) == ChoiceOptionKind::wait);
}

TEST_CASE("a line goes the way that was chosen, and only then") {
    Order order = order_of(2);
    OrderChoice choice = asked(ChoiceReason::location_closed, 2);
    apply_choice(order, choice);
    CHECK(undecided_units(order, 1) == 2);
    CHECK(are_whole_lines(order, choice.units));
    CHECK_FALSE(are_whole_lines(order, {
                                           {1, 1}
    }));
    CHECK(order.lines[0].pickup_location.str() == "S1");
    REQUIRE(choose(choice, 1, ChosenBy::customer, noon));
    apply_choice(order, choice);
    CHECK(order.choices.size() == 1);
    CHECK(undecided_units(order, 1) == 0);
    CHECK(order.lines[0].pickup_location.str() == "S2");
    CHECK(order.lines[0].promised_by == noon);
    CHECK(order.lines[0].method == Method::pickup);
}

TEST_CASE("only pickups keep their units from the queue until the answer") {
    Order order = order_of(1);
    apply_choice(order, asked(ChoiceReason::no_stock, 1));
    CHECK(undecided_units(order, 1) == 0);
    CHECK(asked_units(order, 1) == 1);
}

TEST_CASE("a closure holds from its beginning until its end") {
    const std::optional<Closure> closure =
        Closure{noon, noon + std::chrono::hours{1}, "a burst pipe"};
    CHECK_FALSE(is_closed(std::nullopt, noon));
    CHECK_FALSE(is_closed(closure, noon - std::chrono::microseconds{1}));
    CHECK(is_closed(closure, noon));
    CHECK_FALSE(is_closed(closure, noon + std::chrono::hours{1}));
}
