#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms {

struct Order;

// Why an order is held. `duplicate_suspect` and `grace` are placed with the order by its channel's
// rules; people may use them too.
enum class HoldType : std::uint8_t {
    fraud_review,
    payment_review,
    address_review,
    customer_request,
    stock_check,
    duplicate_suspect,
    grace,
    other
};
enum class HoldState : std::uint8_t { active, released, expired };

template <>
struct EnumText<HoldType> {
    static constexpr std::array<std::string_view, 8> names{
        "fraud_review", "payment_review",    "address_review", "customer_request",
        "stock_check",  "duplicate_suspect", "grace",          "other"};
};
template <>
struct EnumText<HoldState> {
    static constexpr std::array<std::string_view, 3> names{"active", "released", "expired"};
};

inline constexpr std::size_t most_active_holds = 20;
inline constexpr std::size_t most_holds = 200;

// A reason to wait. While it is active, no unit of the lines it covers is released or picked; their
// reservations stay. It becomes released or expired once, and never active again.
struct OrderHold {
    HoldId hold_id;
    HoldType type = HoldType::other;
    std::string owner;                   // who is responsible; up to 64 bytes, may be empty
    std::vector<std::int64_t> line_nos;  // ascending; empty: all lines
    PersonalId reason_id;                // of the free text; may be empty
    OrderId about;                       // of a suspected duplicate: the order it resembles
    Timestamp create_time;
    // It is active until its timer has run, not before this time.
    std::optional<Timestamp> expire_time;
    HoldState state = HoldState::active;
    std::optional<Timestamp> end_time;
    PersonalId end_reason_id;  // of the free text of its release; may be empty
    friend bool operator==(const OrderHold&, const OrderHold&) = default;
};

// True when an active hold covers the line: no unit of it may be released or picked.
bool is_held(const Order& order, std::int64_t line_no);

// In the order they were placed.
std::vector<OrderHold> active_holds(const Order& order);

// Null when the order has no such hold.
const OrderHold* find_hold(const Order& order, const HoldId& hold_id);

// Adds a hold. Fails with Reason::illegal_transition when the order has ended, names each line that
// it does not have, and beyond most_active_holds or most_holds.
Result<void> put_on_hold(Order& order, OrderHold hold);

// Ends an active hold as `state` says, released or expired; also of an order that has ended. Fails
// with Reason::hold_not_found, Reason::illegal_transition when it has ended before.
Result<void> end_order_hold(Order& order, const HoldId& hold_id, HoldState state, Timestamp now,
                            const PersonalId& reason_id);

}  // namespace oms
