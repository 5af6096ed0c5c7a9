#pragma once

#include <vector>

#include "oms/orders/v1/order_service.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/page.hpp"

namespace oms::cli {

// What locations are to send or hand over for an order, and the tasks that it has become.
void print_parcels(Page& page, const oms::orders::v1::Order& order);

// Units that locations were asked to give back, beside what a cancellation did at once.
void add_asked(std::vector<Change>& changes, const oms::orders::v1::CancelOrderResponse& response);
void print_asked(Page& page, const oms::orders::v1::CancelOrderResponse& response);

}  // namespace oms::cli
