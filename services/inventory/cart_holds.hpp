#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "domain/reserving.hpp"

namespace oms::inventory {

using EncodeHold = std::function<std::string(const CartHold&)>;

// Reserves units for a cart, all or none. Refusals in this order: channel_not_found,
// item_not_found, location_not_found, order_exists, cart_hold_exists, pickup_not_offered,
// insufficient_stock, stock_contention.
class PlaceCartHold final : public Command {
public:
    // `sourcing` must outlive the command.
    PlaceCartHold(Header header, CartKey key, std::vector<CartHoldLine> lines,
                  std::optional<GeoPosition> destination, const Sourcing& sourcing,
                  EncodeHold encode);

    void plan(const PlanningView& view) override { reserving_.plan(view); }
    std::span<const PlannedUnits> planned() const override { return reserving_.planned(); }
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Result<void> check(const UnitOfWork& unit) const;

    CartKey key_;
    std::vector<CartHoldLine> lines_;
    Reserving reserving_;
    EncodeHold encode_;
};

// Adds five minutes, once. Refusals: cart_hold_not_found, cart_hold_expired, cart_hold_extended.
class ExtendCartHold final : public Command {
public:
    ExtendCartHold(Header header, CartKey key, EncodeHold encode)
        : Command(std::move(header)), key_(std::move(key)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.cart_holds.push_back(key_); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    CartKey key_;
    EncodeHold encode_;
};

// Gives the units back. Refusals: cart_hold_not_found, cart_hold_expired when it has ended.
class ReleaseCartHold final : public Command {
public:
    ReleaseCartHold(Header header, CartKey key, EncodeHold encode)
        : Command(std::move(header)), key_(std::move(key)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.cart_holds.push_back(key_); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    CartKey key_;
    EncodeHold encode_;
};

// What a due timer becomes: ends the hold if it is due, and removes the timer in any case.
class ExpireCartHold final : public Command {
public:
    ExpireCartHold(Header header, CartKey key, Timer timer)
        : Command(std::move(header)), key_(std::move(key)), timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override { keys.cart_holds.push_back(key_); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    CartKey key_;
    Timer timer_;
};

}  // namespace oms::inventory
