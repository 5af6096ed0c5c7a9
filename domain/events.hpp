#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "domain/cart_hold.hpp"
#include "domain/catalog.hpp"
#include "domain/effect.hpp"
#include "domain/fulfillment_order.hpp"
#include "domain/order.hpp"
#include "domain/order_edit.hpp"
#include "domain/order_return.hpp"
#include "domain/order_tags.hpp"
#include "domain/payment_delta.hpp"
#include "domain/pickup.hpp"
#include "domain/receipt.hpp"
#include "domain/rerouting.hpp"
#include "domain/return_policy.hpp"
#include "domain/routing_rules.hpp"
#include "domain/shelf.hpp"
#include "domain/stock.hpp"
#include "domain/time.hpp"

namespace oms {

// What happened, as complete non-personal deltas: folding an aggregate's events gives its state.
// `type` is public API, as are the names of the fields (describe.hpp).

// Specialized for the actions of a task: the event type of each.
template <class Action>
struct EventNames;

struct OrderPlaced {
    static constexpr std::string_view type = "order.placed";
    Order order;
    friend bool operator==(const OrderPlaced&, const OrderPlaced&) = default;
};
struct OrderUnitsCanceled {
    static constexpr std::string_view type = "order.units_canceled";
    CancelReason reason = CancelReason::other;
    PersonalId comment_id;  // empty: none
    std::vector<UnitMove> moves;
    friend bool operator==(const OrderUnitsCanceled&, const OrderUnitsCanceled&) = default;
};
// A hold as it begins.
struct OrderHeld {
    static constexpr std::string_view type = "order.held";
    OrderHold hold;
    friend bool operator==(const OrderHeld&, const OrderHeld&) = default;
};
struct OrderHoldReleased {
    static constexpr std::string_view type = "order.hold_released";
    HoldId hold_id;
    HoldState state = HoldState::released;  // or expired
    PersonalId reason_id;                   // empty: none
    friend bool operator==(const OrderHoldReleased&, const OrderHoldReleased&) = default;
};
struct OrderNoted {
    static constexpr std::string_view type = "order.noted";
    PersonalId note_id;
    friend bool operator==(const OrderNoted&, const OrderNoted&) = default;
};
struct OrderTagsChanged {
    static constexpr std::string_view type = "order.tags_changed";
    TagsChange change;
    friend bool operator==(const OrderTagsChanged&, const OrderTagsChanged&) = default;
};
// Units are reserved elsewhere than before: freed at one location, reserved at another.
struct OrderRerouted {
    static constexpr std::string_view type = "order.rerouted";
    std::int64_t decision_no = 0;      // of the RoutingRecord that says why
    std::vector<LocationId> excluded;  // where nothing was to come from
    PersonalId reason_id;              // empty: none
    std::vector<ReroutedUnits> rerouted;
    std::vector<OrderParcel> parcels;  // every one of the order, from now on
    friend bool operator==(const OrderRerouted&, const OrderRerouted&) = default;
};
// Units that waited have got stock: they leave their claims on receipts, the first claimed first.
struct OrderUnitsAllocated {
    static constexpr std::string_view type = "order.units_allocated";
    std::vector<UnitMove> moves;
    std::vector<OrderParcel> parcels;  // those made for them
    friend bool operator==(const OrderUnitsAllocated&, const OrderUnitsAllocated&) = default;
};
// The supply that its waiting units were promised has changed: all claims of the order as they are
// from now on.
struct OrderRepromised {
    static constexpr std::string_view type = "order.repromised";
    std::vector<Waiting> waiting;
    friend bool operator==(const OrderRepromised&, const OrderRepromised&) = default;
};
// Units went on, or back, with the work of a location.
struct OrderUnitsMoved {
    static constexpr std::string_view type = "order.units_moved";
    FulfillmentOrderId fulfillment_order_id;
    std::vector<UnitMove> moves;
    friend bool operator==(const OrderUnitsMoved&, const OrderUnitsMoved&) = default;
};
// Money has to move, once.
struct OrderPaymentDue {
    static constexpr std::string_view type = "order.payment_due";
    PaymentDue due;
    friend bool operator==(const OrderPaymentDue&, const OrderPaymentDue&) = default;
};
// What is planned of the order, all of it, as it is from now on.
struct OrderPlanChanged {
    static constexpr std::string_view type = "order.plan_changed";
    std::vector<OrderParcel> parcels;
    std::int64_t refusals = 0;
    std::vector<LocationId> exclusions;
    friend bool operator==(const OrderPlanChanged&, const OrderPlanChanged&) = default;
};

// What was ordered, where it goes or how, has changed.
struct OrderEdited {
    static constexpr std::string_view type = "order.edited";
    std::int64_t decision_no = 0;  // of the RoutingRecord that says why it comes from there; or 0
    EditedOrder edit;
    friend bool operator==(const OrderEdited&, const OrderEdited&) = default;
};
// The customer is asked, with what is offered.
struct OrderChoiceOpened {
    static constexpr std::string_view type = "order.choice_opened";
    OrderChoice choice;
    friend bool operator==(const OrderChoiceOpened&, const OrderChoiceOpened&) = default;
};
// Other options are offered, or there is nothing to choose any more.
struct OrderChoiceChanged {
    static constexpr std::string_view type = "order.choice_changed";
    OrderChoice choice;
    friend bool operator==(const OrderChoiceChanged&, const OrderChoiceChanged&) = default;
};
// What was chosen, and by whom; its lines go that way from then on.
struct OrderChoiceMade {
    static constexpr std::string_view type = "order.choice_made";
    OrderChoice choice;
    friend bool operator==(const OrderChoiceMade&, const OrderChoiceMade&) = default;
};
// Units of the order are announced to come back, or have come; fewer again when they do not, or
// were given back to the customer.
struct OrderReturnsCounted {
    static constexpr std::string_view type = "order.returns_counted";
    ReturnId return_id;
    std::vector<ReturnedUnits> counts;
    friend bool operator==(const OrderReturnsCounted&, const OrderReturnsCounted&) = default;
};
// Money is paid back, and for what; order.payment_due tells by what means.
struct OrderRefunded {
    static constexpr std::string_view type = "order.refunded";
    RefundRecord refund;
    friend bool operator==(const OrderRefunded&, const OrderRefunded&) = default;
};
// A version of the return policy came into force.
struct ReturnPolicyPublished {
    static constexpr std::string_view type = "return_policy.published";
    std::int64_t version = 0;
    std::string author;
    std::string comment;
    ReturnPolicy policy;
    friend bool operator==(const ReturnPolicyPublished&, const ReturnPolicyPublished&) = default;
};

// The event types of tasks and pickups, by their actions.
template <>
struct EventNames<FulfillmentAction> {
    static constexpr std::array<std::string_view, 33> types{
        "fulfillment_order.released",         "fulfillment_order.accepted",
        "fulfillment_order.assigned",         "fulfillment_order.picking_started",
        "fulfillment_order.picked",           "fulfillment_order.fell_short",
        "fulfillment_order.packed",           "fulfillment_order.shipped",
        "fulfillment_order.delivered",        "fulfillment_order.made_ready",
        "fulfillment_order.collected",        "fulfillment_order.sent",
        "fulfillment_order.received",         "fulfillment_order.rejected",
        "fulfillment_order.withdrawn",        "fulfillment_order.cancel_requested",
        "fulfillment_order.cancel_granted",   "fulfillment_order.resumed_released",
        "fulfillment_order.resumed_accepted", "fulfillment_order.resumed_picking",
        "fulfillment_order.resumed_packed",   "fulfillment_order.resumed_ready",
        "fulfillment_order.canceled",         "fulfillment_order.put_back",
        "fulfillment_order.given_up",         "fulfillment_order.retried",
        "fulfillment_order.partly_collected", "fulfillment_order.tracked",
        "fulfillment_order.taken_back",       "fulfillment_order.delayed",
        "fulfillment_order.recalled",         "fulfillment_order.recall_granted",
        "fulfillment_order.redirect_asked"};
};
template <>
struct EventNames<PickupAction> {
    static constexpr std::array<std::string_view, 16> types{
        "pickup.placed",           "pickup.changed",
        "pickup.made_ready",       "pickup.reminded",
        "pickup.extended",         "pickup.proxy_named",
        "pickup.code_reissued",    "pickup.wrong_code_counted",
        "pickup.customer_arrived", "pickup.customer_left",
        "pickup.partly_collected", "pickup.collected",
        "pickup.expired",          "pickup.revived",
        "pickup.canceled",         "pickup.alerted"};
};
template <>
struct EventNames<EffectAction> {
    static constexpr std::array<std::string_view, 6> types{"effect.planned",   "effect.done",
                                                           "effect.postponed", "effect.failed",
                                                           "effect.retried",   "effect.canceled"};
};
template <>
struct EventNames<ReturnAction> {
    static constexpr std::array<std::string_view, 13> types{
        "return.requested",        "return.approved",
        "return.rejected",         "return.sent",
        "return.received",         "return.inspected",
        "return.partly_inspected", "return.disposed_of",
        "return.refunded",         "return.partly_refunded",
        "return.canceled",         "return.expired",
        "return.credit_issued"};
};
template <>
struct EventNames<PaymentAction> {
    static constexpr std::array<std::string_view, 10> types{"payment.fell_due",
                                                            "payment.operation_done",
                                                            "payment.operation_failed",
                                                            "payment.operation_uncertain",
                                                            "payment.capture_asked",
                                                            "payment.refund_asked",
                                                            "payment.recorded",
                                                            "payment.renewal_asked",
                                                            "payment.authorization_lapsed",
                                                            "payment.disputed"};
};
// Every action has a name of its own.
template <class Action>
constexpr bool names_all_actions() {
    const auto& types = EventNames<Action>::types;
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (types[i].empty()) return false;
        for (std::size_t j = 0; j < i; ++j) {
            if (types[i] == types[j]) return false;
        }
    }
    return types.size() == EnumText<Action>::names.size();
}
static_assert(names_all_actions<FulfillmentAction>());
static_assert(names_all_actions<PickupAction>());
static_assert(names_all_actions<EffectAction>());
static_assert(names_all_actions<ReturnAction>());
static_assert(names_all_actions<PaymentAction>());
// The whole new state after the action.
template <FulfillmentAction action>
struct FulfillmentOrderTold {
    static constexpr std::string_view type =
        EventNames<FulfillmentAction>::types[static_cast<std::size_t>(action)];
    FulfillmentOrder after;
    friend bool operator==(const FulfillmentOrderTold&, const FulfillmentOrderTold&) = default;
};
template <PickupAction action>
struct PickupTold {
    static constexpr std::string_view type =
        EventNames<PickupAction>::types[static_cast<std::size_t>(action)];
    Pickup after;
    friend bool operator==(const PickupTold&, const PickupTold&) = default;
};
template <EffectAction action>
struct EffectTold {
    static constexpr std::string_view type =
        EventNames<EffectAction>::types[static_cast<std::size_t>(action)];
    Effect after;
    friend bool operator==(const EffectTold&, const EffectTold&) = default;
};

template <ReturnAction action>
struct ReturnTold {
    static constexpr std::string_view type =
        EventNames<ReturnAction>::types[static_cast<std::size_t>(action)];
    Return after;
    friend bool operator==(const ReturnTold&, const ReturnTold&) = default;
};
// The first event of an order's payment ledger: all of it, before anything fell due.
struct PaymentOpened {
    static constexpr std::string_view type = "payment.opened";
    PaymentLedger ledger;
    friend bool operator==(const PaymentOpened&, const PaymentOpened&) = default;
};
template <PaymentAction action>
struct PaymentTold {
    static constexpr std::string_view type =
        EventNames<PaymentAction>::types[static_cast<std::size_t>(action)];
    PaymentDelta delta;
    friend bool operator==(const PaymentTold&, const PaymentTold&) = default;
};

struct CartHoldPlaced {
    static constexpr std::string_view type = "cart_hold.placed";
    CartHold hold;
    friend bool operator==(const CartHoldPlaced&, const CartHoldPlaced&) = default;
};
struct CartHoldExtended {
    static constexpr std::string_view type = "cart_hold.extended";
    Timestamp expire_time;
    friend bool operator==(const CartHoldExtended&, const CartHoldExtended&) = default;
};
struct CartHoldEnded {
    static constexpr std::string_view type = "cart_hold.ended";
    CartHoldState state = CartHoldState::released;
    OrderId order_id;  // the order that took it over, or empty
    friend bool operator==(const CartHoldEnded&, const CartHoldEnded&) = default;
};
struct ItemCreated {
    static constexpr std::string_view type = "item.created";
    Item item;
    friend bool operator==(const ItemCreated&, const ItemCreated&) = default;
};
struct LocationCreated {
    static constexpr std::string_view type = "location.created";
    Location location;
    friend bool operator==(const LocationCreated&, const LocationCreated&) = default;
};
struct ChannelCreated {
    static constexpr std::string_view type = "channel.created";
    Channel channel;
    friend bool operator==(const ChannelCreated&, const ChannelCreated&) = default;
};
// The whole new state after a change.
struct ItemUpdated {
    static constexpr std::string_view type = "item.updated";
    Item item;
    friend bool operator==(const ItemUpdated&, const ItemUpdated&) = default;
};
struct LocationUpdated {
    static constexpr std::string_view type = "location.updated";
    Location location;
    friend bool operator==(const LocationUpdated&, const LocationUpdated&) = default;
};
struct ChannelUpdated {
    static constexpr std::string_view type = "channel.updated";
    Channel channel;
    friend bool operator==(const ChannelUpdated&, const ChannelUpdated&) = default;
};
struct StockPosted {
    static constexpr std::string_view type = "stock.posted";
    LedgerEntry entry;
    friend bool operator==(const StockPosted&, const StockPosted&) = default;
};

// Its goods lie elsewhere from now on.
struct StockShelved {
    static constexpr std::string_view type = "stock.shelved";
    StockKey key;
    Shelf shelf;
    friend bool operator==(const StockShelved&, const StockShelved&) = default;
};

// A version of the routing rules as it is drafted, its document included.
struct RulesCreated {
    static constexpr std::string_view type = "rules.created";
    std::int64_t version = 0;
    std::string author;
    std::string comment;
    std::string body;
    friend bool operator==(const RulesCreated&, const RulesCreated&) = default;
};
// The version came into force, for the first time or again.
struct RulesPublished {
    static constexpr std::string_view type = "rules.published";
    std::int64_t version = 0;
    std::int64_t publication = 0;     // RulesHead::publications with it
    std::int64_t version_before = 0;  // what was in force until then, or 0
    friend bool operator==(const RulesPublished&, const RulesPublished&) = default;
};

struct ReceiptPlanned {
    static constexpr std::string_view type = "receipt.planned";
    Receipt receipt;
    friend bool operator==(const ReceiptPlanned&, const ReceiptPlanned&) = default;
};
struct ReceiptUpdated {
    static constexpr std::string_view type = "receipt.updated";
    std::int64_t expected_quantity = 0;
    Timestamp expected_time;
    friend bool operator==(const ReceiptUpdated&, const ReceiptUpdated&) = default;
};
struct ReceiptReceived {
    static constexpr std::string_view type = "receipt.received";
    std::int64_t quantity = 0;
    bool final = false;  // nothing more comes
    friend bool operator==(const ReceiptReceived&, const ReceiptReceived&) = default;
};

using AnyEvent = std::variant<
    OrderPlaced, OrderUnitsCanceled, CartHoldPlaced, CartHoldExtended, CartHoldEnded, ItemCreated,
    LocationCreated, ChannelCreated, StockPosted, ItemUpdated, LocationUpdated, ChannelUpdated,
    OrderHeld, OrderHoldReleased, OrderNoted, OrderTagsChanged, RulesCreated, RulesPublished,
    OrderRerouted, OrderUnitsAllocated, OrderRepromised, ReceiptPlanned, ReceiptUpdated,
    ReceiptReceived, OrderUnitsMoved, OrderPlanChanged, OrderPaymentDue,
    FulfillmentOrderTold<FulfillmentAction::release>,
    FulfillmentOrderTold<FulfillmentAction::accept>,
    FulfillmentOrderTold<FulfillmentAction::assign>,
    FulfillmentOrderTold<FulfillmentAction::start_picking>,
    FulfillmentOrderTold<FulfillmentAction::pick>,
    FulfillmentOrderTold<FulfillmentAction::fall_short>,
    FulfillmentOrderTold<FulfillmentAction::pack>, FulfillmentOrderTold<FulfillmentAction::ship>,
    FulfillmentOrderTold<FulfillmentAction::deliver>,
    FulfillmentOrderTold<FulfillmentAction::make_ready>,
    FulfillmentOrderTold<FulfillmentAction::collect>, FulfillmentOrderTold<FulfillmentAction::send>,
    FulfillmentOrderTold<FulfillmentAction::receive>,
    FulfillmentOrderTold<FulfillmentAction::reject>,
    FulfillmentOrderTold<FulfillmentAction::withdraw>,
    FulfillmentOrderTold<FulfillmentAction::request_cancel>,
    FulfillmentOrderTold<FulfillmentAction::grant_cancel>,
    FulfillmentOrderTold<FulfillmentAction::resume_released>,
    FulfillmentOrderTold<FulfillmentAction::resume_accepted>,
    FulfillmentOrderTold<FulfillmentAction::resume_picking>,
    FulfillmentOrderTold<FulfillmentAction::resume_packed>,
    FulfillmentOrderTold<FulfillmentAction::resume_ready>,
    FulfillmentOrderTold<FulfillmentAction::cancel>,
    FulfillmentOrderTold<FulfillmentAction::put_back>,
    FulfillmentOrderTold<FulfillmentAction::give_up>,
    FulfillmentOrderTold<FulfillmentAction::retry>,
    FulfillmentOrderTold<FulfillmentAction::collect_part>,
    FulfillmentOrderTold<FulfillmentAction::track>, PickupTold<PickupAction::place>,
    PickupTold<PickupAction::change>, PickupTold<PickupAction::make_ready>,
    PickupTold<PickupAction::remind>, PickupTold<PickupAction::extend>,
    PickupTold<PickupAction::name_proxy>, PickupTold<PickupAction::reissue_code>,
    PickupTold<PickupAction::count_wrong>, PickupTold<PickupAction::arrive>,
    PickupTold<PickupAction::leave>, PickupTold<PickupAction::collect_part>,
    PickupTold<PickupAction::collect>, PickupTold<PickupAction::expire>,
    PickupTold<PickupAction::revive>, PickupTold<PickupAction::cancel>,
    EffectTold<EffectAction::plan>, EffectTold<EffectAction::succeed>,
    EffectTold<EffectAction::postpone>, EffectTold<EffectAction::fail>,
    EffectTold<EffectAction::retry>, EffectTold<EffectAction::cancel>, StockShelved,
    FulfillmentOrderTold<FulfillmentAction::take_back>, PickupTold<PickupAction::alert>,
    OrderEdited, OrderChoiceOpened, OrderChoiceChanged, OrderChoiceMade,
    FulfillmentOrderTold<FulfillmentAction::delay>, OrderReturnsCounted, OrderRefunded,
    ReturnPolicyPublished, ReturnTold<ReturnAction::request>, ReturnTold<ReturnAction::approve>,
    ReturnTold<ReturnAction::reject>, ReturnTold<ReturnAction::send>,
    ReturnTold<ReturnAction::receive>, ReturnTold<ReturnAction::inspect>,
    ReturnTold<ReturnAction::inspect_part>, ReturnTold<ReturnAction::dispose>,
    ReturnTold<ReturnAction::refund>, ReturnTold<ReturnAction::refund_part>,
    ReturnTold<ReturnAction::cancel>, ReturnTold<ReturnAction::expire>, PaymentOpened,
    PaymentTold<PaymentAction::fall_due>, PaymentTold<PaymentAction::succeed>,
    PaymentTold<PaymentAction::refuse>, PaymentTold<PaymentAction::lose>,
    PaymentTold<PaymentAction::ask_capture>, PaymentTold<PaymentAction::ask_refund>,
    PaymentTold<PaymentAction::record>, PaymentTold<PaymentAction::renew>,
    PaymentTold<PaymentAction::lapse>, PaymentTold<PaymentAction::dispute>,
    ReturnTold<ReturnAction::issue>, FulfillmentOrderTold<FulfillmentAction::recall>,
    FulfillmentOrderTold<FulfillmentAction::grant_recall>,
    FulfillmentOrderTold<FulfillmentAction::redirect>>;

template <class Event, class Variant>
inline constexpr bool is_one_of = false;
template <class Event, class... All>
inline constexpr bool is_one_of<Event, std::variant<All...>> = (std::is_same_v<Event, All> || ...);

// Any of the events. Immutable and cheap to copy. Whoever makes one needs not know how all the
// others are copied and destroyed, which the compiler would otherwise work out in every file.
class EventData {
public:
    template <class Event, class = std::enable_if_t<is_one_of<Event, AnyEvent>>>
    EventData(Event event) : any_(held(std::move(event))) {}
    const AnyEvent& any() const noexcept { return *any_; }
    friend bool operator==(const EventData& a, const EventData& b);

private:
    // Its body is in events.cpp, for each of the events.
    template <class Event>
    static std::shared_ptr<const AnyEvent> held(Event event);

    std::shared_ptr<const AnyEvent> any_;
};

// The event that tells of an action.
EventData told(FulfillmentAction action, FulfillmentOrder after);
EventData told(PickupAction action, Pickup after);
EventData told(EffectAction action, Effect after);
EventData told(ReturnAction action, Return after);
EventData told(PaymentAction action, PaymentDelta delta);

std::string_view event_type(const EventData& data);

enum class AggregateType : std::uint8_t {
    order,
    cart_hold,
    item,
    location,
    channel,
    stock,
    rules,
    receipt,
    fulfillment_order,
    pickup,
    effect,
    goods_return,
    return_policy,
    payment
};
template <>
struct EnumText<AggregateType> {
    static constexpr std::array<std::string_view, 14> names{
        "order",         "cart_hold", "item",
        "location",      "channel",   "stock",
        "rules",         "receipt",   "fulfillment_order",
        "pickup",        "effect",    "return",
        "return_policy", "payment"};
};

struct AggregateRef {
    AggregateType type = AggregateType::order;
    std::string id;
    friend auto operator<=>(const AggregateRef&, const AggregateRef&) = default;
};

// "sku@location": the aggregate id of a stock row in events.
std::string to_text(const StockKey& key);

// An event on its way to the log; position and hash are given at the flush.
struct PendingEvent {
    EventId event_id;
    AggregateRef aggregate;
    std::int64_t sequence = 0;  // 1, 2, 3, ... within the aggregate
    Timestamp time;
    std::string actor;
    std::string cause;
    // Whose scopes see it: its channel, and every location it touches.
    ChannelId channel_id;
    std::vector<LocationId> location_ids;
    EventData data;
};

// Folding: the state after an event. Fails with Reason::corrupt_row for an event that cannot
// follow.
Result<Order> fold(std::optional<Order> before, const EventData& data, std::int64_t sequence,
                   Timestamp time);
Result<CartHold> fold(const std::optional<CartHold>& before, const EventData& data,
                      std::int64_t sequence);
// Without `promised`, which the events of orders tell.
Result<Receipt> fold(const std::optional<Receipt>& before, const EventData& data,
                     std::int64_t sequence);
Result<FulfillmentOrder> fold(const std::optional<FulfillmentOrder>& before, const EventData& data,
                              std::int64_t sequence);
Result<Pickup> fold(const std::optional<Pickup>& before, const EventData& data,
                    std::int64_t sequence);
Result<Effect> fold(const std::optional<Effect>& before, const EventData& data,
                    std::int64_t sequence);
Result<Return> fold(const std::optional<Return>& before, const EventData& data,
                    std::int64_t sequence);
Result<ReturnPolicyVersion> fold(const std::optional<ReturnPolicyVersion>& before,
                                 const EventData& data, std::int64_t sequence, Timestamp time);
Result<PaymentLedger> fold(std::optional<PaymentLedger> before, const EventData& data,
                           std::int64_t sequence, Timestamp time);
Result<RulesVersion> fold(const std::optional<RulesVersion>& before, const EventData& data,
                          std::int64_t sequence, Timestamp time);

}  // namespace oms

template <>
struct std::hash<oms::AggregateRef> {
    std::size_t operator()(const oms::AggregateRef& ref) const noexcept {
        return oms::hash_mix(std::hash<std::string>{}(ref.id), static_cast<std::size_t>(ref.type));
    }
};
