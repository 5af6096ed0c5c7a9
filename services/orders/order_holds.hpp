#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "domain/order.hpp"

namespace oms::orders {

// What a caller asks to be held, every field checked.
struct HoldRequest {
    OrderId order_id;
    std::int64_t version = 0;  // the one the caller saw, or 0 for any
    HoldType type = HoldType::other;
    std::vector<std::int64_t> line_nos;  // ascending; empty: all lines
    std::string owner;                   // empty: the caller
    std::string reason;
    std::optional<Timestamp> expire_time;
};

struct ReleaseRequest {
    OrderId order_id;
    std::int64_t version = 0;
    HoldId hold_id;
    std::string reason;
};

using EncodeHeld = std::function<std::string(const Order&, const HoldId&)>;

// Keeps an order, or lines of it, from being released and picked. Refusals in this order:
// malformed_request for an expire time that is not in the future, order_not_found,
// version_mismatch, illegal_transition.
class HoldOrder final : public Command {
public:
    HoldOrder(Header header, HoldRequest request, EncodeHeld encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(request_.order_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    HoldRequest request_;
    EncodeHeld encode_;
};

// Ends a hold. Refusals in this order: order_not_found, version_mismatch, hold_not_found,
// illegal_transition when it has ended before.
class ReleaseHold final : public Command {
public:
    ReleaseHold(Header header, ReleaseRequest request, EncodeHeld encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(request_.order_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ReleaseRequest request_;
    EncodeHeld encode_;
};

// What a due timer becomes: ends the hold if it is due, and removes the timer unless the hold still
// needs it.
class ExpireOrderHold final : public Command {
public:
    ExpireOrderHold(Header header, OrderId order_id, HoldId hold_id, Timer timer)
        : Command(std::move(header)),
          order_id_(std::move(order_id)),
          hold_id_(std::move(hold_id)),
          timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(order_id_); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    OrderId order_id_;
    HoldId hold_id_;
    Timer timer_;
};

}  // namespace oms::orders
