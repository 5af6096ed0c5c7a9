#pragma once

#include <utility>

#include "domain/command.hpp"

namespace oms::payments {

// What a due authorization timer of an order becomes: a day before what a card has authorized
// lapses it is renewed, if the card is still to pay for something; when it lapses nonetheless the
// order is held until somebody pays.
class RenewAuthorizations final : public Command {
public:
    RenewAuthorizations(Header header, Timer timer)
        : Command(std::move(header)), timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(order_id()); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    OrderId order_id() const { return OrderId::trusted(timer_.subject); }
    Timer timer_;
};

// Nobody has paid in time for an order that is held for it: what can be canceled of it is.
class CancelUnpaid final : public Command {
public:
    CancelUnpaid(Header header, Timer timer)
        : Command(std::move(header)), timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override {
        keys.orders.push_back(OrderId::trusted(timer_.subject));
    }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Timer timer_;
};

}  // namespace oms::payments
