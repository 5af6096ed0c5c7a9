#pragma once

#include <optional>

#include "domain/sourcing.hpp"
#include "domain/unit_of_work.hpp"

// Customers are told when what they were promised comes later than that: one notice for each
// change.
namespace oms::orders {

// When the last of the order's claims on receipts was promised; nothing: none was.
std::optional<Timestamp> promise_of_claims(const Order& order);

// Units that a location did not send have got a plan: the customer is told if that is later than
// what its task had promised. Not where the customer asked for another address. The order's tasks
// must have been loaded; `order` is as it was before the plan.
void tell_if_later(UnitOfWork& unit, const Order& order, const SourcingPlan& plan);

// What receipts bring was promised for `before`.
void tell_if_claims_later(UnitOfWork& unit, const Order& order,
                          const std::optional<Timestamp>& before);

}  // namespace oms::orders
