#include "domain/cart_hold.hpp"

#include "domain/contract.hpp"

namespace oms {

Result<void> extend(CartHold& hold, Timestamp now) {
    if (!is_live(hold, now)) return fail(Reason::cart_hold_expired, "the hold has ended");
    if (hold.extended) return fail(Reason::cart_hold_extended, "the hold was extended before");
    hold.extended = true;
    hold.expire_time += cart_hold_extension;
    return {};
}

void end_hold(CartHold& hold, CartHoldState state) {
    OMS_REQUIRE(state != CartHoldState::held);
    hold.state = state;
    for (Reservation& reservation : hold.reservations) {
        // What an order takes over is freed here and reserved there in the same transaction.
        std::int64_t& end =
            state == CartHoldState::expired ? reservation.expired : reservation.freed;
        end += reservation.open;
        reservation.open = 0;
    }
}

std::string to_text(const CartKey& key) {
    return key.channel_id.str() + "/" + key.cart_id.str();
}

}  // namespace oms
