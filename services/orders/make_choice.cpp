#include "services/orders/make_choice.hpp"

#include <algorithm>

#include "domain/contract.hpp"
#include "domain/waiting_queue.hpp"
#include "services/fulfillment/offering.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/orders/allocating.hpp"
#include "services/orders/cancel_order.hpp"
#include "services/orders/choosing.hpp"
#include "services/orders/order_change.hpp"

namespace oms::orders {
namespace {

bool needs_goods(ChoiceOptionKind kind) {
    return kind == ChoiceOptionKind::other_store || kind == ChoiceOptionKind::delivery;
}

// Ends the choice, tells of it, and forgets its timer.
Result<void> decide(UnitOfWork& unit, Order& order, OrderChoice& choice, std::int64_t option_no,
                    ChosenBy by) {
    OMS_CHECK(choose(choice, option_no, by, unit.now()));
    unit.unset(choice_timer(order.order_id, choice));
    apply_choice(order, choice);
    tell(unit, order, OrderChoiceMade{choice});
    return {};
}

// Whoever waits looks once whether there is stock already.
void wait_in_queue(UnitOfWork& unit, const Order& order, const OrderChoice& choice) {
    for (const ParcelUnits& units : choice.units) {
        const Sku& sku = order.lines.at(static_cast<std::size_t>(units.line_no - 1)).sku;
        unit.set(release_timer(sku, unit.now(), order.head.sequence));
    }
}

// The customer waits for just that location, whatever it has refused before.
void ask_again(UnitOfWork& unit, Order& order, const LocationId& location) {
    if (std::erase(order.exclusions, location) == 0) return;
    tell(unit, order, OrderPlanChanged{order.parcels, order.refusals, order.exclusions});
}

// What an option without goods of its own leads to. The order is put; the caller reads it again.
Result<void> carry_out(UnitOfWork& unit, Order order, const OrderChoice& choice,
                       ChoiceOptionKind kind) {
    const OrderId id = order.order_id;
    if (kind == ChoiceOptionKind::wait) {
        if (keeps_units(choice.reason)) ask_again(unit, order, choice.location_id);
        wait_in_queue(unit, order, choice);
    }
    if (kind != ChoiceOptionKind::cancel) {
        unit.orders.put(id, std::move(order));
        return {};
    }
    std::vector<CancelLine> lines;
    for (const ParcelUnits& units : choice.units)
        lines.push_back({units.line_no, units.quantity});
    return cancel_units(unit, std::move(order), lines,
                        choice.chosen_by == ChosenBy::timer ? CancelReason::out_of_stock
                                                            : CancelReason::customer_request,
                        {})
        .map([](const auto&) {});
}

Error gone(const OrderChoice& choice) {
    Error error{Reason::choice_taken, "not one of the present options", {}, {}, {}, false};
    error.metadata.emplace_back("choice_id", choice.choice_id.str());
    error.metadata.emplace_back("state", enum_text(choice.state));
    return error;
}

}  // namespace

const ChoiceOption* MakeChoice::wanted() const {
    const OrderChoice* choice = read_ ? find_choice(read_->order, answer_.choice_id) : nullptr;
    if (choice == nullptr || choice->state != ChoiceState::open) return nullptr;
    return find_option(*choice, answer_.option_no);
}

void MakeChoice::plan(const PlanningView& view) {
    plan_ = {};
    fresh_.clear();
    broken_.reset();
    const ChoiceOption* option = wanted();
    if (option == nullptr || !needs_goods(option->kind)) return;
    const OrderChoice& choice = *find_choice(read_->order, answer_.choice_id);
    const fulfilling::OtherWay way{option->kind, option->location_id};
    Result<SourcingPlan> plan =
        sourcing_.plan(fulfilling::demand_for(*read_, choice.units, way), view);
    if (!plan) {
        broken_ = std::move(plan).error();
        return;
    }
    if (fulfilling::covers_all(*plan)) {
        plan_ = *std::move(plan);
    } else {
        fresh_ = fulfilling::options_for(*read_, choice, sourcing_, view);
    }
}

void MakeChoice::name_keys(KeySet& keys) const {
    keys.orders.push_back(answer_.order_id);
    if (const ChoiceOption* option = wanted(); option != nullptr && !option->location_id.empty())
        keys.locations.push_back(option->location_id);
    for (const PlannedUnits& units : plan_.units) {
        keys.stock.push_back(units.key);
        keys.locations.push_back(units.key.location_id);
    }
    for (const OrderParcel& parcel : plan_.parcels)
        keys.work.insert(keys.work.end(), parcel.work.begin(), parcel.work.end());
}

Result<std::string> MakeChoice::offer_anew(UnitOfWork& unit, Order& order,
                                           OrderChoice choice) const {
    offer(choice, fresh_);
    apply_choice(order, choice);
    tell(unit, order, OrderChoiceChanged{choice});
    std::string answer = encode_({order, choice, false});
    unit.orders.put(answer_.order_id, std::move(order));
    return answer;
}

Result<void> MakeChoice::go_another_way(UnitOfWork& unit, Order& order) const {
    std::int64_t decisions = read_->decisions;
    OMS_CHECK(allocate_waiting(unit, order, plan_, DecisionCause::rerouted, decisions));
    fulfilling::release_order(unit, order, {});
    fulfilling::place_missing_pickups(unit, order);
    OMS_CHECK(fulfilling::update_pickups(unit, order));
    unit.orders.put(answer_.order_id, order);
    return {};
}

Result<std::string> MakeChoice::run(UnitOfWork& unit) {
    OMS_TRY(Order order, order_to_change(unit, header().actor, answer_.order_id, 0));
    const OrderChoice* found = find_choice(order, answer_.choice_id);
    if (found == nullptr) return fail(Reason::choice_not_found, answer_.choice_id.str());
    OrderChoice choice = *found;
    const bool is_used = answer_.by == ChosenBy::customer && answer_.issue_no != choice.issue_no;
    const ChoiceOption* option = find_option(choice, answer_.option_no);
    if (choice.state != ChoiceState::open)
        return choose(choice, 0, answer_.by, unit.now()).map([] { return std::string(); });
    if (is_used || option == nullptr) return fail(gone(choice));
    if (answer_.by == ChosenBy::customer && unit.now() >= choice.expire_time)
        return fail(Reason::link_expired, "the time to choose is over");
    if (broken_) return fail(*broken_);
    const ChoiceOptionKind kind = option->kind;
    if (needs_goods(kind)) {
        if (order.head.sequence != read_->order.head.sequence)
            return fail(Reason::stock_contention, "the order has changed since it was planned");
        if (!fresh_.empty()) return offer_anew(unit, order, std::move(choice));
        for (ChoiceOption& one : choice.options) {
            if (one.option_no == answer_.option_no) one.promised_by = fulfilling::promise_of(plan_);
        }
    }
    if (!answer_.reason.empty())
        choice.reason_id = add_text(unit, order, PersonalKind::note, answer_.reason);
    OMS_CHECK(decide(unit, order, choice, answer_.option_no, answer_.by));
    OMS_CHECK(needs_goods(kind) ? go_another_way(unit, order)
                                : carry_out(unit, std::move(order), choice, kind));
    return encode_({*unit.orders.find(answer_.order_id), choice, true});
}

Result<std::string> ExpireChoice::run(UnitOfWork& unit) {
    const Order* found = unit.orders.find(order_id_);
    const OrderChoice* asked = found == nullptr ? nullptr : find_choice(*found, choice_id_);
    if (asked == nullptr || asked->state != ChoiceState::open) {
        unit.unset(timer_);
        return std::string();
    }
    if (unit.now() < timer_.due) return std::string();
    OrderChoice choice = *asked;
    const ChoiceOption* option = find_option(choice, default_option(choice.reason));
    OMS_REQUIRE(option != nullptr);
    const ChoiceOptionKind kind = option->kind;
    Order order = *found;
    OMS_CHECK(decide(unit, order, choice, option->option_no, ChosenBy::timer));
    OMS_CHECK(carry_out(unit, std::move(order), choice, kind));
    return std::string();
}

}  // namespace oms::orders
