#pragma once

#include <cstdint>
#include <set>

#include "domain/order.hpp"
#include "domain/result.hpp"

namespace oms {

// Fills `totals` of the order and of its lines from prices, quantities, discounts, charges and
// taxes, splitting order-level amounts over the lines by their value (M3, M4). `ordered` units are
// read from the lines' quantities. Fails with Reason::currency_mismatch, Reason::amount_overflow,
// or Reason::malformed_request with every discount that exceeds what it is taken off, and every
// negative amount.
Result<void> price(Order& order, Currency currency);
// The same, but that the `settled` lines keep what they cost: what these bear of order-level
// amounts is not split again. Fails as price() does.
Result<void> price_but(Order& order, Currency currency, const std::set<std::int64_t>& settled);

}  // namespace oms
