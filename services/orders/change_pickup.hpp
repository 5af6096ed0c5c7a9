#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/command.hpp"
#include "domain/unit_of_work.hpp"

namespace oms::orders {

struct PickupChangeRequest {
    OrderId order_id;
    std::int64_t version = 0;  // the one the caller saw, or 0 for any
    LocationId from;
    LocationId to;
};

// What is to be collected at one location is collected at another one: tasks for it that nobody has
// begun are withdrawn, and all of it is planned for the new location by a timer that is due now.
// Refusals in this order: order_not_found, version_mismatch, location_not_found,
// pickup_not_offered, illegal_transition.
class ChangePickupLocation final : public Command {
public:
    using Encode = std::function<std::string(const Order&)>;
    ChangePickupLocation(Header header, PickupChangeRequest request, Encode encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Result<void> check(const UnitOfWork& unit, const Order& order) const;
    // What nobody has released goes back to the order, and its lines another way.
    Result<void> send_elsewhere(UnitOfWork& unit, Order& order) const;

    PickupChangeRequest request_;
    Encode encode_;
};

}  // namespace oms::orders
