#include "services/common/timer_commands.hpp"

#include <utility>

#include "services/inventory/cart_holds.hpp"

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

}  // namespace

Result<std::unique_ptr<Command>> command_of(const Timer& timer, std::uint64_t seed) {
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
    }
    return fail(Reason::corrupt_row, "a timer of no known kind");
}

}  // namespace oms
