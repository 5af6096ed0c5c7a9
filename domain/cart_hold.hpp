#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/reservation.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms {

inline constexpr Duration cart_hold_time = std::chrono::minutes{15};
inline constexpr Duration cart_hold_extension = std::chrono::minutes{5};

// A cart as its channel knows it.
struct CartKey {
    ChannelId channel_id;
    CartId cart_id;
    friend auto operator<=>(const CartKey&, const CartKey&) = default;
};

enum class CartHoldState : std::uint8_t { held, consumed, released, expired };
template <>
struct EnumText<CartHoldState> {
    static constexpr std::array<std::string_view, 4> names{"held", "consumed", "released",
                                                           "expired"};
};

struct CartHoldLine {
    Sku sku;
    std::int64_t quantity = 0;
    LocationId pickup_location;  // empty: any location that ships
    friend bool operator==(const CartHoldLine&, const CartHoldLine&) = default;
};

// Reservations of one cart, until it becomes an order, is released, or expires. A cart may hold
// again after its hold has ended; the row then starts a new life and its events go on.
struct CartHold {
    CartKey key;
    CartHoldState state = CartHoldState::held;
    Timestamp expire_time;
    bool extended = false;
    std::vector<CartHoldLine> lines;
    std::vector<Reservation> reservations;
    EventHead head;
    friend bool operator==(const CartHold&, const CartHold&) = default;
};

// True while its units are kept. Expiry is at expire_time, before any later command.
inline bool is_live(const CartHold& hold, Timestamp now) {
    return hold.state == CartHoldState::held && now < hold.expire_time;
}

// Adds cart_hold_extension, once. Fails with Reason::cart_hold_expired, Reason::cart_hold_extended.
Result<void> extend(CartHold& hold, Timestamp now);

// Ends every open unit of the hold as `state` says: consumed, released (freed) or expired.
void end_hold(CartHold& hold, CartHoldState state);

// "channel/cart": the aggregate id of a cart hold in events.
std::string to_text(const CartKey& key);

}  // namespace oms

template <>
struct std::hash<oms::CartKey> {
    std::size_t operator()(const oms::CartKey& key) const noexcept {
        return oms::hash_mix(std::hash<oms::ChannelId>{}(key.channel_id),
                             std::hash<oms::CartId>{}(key.cart_id));
    }
};
