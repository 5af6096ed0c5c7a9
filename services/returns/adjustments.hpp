#pragma once

#include <functional>
#include <string>
#include <utility>

#include "domain/command.hpp"
#include "domain/refunds.hpp"

// Money that is paid back without goods coming back.
namespace oms::returns {

using EncodeAdjustment = std::function<std::string(const Order&, const RefundDue&)>;

struct OrderTarget {
    OrderId order_id;
    // The one the caller saw, or 0 for any.
    std::int64_t version = 0;
};

// What is kept of a line costs less by now; a price that is no lower changes nothing. Refusals in
// this order: order_not_found, version_mismatch, currency_mismatch, refund_exceeded, return_refused
// (the policy's days are over), not_permitted (overridden above the actor's limit).
class AdjustPrice final : public Command {
public:
    AdjustPrice(Header header, OrderTarget target, std::int64_t line_no, Money unit_price,
                std::string override_reason, EncodeAdjustment encode)
        : Command(std::move(header)),
          target_(std::move(target)),
          line_no_(line_no),
          unit_price_(unit_price),
          override_reason_(std::move(override_reason)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    OrderTarget target_;
    std::int64_t line_no_;
    Money unit_price_;
    std::string override_reason_;
    EncodeAdjustment encode_;
};

// Money, or credit, to make up for something. Refusals in this order: order_not_found,
// version_mismatch, currency_mismatch, refund_exceeded, not_permitted (above the actor's limit; of
// an order all goodwill counts together).
class GrantGoodwill final : public Command {
public:
    GrantGoodwill(Header header, OrderTarget target, Money amount, bool as_credit,
                  std::string reason, EncodeAdjustment encode)
        : Command(std::move(header)),
          target_(std::move(target)),
          amount_(amount),
          as_credit_(as_credit),
          reason_(std::move(reason)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    OrderTarget target_;
    Money amount_;
    bool as_credit_;
    std::string reason_;
    EncodeAdjustment encode_;
};

}  // namespace oms::returns
