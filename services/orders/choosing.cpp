#include "services/orders/choosing.hpp"

#include <algorithm>
#include <utility>

#include "services/effects/plan_effects.hpp"
#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::orders {
namespace {

std::int64_t in_parcel(const OrderParcel& parcel, std::int64_t line_no) {
    std::int64_t units = 0;
    for (const ParcelUnits& some : parcel.units)
        units += some.line_no == line_no ? some.quantity : 0;
    return units;
}

// How many of the choice's units of the line there still are to ask about.
std::int64_t units_left(const Order& order, const OrderChoice& choice, const ParcelUnits& asked) {
    const LineQuantities& units = line_in(order, asked.line_no).quantities;
    if (choice.reason != ChoiceReason::split_forbidden) {
        return std::min(asked.quantity,
                        units.in(UnitState::unallocated) + units.in(UnitState::backordered));
    }
    // What has not left yet and is not in the parcel that waits.
    const auto parcel =
        std::find_if(order.parcels.begin(), order.parcels.end(), [&](const OrderParcel& candidate) {
            return candidate.fulfillment_order_id == choice.fulfillment_order_id;
        });
    if (parcel == order.parcels.end()) return 0;
    std::int64_t open = -in_parcel(*parcel, asked.line_no);
    for (const UnitState state : {UnitState::unallocated, UnitState::backordered,
                                  UnitState::allocated, UnitState::picking, UnitState::packed})
        open += units.in(state);
    return std::clamp<std::int64_t>(open, 0, asked.quantity);
}

}  // namespace

Timer choice_timer(const OrderId& order_id, const OrderChoice& choice) {
    return {choice.expire_time, TimerKind::choice_timeout,
            order_id.str() + "/" + choice.choice_id.str()};
}

void open_choice(UnitOfWork& unit, Order& order, OrderChoice choice) {
    if (order.choices.size() >= most_choices) return;
    choice.choice_id = unit.ids().next<ChoiceId>("cho");
    choice.create_time = unit.now();
    choice.expire_time = unit.now() + answer_time(choice.reason);
    unit.set(choice_timer(order.order_id, choice));
    apply_choice(order, choice);
    effects::plan_notice(unit, order.order_id, order.channel_id, TemplateKey::choice_needed,
                         choice.choice_id.str());
    tell(unit, order, OrderChoiceOpened{std::move(choice)});
}

Result<void> settle_choices(UnitOfWork& unit, Order& order) {
    const std::vector<OrderChoice> before = order.choices;
    for (const OrderChoice& open : before) {
        if (open.state != ChoiceState::open) continue;
        OrderChoice choice = open;
        for (ParcelUnits& units : choice.units)
            units.quantity = units_left(order, choice, units);
        std::erase_if(choice.units, [](const ParcelUnits& units) { return units.quantity == 0; });
        if (choice.units == open.units) continue;
        if (choice.units.empty()) {
            choice.units = open.units;
            OMS_CHECK(withdraw(choice, unit.now()));
            unit.unset(choice_timer(order.order_id, choice));
        }
        apply_choice(order, choice);
        tell(unit, order, OrderChoiceChanged{std::move(choice)});
    }
    return {};
}

ChoiceOption plain_option(const Order& order, ChoiceOptionKind kind) {
    ChoiceOption option;
    option.kind = kind;
    option.price = Money::zero(order.totals.total.currency());
    return option;
}

}  // namespace oms::orders
