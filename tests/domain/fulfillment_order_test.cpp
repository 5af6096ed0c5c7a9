#include "domain/fulfillment_order.hpp"

#include <doctest/doctest.h>

#include "domain/pickup.hpp"

using namespace oms;

namespace {

FulfillmentOrder task_in(FulfillmentState state, FulfillmentMethod method) {
    FulfillmentOrder task;
    task.state = state;
    task.method = method;
    task.lines = {
        {1, Sku::trusted("TEE"),  2, 0, 0, 0, 0},
        {2, Sku::trusted("JEAN"), 1, 0, 0, 0, 0}
    };
    return task;
}

}  // namespace

TEST_CASE("every row of the table can be walked, everything else is refused and named") {
    for (std::size_t s = 0; s < EnumText<FulfillmentState>::names.size(); ++s) {
        for (std::size_t a = 0; a < EnumText<FulfillmentAction>::names.size(); ++a) {
            const auto state = static_cast<FulfillmentState>(s);
            const auto action = static_cast<FulfillmentAction>(a);
            const auto to = next(fulfillment_transitions, state, action);
            const auto done = advance(fulfillment_transitions, state, action);
            REQUIRE(done.has_value() == to.has_value());
            if (done) {
                CHECK(*done == *to);
                continue;
            }
            CHECK(done.error().reason == Reason::illegal_transition);
            CHECK(done.error().metadata.at(0).second == enum_text(state));
            CHECK(done.error().metadata.at(1).second == enum_text(action));
        }
    }
}

TEST_CASE("a task offers what its method allows") {
    const auto offers = [](FulfillmentMethod method, FulfillmentAction action) {
        const auto allowed = allowed_actions(task_in(FulfillmentState::packed, method));
        return std::find(allowed.begin(), allowed.end(), action) != allowed.end();
    };
    CHECK(offers(FulfillmentMethod::ship, FulfillmentAction::ship));
    CHECK_FALSE(offers(FulfillmentMethod::ship, FulfillmentAction::make_ready));
    CHECK(offers(FulfillmentMethod::pickup, FulfillmentAction::make_ready));
    CHECK_FALSE(offers(FulfillmentMethod::pickup, FulfillmentAction::ship));
    CHECK(offers(FulfillmentMethod::ship_to_store, FulfillmentAction::send));
    FulfillmentOrder asked = task_in(FulfillmentState::cancel_requested, FulfillmentMethod::ship);
    asked.resume_state = FulfillmentState::packed;
    CHECK(allowed_actions(asked) ==
          std::vector<FulfillmentAction>{FulfillmentAction::grant_cancel,
                                         FulfillmentAction::resume_packed});
    CHECK_FALSE(advance(asked, FulfillmentAction::resume_accepted));
}

TEST_CASE("a recalled task comes back or goes on, and only what is shipped is redirected") {
    FulfillmentOrder task = task_in(FulfillmentState::picking, FulfillmentMethod::ship);
    task.resume_state = task.state;
    task.recalled = true;
    REQUIRE(advance(task, FulfillmentAction::recall));
    CHECK(allowed_actions(task) == std::vector<FulfillmentAction>{FulfillmentAction::resume_picking,
                                                                  FulfillmentAction::grant_recall});
    // To cancel it is another question.
    CHECK_FALSE(advance(task, FulfillmentAction::grant_cancel));
    FulfillmentOrder back = task;
    REQUIRE(advance(back, FulfillmentAction::grant_recall));
    CHECK(back.state == FulfillmentState::rejected);
    REQUIRE(advance(task, FulfillmentAction::resume_picking));
    CHECK_FALSE(task.recalled);

    FulfillmentOrder collected = task_in(FulfillmentState::released, FulfillmentMethod::pickup);
    CHECK_FALSE(advance(collected, FulfillmentAction::recall));
    FulfillmentOrder packed = task_in(FulfillmentState::packed, FulfillmentMethod::ship);
    CHECK_FALSE(advance(packed, FulfillmentAction::redirect));
    FulfillmentOrder shipped = task_in(FulfillmentState::shipped, FulfillmentMethod::ship);
    CHECK(advance(shipped, FulfillmentAction::redirect));
    // Staff are not offered what only the server does.
    for (const FulfillmentAction action :
         allowed_actions(task_in(FulfillmentState::shipped, FulfillmentMethod::ship)))
        CHECK(action != FulfillmentAction::redirect);
}

TEST_CASE("what is picked, falls short and is packed is counted") {
    FulfillmentOrder task = task_in(FulfillmentState::picking, FulfillmentMethod::ship);
    const std::vector<ParcelUnits> two{
        {1, 2}
    };
    REQUIRE(count_picked(task, two));
    CHECK(count_picked(task, two).error().reason == Reason::wrong_item);
    const std::vector<ParcelUnits> jean{
        {2, 1}
    };
    REQUIRE(remove_units(task, jean, Removal::fall_short));
    CHECK(find_line(task, 2)->short_quantity == 1);
    CHECK(remove_units(task, jean, Removal::fall_short).error().reason ==
          Reason::illegal_transition);
    CHECK(units_of(task) == two);

    Parcel parcel;
    parcel.units = {
        {1, 1}
    };
    CHECK_FALSE(check_packed(task, std::vector<Parcel>{parcel}));
    parcel.units = two;
    CHECK(check_packed(task, std::vector<Parcel>{parcel}));
    parcel.units = {
        {1, 2},
        {2, 1}
    };
    CHECK_FALSE(check_packed(task, std::vector<Parcel>{parcel}));
}

TEST_CASE("units that a released parcel covers neither move nor are canceled without asking") {
    Order order;
    order.lines.resize(1);
    order.lines[0].line_no = 1;
    order.lines[0].sku = Sku::trusted("TEE");
    order.lines[0].quantities = LineQuantities(UnitState::allocated, 5);
    order.reservations = {
        {1, Sku::trusted("TEE"), LocationId::trusted("S1"), 5, 5, 0, 0, 0}
    };
    CHECK(unreleased_units(order, order.reservations[0]) == 5);
    OrderParcel released;
    released.location_id = LocationId::trusted("S1");
    released.units = {
        {1, 3}
    };
    released.fulfillment_order_id = FulfillmentOrderId::trusted("ful_1");
    order.parcels = {released};
    CHECK(unreleased_units(order, order.reservations[0]) == 2);
    // Once they have left, the others stay just as free.
    order.reservations[0].open = 2;
    order.reservations[0].consumed = 3;
    CHECK(unreleased_units(order, order.reservations[0]) == 2);
    CHECK(planned_at(order).size() == 1);
    const auto parcels = with_unplanned(order);
    REQUIRE(parcels.size() == 2);
    CHECK(parcels[1].units == std::vector<ParcelUnits>{
                                  {1, 2}
    });

    const auto plan = plan_cancel(order,
                                  {
                                      {1, 4}
    },
                                  {{1, 2}});
    REQUIRE(plan);
    CHECK(plan->moves.size() == 1);
    CHECK(plan->moves[0].units == 2);
    CHECK(plan->to_ask == std::vector<ParcelUnits>{
                              {1, 2}
    });
    CHECK_FALSE(plan_cancel(order,
                            {
                                {1, 5}
    },
                            {{1, 2}}));
}

TEST_CASE("a pickup offers what its state allows") {
    Pickup pickup;
    CHECK(advance(pickup, PickupAction::collect).error().reason == Reason::illegal_transition);
    REQUIRE(advance(pickup, PickupAction::make_ready));
    pickup.extended = true;
    const auto allowed = allowed_actions(pickup);
    CHECK(std::find(allowed.begin(), allowed.end(), PickupAction::extend) == allowed.end());
    CHECK(std::find(allowed.begin(), allowed.end(), PickupAction::collect) != allowed.end());
    REQUIRE(advance(pickup, PickupAction::expire));
    REQUIRE(advance(pickup, PickupAction::revive));
    REQUIRE(advance(pickup, PickupAction::collect));
    CHECK(has_ended(pickup));
    CHECK(allowed_actions(pickup).empty());
}
