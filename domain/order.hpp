#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/line_quantities.hpp"
#include "domain/money.hpp"
#include "domain/order_choice.hpp"
#include "domain/order_hold.hpp"
#include "domain/order_parcel.hpp"
#include "domain/order_waiting.hpp"
#include "domain/payment_due.hpp"
#include "domain/refund_record.hpp"
#include "domain/reservation.hpp"
#include "domain/time.hpp"

namespace oms {

enum class OnShortage : std::uint8_t { refuse, backorder, accept_unallocated };
enum class DiscountScope : std::uint8_t { line, order };
enum class OnReturn : std::uint8_t { proportional, recalculate, keep };
enum class ChargeType : std::uint8_t { shipping, gift_wrap, fee };
enum class Method : std::uint8_t { delivery, pickup };
enum class OrderStatus : std::uint8_t { pending_payment, placed, completed, canceled, expired };
enum class FulfillmentStatus : std::uint8_t {
    unallocated,
    partially_allocated,
    allocated,
    in_progress,
    partially_fulfilled,
    fulfilled,
    canceled,
};
enum class CancelReason : std::uint8_t {
    customer_request,
    out_of_stock,
    fraud,
    price_error,
    duplicate,
    other
};

// Money taken off: on a line for all its units, on the order split over the lines.
struct Discount {
    std::string promotion_id;
    DiscountScope scope = DiscountScope::line;
    OnReturn on_return = OnReturn::proportional;
    Money amount;
    friend bool operator==(const Discount&, const Discount&) = default;
};

// Money asked beside the goods. `tax` is part of `amount` when the order's tax is included.
struct Charge {
    ChargeType type = ChargeType::shipping;
    Money amount;
    Money tax;
    friend bool operator==(const Charge&, const Charge&) = default;
};

// How the customer pays, as far as the caller tells. Never card data.
struct Tender {
    std::string type;
    Money amount;
    std::string reference;
    friend bool operator==(const Tender&, const Tender&) = default;
};

// What all units of a line cost together, each order-level amount split by largest remainder. What
// unit k bears of each is unit_share(total, k, ordered).
struct LineTotals {
    Money goods;
    Money line_discounts;
    Money order_discounts;
    Money charges;
    Money tax;  // its own and its share of the charges' tax
    friend bool operator==(const LineTotals&, const LineTotals&) = default;
};

struct OrderTotals {
    Money goods;
    Money discounts;
    Money charges;
    Money tax;
    Money total;  // goods - discounts + charges, + tax unless it is included
    friend bool operator==(const OrderTotals&, const OrderTotals&) = default;
};

// SKU, quantity, price and promise. `line_no` counts from 1.
struct OrderLine {
    std::int64_t line_no = 0;
    Sku sku;
    Money unit_price;
    std::vector<Discount> discounts;
    Money tax;
    std::string tax_code;
    Method method = Method::delivery;
    std::string service_level;   // delivery
    LocationId pickup_location;  // pickup
    // The customer carries it away from the pickup location as the order is placed.
    bool carried_out = false;
    std::optional<Timestamp> promised_by;
    LineTotals totals;
    LineQuantities quantities;
    friend bool operator==(const OrderLine&, const OrderLine&) = default;
};

// The promise to a customer. Personal data is in PersonalRecords of their own, named by id.
struct Order {
    OrderId order_id;
    OrderNumber number;
    ChannelId channel_id;
    ExternalId external_id;
    CartId cart_id;  // may be empty
    std::string customer_reference;
    std::vector<OrderLine> lines;
    std::vector<Charge> charges;
    std::vector<Discount> discounts;
    std::vector<Tender> tenders;
    bool tax_included = false;
    bool gift = false;
    // The customer wants one delivery: when a location falls short, what it has packed waits for
    // their choice.
    bool keep_together = false;
    // Whoever collects any of it shows an identity, whatever the goods are.
    bool identity_required = false;
    OnShortage on_shortage = OnShortage::refuse;
    OrderTotals totals;
    std::vector<PersonalId> personal_ids;
    // By line, then location.
    std::vector<Reservation> reservations;
    // What locations are to send or hand over for it; only what the routing engine has planned, and
    // without units that were canceled since.
    std::vector<OrderParcel> parcels;
    // Of its backordered units those that a receipt is to bring, by line, then as they were
    // claimed.
    std::vector<Waiting> waiting;
    // In the order they were placed; at most most_holds.
    std::vector<OrderHold> holds;
    // Ascending, none twice; at most most_tags.
    std::vector<std::string> tags;
    // How many locations have refused a task of it since somebody last looked into it.
    std::int64_t refusals = 0;
    // Where none of it is to come from any more: ascending.
    std::vector<LocationId> exclusions;
    // In the order they fell due.
    std::vector<PaymentDue> payments_due;
    // In the order they were opened; at most most_choices.
    std::vector<OrderChoice> choices;
    // What was paid back of it, and for what; in the order it was decided.
    std::vector<RefundRecord> refunds;
    Timestamp create_time;
    Timestamp update_time;
    EventHead head;
    friend bool operator==(const Order&, const Order&) = default;
};

// Units of one line that changed state; `location_id` names the reservation they belong to, where
// they leave it or, coming from a transfer, get one.
struct UnitMove {
    std::int64_t line_no = 0;
    UnitState from = UnitState::unallocated;
    UnitState to = UnitState::unallocated;
    std::int64_t units = 0;
    LocationId location_id;  // empty: no reservation is touched
    friend bool operator==(const UnitMove&, const UnitMove&) = default;
};

// Units of one line somebody wants canceled.
struct CancelLine {
    std::int64_t line_no = 0;
    std::int64_t units = 0;
};

// After so many refusals nobody else is asked by itself.
inline constexpr std::int64_t most_refusals = 3;
// Locations have refused it too often: a person decides what becomes of its units without stock.
constexpr bool needs_decision(const Order& order) {
    return order.refusals >= most_refusals;
}

// Every location whose staff see the order: where units are or were reserved, where some are
// collected.
std::vector<LocationId> locations_of(const Order& order);

OrderStatus order_status(const Order& order);
// True when nothing is open any more: completed, canceled or expired.
bool has_ended(const Order& order);
FulfillmentStatus fulfillment_status(const Order& order);

// True of states in which a unit is not reserved at its location any more: it has left, or is free.
bool ends_reservation(UnitState state) noexcept;
// True of those in which it has left.
bool consumes_reservation(UnitState state) noexcept;

// Units of the reservation, which is the order's, that no released parcel covers: they may move, or
// be canceled without asking anybody.
std::int64_t unreleased_units(const Order& order, const Reservation& reservation);

// What a wish to cancel comes to: units that are canceled at once, and those that a location has to
// give back first.
struct CancelPlan {
    std::vector<UnitMove> moves;
    std::vector<ParcelUnits> to_ask;  // by line
};

// The plan that cancels the given units (empty: everything that can be canceled), taking units
// without stock first, then reserved ones by location, then `askable` ones: those that tasks may
// still give back. Fails with Reason::illegal_transition, naming each line of which fewer units can
// be canceled, or when nothing can.
Result<CancelPlan> plan_cancel(const Order& order, const std::vector<CancelLine>& lines,
                               const std::vector<ParcelUnits>& askable = {});

// Carries out moves and their effect on the order's reservations and claims on receipts. Fails with
// Reason::illegal_transition and leaves the order half changed: work on a copy.
Result<void> apply_moves(Order& order, const std::vector<UnitMove>& moves);
// What the moves make due of an order that they have not been applied to: to capture for units that
// leave for the customer or are handed over, the order's charges with the first of them; to void
// for units that are canceled, the charges when nothing is left. All of an order add up to its
// total (M5), and captures never pass what was handed over (M8).
struct AmountsDue {
    Money capture;
    Money void_authorization;
};
AmountsDue amounts_due(const Order& before, const std::vector<UnitMove>& moves);

// Gives waiting units the stock they have waited for: each move is from a waiting state to
// allocated, at the location that sends them, where the order gets a reservation; `parcels` are
// added to its own. Fails like apply_moves.
Result<void> apply_allocation(Order& order, const std::vector<UnitMove>& moves,
                              const std::vector<OrderParcel>& parcels);

// How many units of a line are announced to come back, and have come: changes of both.
struct ReturnedUnits {
    std::int64_t line_no = 0;
    std::int64_t expected = 0;
    std::int64_t returned = 0;
    friend bool operator==(const ReturnedUnits&, const ReturnedUnits&) = default;
};
// Counts them. Fails with Reason::illegal_transition as LineQuantities::count_returns does, and
// leaves the order half changed.
Result<void> count_returns(Order& order, const std::vector<ReturnedUnits>& counts);

template <>
struct EnumText<OnShortage> {
    static constexpr std::array<std::string_view, 3> names{"refuse", "backorder",
                                                           "accept_unallocated"};
};
template <>
struct EnumText<DiscountScope> {
    static constexpr std::array<std::string_view, 2> names{"line", "order"};
};
template <>
struct EnumText<OnReturn> {
    static constexpr std::array<std::string_view, 3> names{"proportional", "recalculate", "keep"};
};
template <>
struct EnumText<ChargeType> {
    static constexpr std::array<std::string_view, 3> names{"shipping", "gift_wrap", "fee"};
};
template <>
struct EnumText<Method> {
    static constexpr std::array<std::string_view, 2> names{"delivery", "pickup"};
};
template <>
struct EnumText<OrderStatus> {
    static constexpr std::array<std::string_view, 5> names{"pending_payment", "placed", "completed",
                                                           "canceled", "expired"};
};
template <>
struct EnumText<FulfillmentStatus> {
    static constexpr std::array<std::string_view, 7> names{
        "unallocated",         "partially_allocated", "allocated", "in_progress",
        "partially_fulfilled", "fulfilled",           "canceled"};
};
template <>
struct EnumText<CancelReason> {
    static constexpr std::array<std::string_view, 6> names{
        "customer_request", "out_of_stock", "fraud", "price_error", "duplicate", "other"};
};

}  // namespace oms
