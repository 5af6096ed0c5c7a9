#include "services/inventory/cart_holds.hpp"

#include <fmt/format.h>

namespace oms::inventory {
namespace {

Demand demand_of(const std::vector<CartHoldLine>& lines, std::optional<GeoPosition> destination) {
    Demand demand;
    demand.destination = destination;
    for (const CartHoldLine& line : lines) {
        demand.lines.push_back({static_cast<std::int64_t>(demand.lines.size()) + 1, line.sku,
                                line.quantity, line.pickup_location});
    }
    return demand;
}

AggregateRef ref(const CartKey& key) {
    return {AggregateType::cart_hold, to_text(key)};
}

Timer timer_of(const CartHold& hold) {
    return {hold.expire_time, TimerKind::cart_hold_expiry, to_text(hold.key)};
}

// Ends `hold` in the ledger, its row, the log and the timers.
Result<void> end(UnitOfWork& unit, CartHold hold, CartHoldState state) {
    const LedgerKind kind =
        state == CartHoldState::expired ? LedgerKind::expired : LedgerKind::freed;
    OMS_CHECK(Reserving::give_back(unit, hold.reservations, kind, to_text(hold.key)));
    unit.unset(timer_of(hold));
    end_hold(hold, state);
    unit.record(ref(hold.key), hold.head, hold.key.channel_id, {}, CartHoldEnded{state, {}});
    const CartKey key = hold.key;
    unit.cart_holds.put(key, std::move(hold));
    return {};
}

Result<CartHold> find_hold(const UnitOfWork& unit, const Actor& actor, const CartKey& key) {
    const CartHold* hold = unit.cart_holds.find(key);
    if (hold == nullptr || !actor.channels.contains(key.channel_id))
        return fail(Reason::cart_hold_not_found, to_text(key));
    return *hold;
}

}  // namespace

PlaceCartHold::PlaceCartHold(Header header, CartKey key, std::vector<CartHoldLine> lines,
                             std::optional<GeoPosition> destination, const Sourcing& sourcing,
                             EncodeHold encode)
    : Command(std::move(header)),
      key_(std::move(key)),
      lines_(std::move(lines)),
      reserving_(sourcing, demand_of(lines_, destination)),
      encode_(std::move(encode)) {}

void PlaceCartHold::name_keys(KeySet& keys) const {
    keys.channels.push_back(key_.channel_id);
    keys.carts.push_back(key_);
    keys.cart_holds.push_back(key_);
    for (const CartHoldLine& line : lines_) {
        keys.items.push_back(line.sku);
        if (!line.pickup_location.empty()) keys.locations.push_back(line.pickup_location);
    }
    reserving_.name_keys(keys);
}

Result<void> PlaceCartHold::check(const UnitOfWork& unit) const {
    if (!header().actor.channels.contains(key_.channel_id) ||
        unit.channels.find(key_.channel_id) == nullptr) {
        return fail(Reason::channel_not_found, key_.channel_id.str());
    }
    for (const CartHoldLine& line : lines_) {
        if (unit.items.find(line.sku) == nullptr)
            return fail(Reason::item_not_found, line.sku.str());
    }
    for (const CartHoldLine& line : lines_) {
        if (!line.pickup_location.empty() && unit.locations.find(line.pickup_location) == nullptr) {
            return fail(Reason::location_not_found, line.pickup_location.str());
        }
    }
    if (const OrderId* id = unit.carts.find(key_)) {
        Error error{Reason::order_exists, "the cart has an order already", {}, {}, {}, false};
        error.metadata.emplace_back("order_id", id->str());
        return fail(std::move(error));
    }
    const CartHold* hold = unit.cart_holds.find(key_);
    if (hold != nullptr && is_live(*hold, unit.now()))
        return fail(Reason::cart_hold_exists, to_text(key_));
    for (const CartHoldLine& line : lines_) {
        if (line.pickup_location.empty()) continue;
        if (!offers_pickup(*unit.locations.find(line.pickup_location), unit.now())) {
            return fail(Reason::pickup_not_offered, line.pickup_location.str());
        }
    }
    return {};
}

Result<std::string> PlaceCartHold::run(UnitOfWork& unit) {
    OMS_CHECK(check(unit));
    CartHold hold;
    if (const CartHold* before = unit.cart_holds.find(key_)) {
        // Past its time, but its timer has not come round yet.
        if (before->state == CartHoldState::held)
            OMS_CHECK(end(unit, *before, CartHoldState::expired));
        hold.head = unit.cart_holds.find(key_)->head;
    }
    OMS_TRY(const ReservingDecision decision, reserving_.decide(unit, {}));
    if (!decision.short_lines.empty()) return fail(shortage(decision.short_lines));
    hold.key = key_;
    hold.expire_time = unit.now() + cart_hold_time;
    hold.lines = lines_;
    OMS_TRY(hold.reservations, Reserving::reserve(unit, decision.units, to_text(key_)));
    CartHold told = hold;
    unit.record(ref(key_), hold.head, key_.channel_id, {}, CartHoldPlaced{std::move(told)});
    unit.set(timer_of(hold));
    std::string answer = encode_(hold);
    unit.cart_holds.put(key_, std::move(hold));
    return answer;
}

Result<std::string> ExtendCartHold::run(UnitOfWork& unit) {
    OMS_TRY(CartHold hold, find_hold(unit, header().actor, key_));
    const Timer before = timer_of(hold);
    OMS_CHECK(extend(hold, unit.now()));
    unit.unset(before);
    unit.set(timer_of(hold));
    unit.record(ref(key_), hold.head, key_.channel_id, {}, CartHoldExtended{hold.expire_time});
    std::string answer = encode_(hold);
    unit.cart_holds.put(key_, std::move(hold));
    return answer;
}

Result<std::string> ReleaseCartHold::run(UnitOfWork& unit) {
    OMS_TRY(CartHold hold, find_hold(unit, header().actor, key_));
    if (!is_live(hold, unit.now())) {
        return fail(Reason::cart_hold_expired,
                    fmt::format("the hold is {}", enum_text(hold.state)));
    }
    OMS_CHECK(end(unit, hold, CartHoldState::released));
    return encode_(*unit.cart_holds.find(key_));
}

Result<std::string> ExpireCartHold::run(UnitOfWork& unit) {
    const CartHold* hold = unit.cart_holds.find(key_);
    const bool held = hold != nullptr && hold->state == CartHoldState::held;
    if (held && unit.now() >= hold->expire_time)
        OMS_CHECK(end(unit, *hold, CartHoldState::expired));
    // A hold that still lives keeps its own timer, whatever clock found it due.
    const bool stale = !held || hold->expire_time != timer_.due;
    if (stale) unit.unset(timer_);
    return std::string();
}

}  // namespace oms::inventory
