#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/cart_hold.hpp"
#include "domain/catalog.hpp"
#include "domain/order.hpp"
#include "domain/order_tags.hpp"
#include "domain/receipt.hpp"
#include "domain/rerouting.hpp"
#include "domain/routing_rules.hpp"
#include "domain/stock.hpp"
#include "domain/time.hpp"

namespace oms {

// What happened, as complete non-personal deltas: folding an aggregate's events gives its state.
// `type` is public API, as are the names of the fields (describe.hpp).

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

using EventData =
    std::variant<OrderPlaced, OrderUnitsCanceled, CartHoldPlaced, CartHoldExtended, CartHoldEnded,
                 ItemCreated, LocationCreated, ChannelCreated, StockPosted, ItemUpdated,
                 LocationUpdated, ChannelUpdated, OrderHeld, OrderHoldReleased, OrderNoted,
                 OrderTagsChanged, RulesCreated, RulesPublished, OrderRerouted, OrderUnitsAllocated,
                 OrderRepromised, ReceiptPlanned, ReceiptUpdated, ReceiptReceived>;

std::string_view event_type(const EventData& data);

enum class AggregateType : std::uint8_t {
    order,
    cart_hold,
    item,
    location,
    channel,
    stock,
    rules,
    receipt
};
template <>
struct EnumText<AggregateType> {
    static constexpr std::array<std::string_view, 8> names{
        "order", "cart_hold", "item", "location", "channel", "stock", "rules", "receipt"};
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
Result<RulesVersion> fold(const std::optional<RulesVersion>& before, const EventData& data,
                          std::int64_t sequence, Timestamp time);

}  // namespace oms

template <>
struct std::hash<oms::AggregateRef> {
    std::size_t operator()(const oms::AggregateRef& ref) const noexcept {
        return oms::hash_mix(std::hash<std::string>{}(ref.id), static_cast<std::size_t>(ref.type));
    }
};
