#pragma once

#include <string>
#include <vector>

#include "oms/orders/v1/order_service.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/page.hpp"

namespace oms::cli {

// An order for people: header, lines with the quantities that are not 0 somewhere, money,
// allocations, and the personal data the caller may see.
void print_order(Page& page, const oms::orders::v1::Order& order);

// What a mutation tells of an order.
void print_receipt(Page& page, const oms::orders::v1::OrderReceipt& receipt);

// What a cancellation changes: the states and each line's quantities, before and after.
std::vector<Change> changes_between(const oms::orders::v1::Order& before,
                                    const oms::orders::v1::OrderReceipt& after);

// One message of a watch on one line. Requires: it has an order.
std::string change_line(const oms::orders::v1::WatchOrderResponse& message);

}  // namespace oms::cli
