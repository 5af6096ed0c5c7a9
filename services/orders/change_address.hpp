#pragma once

#include <functional>
#include <string>

#include "domain/command.hpp"
#include "domain/personal.hpp"
#include "services/fulfillment/recalling.hpp"

namespace oms::orders {

// What a caller asks for, every field checked, and what was read of the order for it.
struct AddressRequest {
    OrderId order_id;
    std::int64_t version = 0;  // the one the caller saw, or 0 for any
    Address ship_to;
    // Filled from what was read: its version, where it goes by now (empty: nowhere), and whether
    // that is so far from the new address that a person has to look at it first.
    std::int64_t read_version = 0;
    PersonalId from;
    bool needs_review = false;
};

struct AddressOutcome {
    const Order& order;
    const fulfilling::Recall& recall;
    bool needs_review = false;
};
using EncodeAddress = std::function<std::string(const AddressOutcome&)>;

// Deliveries go to another address, what is released too: planned units look for their location
// anew by a timer that is due now, locations are asked to give theirs back, carriers to redirect.
// Refusals in this order: order_not_found, version_mismatch (also when the order has changed since
// it was read), illegal_transition.
class ChangeAddress final : public Command {
public:
    ChangeAddress(Header header, AddressRequest request, EncodeAddress encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(request_.order_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    AddressRequest request_;
    EncodeAddress encode_;
};

}  // namespace oms::orders
