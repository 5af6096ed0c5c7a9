#include "services/common/timer_commands.hpp"

#include <utility>

#include "services/fulfillment/allocate_order.hpp"
#include "services/fulfillment/closing.hpp"
#include "services/fulfillment/giving_back.hpp"
#include "services/fulfillment/late_transfer.hpp"
#include "services/fulfillment/refusing.hpp"
#include "services/fulfillment/resolve_shortage.hpp"
#include "services/inventory/cart_holds.hpp"
#include "services/orders/make_choice.hpp"
#include "services/orders/order_holds.hpp"
#include "services/orders/waiting_timers.hpp"
#include "services/payments/payment_timers.hpp"
#include "services/pickups/pickup_commands.hpp"
#include "services/returns/return_commands.hpp"

namespace oms {
namespace {

// "channel/cart", the inverse of to_text(CartKey). A channel id has no '/' (it is refused on the
// wire), a cart id may.
Result<CartKey> cart_key_of(const std::string& subject) {
    const std::size_t slash = subject.find('/');
    if (slash == std::string::npos)
        return fail(Reason::corrupt_row, "a timer's subject is no cart: " + subject);
    auto channel_id = ChannelId::parse(std::string_view(subject).substr(0, slash));
    auto cart_id = CartId::parse(std::string_view(subject).substr(slash + 1));
    if (!channel_id || !cart_id)
        return fail(Reason::corrupt_row, "a timer's subject is no cart: " + subject);
    return CartKey{*std::move(channel_id), *std::move(cart_id)};
}

// "order_id/choice_id", the inverse of what orders::choice_timer makes. Neither id has a '/'.
Result<std::pair<OrderId, ChoiceId>> asked_order_of(const std::string& subject) {
    const std::size_t slash = subject.find('/');
    auto order_id = OrderId::parse(std::string_view(subject).substr(0, slash));
    auto choice_id = slash == std::string::npos
                         ? Result<ChoiceId>(fail(Reason::malformed_field))
                         : ChoiceId::parse(std::string_view(subject).substr(slash + 1));
    if (!order_id || !choice_id)
        return fail(Reason::corrupt_row, "a timer's subject is no choice of an order: " + subject);
    return std::pair(*std::move(order_id), *std::move(choice_id));
}

// "order_id/hold_id", the inverse of what orders::expiry_timer makes. Neither id has a '/'.
Result<std::pair<OrderId, HoldId>> held_order_of(const std::string& subject) {
    const std::size_t slash = subject.find('/');
    auto order_id = OrderId::parse(std::string_view(subject).substr(0, slash));
    auto hold_id = slash == std::string::npos
                       ? Result<HoldId>(fail(Reason::malformed_field))
                       : HoldId::parse(std::string_view(subject).substr(slash + 1));
    if (!order_id || !hold_id)
        return fail(Reason::corrupt_row, "a timer's subject is no hold of an order: " + subject);
    return std::pair(*std::move(order_id), *std::move(hold_id));
}

}  // namespace

Result<std::unique_ptr<Command>> command_of(const Timer& timer, std::uint64_t seed,
                                            ReadSession& session, const Sourcing& sourcing) {
    Command::Header header;
    header.actor = system_actor("timer");
    header.method = "timer/" + std::string(enum_text(timer.kind));
    header.seed = seed;
    switch (timer.kind) {
        case TimerKind::cart_hold_expiry: {
            OMS_TRY(CartKey key, cart_key_of(timer.subject));
            return std::make_unique<inventory::ExpireCartHold>(std::move(header), std::move(key),
                                                               timer);
        }
        case TimerKind::order_hold_expiry: {
            OMS_TRY(auto ids, held_order_of(timer.subject));
            return std::make_unique<orders::ExpireOrderHold>(
                std::move(header), std::move(ids.first), std::move(ids.second), timer);
        }
        case TimerKind::acceptance_timeout:
            return std::make_unique<fulfilling::WithdrawTask>(std::move(header), timer);
        case TimerKind::cancel_timeout:
            return std::make_unique<fulfilling::GrantCancel>(std::move(header), timer);
        case TimerKind::transfer_late:
            return std::make_unique<fulfilling::DelayTransfer>(std::move(header), timer);
        case TimerKind::allocate_order: {
            OMS_TRY(std::optional<WaitingOrder> order,
                    session.order_to_route(OrderId::trusted(timer.subject)));
            return std::make_unique<fulfilling::AllocateOrder>(std::move(header), timer,
                                                               std::move(order), sourcing);
        }
        case TimerKind::resolve_shortage: {
            OMS_TRY(ShelfCheck check, shelf_check_of(timer.subject));
            OMS_TRY(ShelfRead read, session.shelf(check.key));
            return std::make_unique<fulfilling::ResolveShortage>(std::move(header), timer,
                                                                 std::move(check), std::move(read));
        }
        case TimerKind::pickup_reminder:
        case TimerKind::pickup_expiry:
        case TimerKind::arrival_alert:
            return std::make_unique<pickups::PickupTimer>(std::move(header), timer);
        case TimerKind::choice_timeout: {
            OMS_TRY(auto ids, asked_order_of(timer.subject));
            return std::make_unique<orders::ExpireChoice>(std::move(header), std::move(ids.first),
                                                          std::move(ids.second), timer);
        }
        case TimerKind::location_closing: {
            OMS_TRY(fulfilling::ClosingRound round, fulfilling::closing_round_of(timer.subject));
            OMS_TRY(fulfilling::ClosingRead read, fulfilling::read_closing(session, round));
            return std::make_unique<fulfilling::CloseRound>(std::move(header), timer,
                                                            std::move(round), std::move(read));
        }
        case TimerKind::location_opening:
            return std::make_unique<fulfilling::OpenLocation>(std::move(header), timer);
        case TimerKind::return_expiry:
            return std::make_unique<returns::ExpireReturn>(std::move(header), timer);
        case TimerKind::authorization_expiry:
            return std::make_unique<payments::RenewAuthorizations>(std::move(header), timer);
        case TimerKind::payment_deadline:
            return std::make_unique<payments::CancelUnpaid>(std::move(header), timer);
        case TimerKind::release_waiting:
        case TimerKind::repromise_waiting:
        case TimerKind::wake_waiting:
            return orders::waiting_command(std::move(header), timer, session, sourcing);
    }
    return fail(Reason::corrupt_row, "a timer of no known kind");
}

}  // namespace oms
