#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/command.hpp"
#include "domain/order.hpp"
#include "services/orders/place_order.hpp"

namespace oms::orders {

// What a caller asks to be canceled, every field checked.
struct CancelRequest {
    OrderId order_id;
    // The version the caller saw, or 0 for any.
    std::int64_t version = 0;
    std::vector<CancelLine> lines;  // empty: everything that can be canceled
    CancelReason reason = CancelReason::other;
    std::string comment;
};

// With the units that locations were asked to give back, by line.
using EncodeCancel =
    std::function<std::string(const Order&, const std::vector<ParcelUnits>& asked)>;

// What CancelOrder does to an order that was found: puts it, and returns what locations were asked
// for. `order`: as the caller has changed and told it, or as it is.
Result<std::vector<ParcelUnits>> cancel_units(UnitOfWork& unit, Order order,
                                              const std::vector<CancelLine>& lines,
                                              CancelReason reason, const std::string& comment);

// Cancels units that no location works on and gives their reservations back; for the others their
// locations are asked (services/fulfillment/giving_back.hpp). When nothing is open any more, the
// order's holds are released. Refusals in this order: order_not_found,
// version_mismatch, illegal_transition.
class CancelOrder final : public Command {
public:
    CancelOrder(Header header, CancelRequest request, EncodeCancel encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}

    void name_keys(KeySet& keys) const override { keys.orders.push_back(request_.order_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    CancelRequest request_;
    EncodeCancel encode_;
};

}  // namespace oms::orders
