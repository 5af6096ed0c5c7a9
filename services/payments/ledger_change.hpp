#pragma once

#include <string>

#include "domain/payment_delta.hpp"
#include "domain/unit_of_work.hpp"

// How what happens to an order's money is written: the ledger, its events, effects, timers and
// holds together.
namespace oms::payments {

// One change of a ledger: work on `ledger`, then finish. The order must have been named, or be new.
class LedgerChange {
public:
    // Opens the ledger when there is none yet, which finish tells.
    LedgerChange(UnitOfWork& unit, const Order& order);
    // Tells of the change and plans an effect for each operation of the gateway that may begin by
    // now. Does nothing when nothing has changed.
    void finish(PaymentAction action);

    PaymentLedger ledger;

private:
    void plan_effects();

    UnitOfWork& unit_;
    PaymentLedger before_;
};

// What has fallen due of the order since goes into its ledger. `order`: as it is by now, whether or
// not it has been put back yet.
void take_in(UnitOfWork& unit, const Order& order);

// Sets the timer that renews what its cards have authorized, if any; for an order that is being
// placed.
void watch_authorization(UnitOfWork& unit, const Order& order);
Timer authorization_timer(const OrderId& id, Timestamp due);
Timer deadline_timer(const OrderId& id, Timestamp due);

// How an operation ended, or that nobody knows.
struct Settlement {
    PaymentAction action = PaymentAction::succeed;  // succeed, refuse or lose
    std::string provider_reference;
    std::string failure;
    std::optional<Timestamp> authorized_until;
};
// Settles an operation of the order, which must have been named, and what follows from it: captures
// that waited begin, refunds that waited begin, a declined renewal holds the order. Fails as
// succeed, refuse and lose of domain/payment_changes.hpp do.
Result<void> settle(UnitOfWork& unit, const OrderId& order_id, const OperationId& id,
                    const Settlement& settlement);

// Who owns the holds that wait for money.
inline constexpr std::string_view hold_owner = "payments";
// How long an order waits for another way of paying before it is canceled.
inline constexpr Duration payment_wait = std::chrono::hours{48};
// Whether that hold is on the order.
bool waits_for_payment(const Order& order);
// Nothing of the order is released or picked until it is paid for otherwise: places the hold unless
// it is there, or the order has ended.
Result<void> hold_for_payment(UnitOfWork& unit, const OrderId& order_id);
// Ends that hold when everything the order is still to pay for is held or paid, and releases what
// waited.
Result<void> release_if_assured(UnitOfWork& unit, const OrderId& order_id);

}  // namespace oms::payments
