#pragma once

#include "oms/orders/v1/order_service.pb.h"
#include "tools/oms/page.hpp"

namespace oms::cli {

// An order for people: header, lines with the quantities that are not 0 somewhere, money,
// allocations, and the personal data the caller may see.
void print_order(Page& page, const oms::orders::v1::Order& order);

// What a mutation tells of an order.
void print_receipt(Page& page, const oms::orders::v1::OrderReceipt& receipt);

}  // namespace oms::cli
