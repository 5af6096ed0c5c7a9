#include "domain/events.hpp"

#include <type_traits>
#include <utility>

#include "domain/contract.hpp"

namespace oms {

template <class Event>
[[gnu::noinline]] std::shared_ptr<const AnyEvent> EventData::held(Event event) {
    return std::make_shared<const AnyEvent>(std::move(event));
}

// Has that made for each of the events, since its body is here only.
template <class... Event>
std::vector<EventData> each_made(std::variant<Event...>* /*all*/) {
    std::vector<EventData> made;
    (made.push_back(EventData(Event{})), ...);
    return made;
}
template std::vector<EventData> each_made(AnyEvent*);

bool operator==(const EventData& a, const EventData& b) {
    return *a.any_ == *b.any_;
}

std::string_view event_type(const EventData& data) {
    return std::visit([](const auto& event) { return event.type; }, data.any());
}

namespace {

// The alternative of EventData for the action that is the `index`th.
template <template <auto> class Told, class Action, class State, std::size_t... index>
EventData told_as(std::size_t wanted, State after, std::index_sequence<index...>) {
    std::optional<EventData> data;
    const auto make = [&]<std::size_t i>() {
        if (i == wanted) data.emplace(Told<static_cast<Action>(i)>{std::move(after)});
    };
    (make.template operator()<index>(), ...);
    OMS_REQUIRE(data.has_value());
    return *std::move(data);
}

template <class T>
struct TaskAfter : std::false_type {};
template <FulfillmentAction action>
struct TaskAfter<FulfillmentOrderTold<action>> : std::true_type {};
template <class T>
struct PickupAfter : std::false_type {};
template <PickupAction action>
struct PickupAfter<PickupTold<action>> : std::true_type {};
template <class T>
struct EffectAfter : std::false_type {};
template <EffectAction action>
struct EffectAfter<EffectTold<action>> : std::true_type {};
template <class T>
struct ReturnAfter : std::false_type {};
template <ReturnAction action>
struct ReturnAfter<ReturnTold<action>> : std::true_type {};

template <class T>
struct IsPaymentTold : std::false_type {};
template <PaymentAction action>
struct IsPaymentTold<PaymentTold<action>> : std::true_type {};

// The state that an event of one of these kinds carries.
template <template <class> class Is, class State>
Result<State> state_after(const std::optional<State>& before, const EventData& data,
                          std::int64_t sequence, std::string_view first) {
    const bool is_first = event_type(data) == first;
    if (is_first == before.has_value() || sequence != (before ? before->head.sequence + 1 : 1))
        return fail(Reason::corrupt_row, "a gap in the events of a task");
    return std::visit(
        [&](const auto& event) -> Result<State> {
            if constexpr (Is<std::decay_t<decltype(event)>>::value) {
                State after = event.after;
                after.head.sequence = sequence;
                return after;
            } else {
                return fail(Reason::corrupt_row, "not an event of this task");
            }
        },
        data.any());
}

}  // namespace

EventData told(FulfillmentAction action, FulfillmentOrder after) {
    return told_as<FulfillmentOrderTold, FulfillmentAction>(
        static_cast<std::size_t>(action), std::move(after),
        std::make_index_sequence<EventNames<FulfillmentAction>::types.size()>());
}

EventData told(PickupAction action, Pickup after) {
    return told_as<PickupTold, PickupAction>(
        static_cast<std::size_t>(action), std::move(after),
        std::make_index_sequence<EventNames<PickupAction>::types.size()>());
}

Result<FulfillmentOrder> fold(const std::optional<FulfillmentOrder>& before, const EventData& data,
                              std::int64_t sequence) {
    return state_after<TaskAfter>(before, data, sequence, "fulfillment_order.released");
}

Result<Pickup> fold(const std::optional<Pickup>& before, const EventData& data,
                    std::int64_t sequence) {
    return state_after<PickupAfter>(before, data, sequence, "pickup.placed");
}

EventData told(EffectAction action, Effect after) {
    return told_as<EffectTold, EffectAction>(
        static_cast<std::size_t>(action), std::move(after),
        std::make_index_sequence<EventNames<EffectAction>::types.size()>());
}

Result<Effect> fold(const std::optional<Effect>& before, const EventData& data,
                    std::int64_t sequence) {
    return state_after<EffectAfter>(before, data, sequence, "effect.planned");
}

EventData told(ReturnAction action, Return after) {
    return told_as<ReturnTold, ReturnAction>(
        static_cast<std::size_t>(action), std::move(after),
        std::make_index_sequence<EventNames<ReturnAction>::types.size()>());
}

Result<Return> fold(const std::optional<Return>& before, const EventData& data,
                    std::int64_t sequence) {
    return state_after<ReturnAfter>(before, data, sequence, "return.requested");
}

Result<ReturnPolicyVersion> fold(const std::optional<ReturnPolicyVersion>& before,
                                 const EventData& data, std::int64_t sequence, Timestamp time) {
    const auto* published = std::get_if<ReturnPolicyPublished>(&data.any());
    if (before || published == nullptr || sequence != 1)
        return fail(Reason::corrupt_row, "a version of the return policy is published once");
    ReturnPolicyVersion version;
    version.version = published->version;
    version.policy = published->policy;
    version.author = published->author;
    version.comment = published->comment;
    version.publish_time = time;
    version.head.sequence = sequence;
    return version;
}

EventData told(PaymentAction action, PaymentDelta delta) {
    return told_as<PaymentTold, PaymentAction>(
        static_cast<std::size_t>(action), std::move(delta),
        std::make_index_sequence<EventNames<PaymentAction>::types.size()>());
}

Result<PaymentLedger> fold(std::optional<PaymentLedger> before, const EventData& data,
                           std::int64_t sequence, Timestamp time) {
    if (sequence != (before ? before->head.sequence + 1 : 1))
        return fail(Reason::corrupt_row, "a gap in the events of a payment ledger");
    return std::visit(
        [&](const auto& event) -> Result<PaymentLedger> {
            using Event = std::decay_t<decltype(event)>;
            if constexpr (std::is_same_v<Event, PaymentOpened>) {
                if (before) return fail(Reason::corrupt_row, "a ledger is opened once");
                PaymentLedger ledger = event.ledger;
                ledger.head.sequence = sequence;
                return ledger;
            } else if constexpr (IsPaymentTold<Event>::value) {
                if (!before) return fail(Reason::corrupt_row, "a ledger is opened first");
                PaymentLedger ledger = *std::move(before);
                OMS_CHECK(apply(ledger, event.delta, time));
                ledger.head.sequence = sequence;
                return ledger;
            } else {
                return fail(Reason::corrupt_row, "not an event of a payment ledger");
            }
        },
        data.any());
}

std::string to_text(const StockKey& key) {
    return key.sku.str() + "@" + key.location_id.str();
}

namespace {

// The choice that the event tells of; null: it tells of none.
const OrderChoice* choice_of(const EventData& data) {
    if (const auto* opened = std::get_if<OrderChoiceOpened>(&data.any())) return &opened->choice;
    if (const auto* changed = std::get_if<OrderChoiceChanged>(&data.any())) return &changed->choice;
    if (const auto* made = std::get_if<OrderChoiceMade>(&data.any())) return &made->choice;
    return nullptr;
}

}  // namespace

Result<Order> fold(std::optional<Order> before, const EventData& data, std::int64_t sequence,
                   Timestamp time) {
    if (const auto* placed = std::get_if<OrderPlaced>(&data.any())) {
        if (before || sequence != 1)
            return fail(Reason::corrupt_row, "an order is placed once, first");
        Order order = placed->order;
        order.head.sequence = sequence;
        return order;
    }
    if (!before || before->head.sequence + 1 != sequence)
        return fail(Reason::corrupt_row, "a gap in an order's events");
    Order order = *std::move(before);
    order.head.sequence = sequence;
    order.update_time = time;
    if (const auto* canceled = std::get_if<OrderUnitsCanceled>(&data.any())) {
        OMS_CHECK(apply_moves(order, canceled->moves));
        if (!canceled->comment_id.empty()) order.personal_ids.push_back(canceled->comment_id);
        return order;
    }
    if (const auto* held = std::get_if<OrderHeld>(&data.any())) {
        OMS_CHECK(put_on_hold(order, held->hold));
        if (!held->hold.reason_id.empty()) order.personal_ids.push_back(held->hold.reason_id);
        return order;
    }
    if (const auto* released = std::get_if<OrderHoldReleased>(&data.any())) {
        if (released->state == HoldState::active)
            return fail(Reason::corrupt_row, "a hold that ends active");
        OMS_CHECK(
            end_order_hold(order, released->hold_id, released->state, time, released->reason_id));
        if (!released->reason_id.empty()) order.personal_ids.push_back(released->reason_id);
        return order;
    }
    if (const auto* noted = std::get_if<OrderNoted>(&data.any())) {
        order.personal_ids.push_back(noted->note_id);
        return order;
    }
    if (const auto* tags = std::get_if<OrderTagsChanged>(&data.any())) {
        OMS_CHECK(apply_tags(order, tags->change));
        return order;
    }
    if (const auto* rerouted = std::get_if<OrderRerouted>(&data.any())) {
        OMS_CHECK(apply_reroute(order, rerouted->rerouted, rerouted->parcels));
        if (!rerouted->reason_id.empty()) order.personal_ids.push_back(rerouted->reason_id);
        return order;
    }
    if (const auto* allocated = std::get_if<OrderUnitsAllocated>(&data.any())) {
        OMS_CHECK(apply_allocation(order, allocated->moves, allocated->parcels));
        return order;
    }
    if (const auto* repromised = std::get_if<OrderRepromised>(&data.any())) {
        order.waiting = repromised->waiting;
        return order;
    }
    if (const auto* moved = std::get_if<OrderUnitsMoved>(&data.any())) {
        OMS_CHECK(apply_moves(order, moved->moves));
        return order;
    }
    if (const auto* payment = std::get_if<OrderPaymentDue>(&data.any())) {
        order.payments_due.push_back(payment->due);
        return order;
    }
    if (const auto* changed = std::get_if<OrderEdited>(&data.any())) {
        OMS_CHECK(apply_edit(order, changed->edit));
        return order;
    }
    if (const auto* planned = std::get_if<OrderPlanChanged>(&data.any())) {
        order.parcels = planned->parcels;
        order.refusals = planned->refusals;
        order.exclusions = planned->exclusions;
        return order;
    }
    if (const auto* counted = std::get_if<OrderReturnsCounted>(&data.any())) {
        OMS_CHECK(count_returns(order, counted->counts));
        return order;
    }
    if (const auto* refunded = std::get_if<OrderRefunded>(&data.any())) {
        order.refunds.push_back(refunded->refund);
        return order;
    }
    if (const OrderChoice* choice = choice_of(data)) {
        const OrderChoice* before_it = find_choice(order, choice->choice_id);
        if (!choice->reason_id.empty() &&
            (before_it == nullptr || before_it->reason_id != choice->reason_id))
            order.personal_ids.push_back(choice->reason_id);
        apply_choice(order, *choice);
        return order;
    }
    return fail(Reason::corrupt_row, "not an order's event");
}

Result<CartHold> fold(const std::optional<CartHold>& before, const EventData& data,
                      std::int64_t sequence) {
    const std::int64_t expected = before ? before->head.sequence + 1 : 1;
    if (sequence != expected) return fail(Reason::corrupt_row, "a gap in a cart hold's events");
    if (const auto* placed = std::get_if<CartHoldPlaced>(&data.any())) {
        CartHold hold = placed->hold;
        hold.head.sequence = sequence;
        return hold;
    }
    if (!before) return fail(Reason::corrupt_row, "a cart hold begins when it is placed");
    CartHold hold = *before;
    hold.head.sequence = sequence;
    if (const auto* extended = std::get_if<CartHoldExtended>(&data.any())) {
        hold.extended = true;
        hold.expire_time = extended->expire_time;
        return hold;
    }
    if (const auto* ended = std::get_if<CartHoldEnded>(&data.any())) {
        end_hold(hold, ended->state);
        return hold;
    }
    return fail(Reason::corrupt_row, "not a cart hold's event");
}

Result<Receipt> fold(const std::optional<Receipt>& before, const EventData& data,
                     std::int64_t sequence) {
    const std::int64_t expected = before ? before->head.sequence + 1 : 1;
    if (sequence != expected) return fail(Reason::corrupt_row, "a gap in the events of a receipt");
    if (const auto* planned = std::get_if<ReceiptPlanned>(&data.any())) {
        if (before) return fail(Reason::corrupt_row, "a receipt is planned once");
        Receipt receipt = planned->receipt;
        receipt.head.sequence = sequence;
        return receipt;
    }
    if (!before) return fail(Reason::corrupt_row, "a receipt begins when it is planned");
    Receipt receipt = *before;
    receipt.head.sequence = sequence;
    if (const auto* updated = std::get_if<ReceiptUpdated>(&data.any())) {
        OMS_CHECK(change(receipt, updated->expected_quantity, updated->expected_time));
        return receipt;
    }
    if (const auto* received = std::get_if<ReceiptReceived>(&data.any())) {
        OMS_CHECK(receive(receipt, received->quantity, received->final));
        return receipt;
    }
    return fail(Reason::corrupt_row, "not a receipt's event");
}

Result<RulesVersion> fold(const std::optional<RulesVersion>& before, const EventData& data,
                          std::int64_t sequence, Timestamp time) {
    const std::int64_t expected = before ? before->head.sequence + 1 : 1;
    if (sequence != expected) return fail(Reason::corrupt_row, "a gap in the events of rules");
    if (const auto* created = std::get_if<RulesCreated>(&data.any())) {
        if (before) return fail(Reason::corrupt_row, "a version of the rules is created once");
        RulesVersion rules;
        rules.version = created->version;
        rules.body = created->body;
        rules.author = created->author;
        rules.comment = created->comment;
        rules.create_time = time;
        rules.head.sequence = sequence;
        return rules;
    }
    const auto* published = std::get_if<RulesPublished>(&data.any());
    if (!before || published == nullptr || published->version != before->version)
        return fail(Reason::corrupt_row, "not an event of this version of the rules");
    RulesVersion rules = *before;
    rules.state = RulesState::published;
    rules.publish_time = time;
    rules.head.sequence = sequence;
    return rules;
}

}  // namespace oms
