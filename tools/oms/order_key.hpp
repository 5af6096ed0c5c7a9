#pragma once

#include <string_view>

#include "oms/orders/v1/order_service.pb.h"
#include "tools/oms/failure.hpp"

namespace oms::cli {

// Reads how people name an order:
//     ord_01J...           its id
//     7KQ2-M9XD-4T         its number: 10 Crockford characters, any case, hyphens anywhere; O, I
//     and
//                          L are read as 0, 1 and 1 (https://www.crockford.com/base32.html)
//     web/W-1001           channel and external id
Outcome<oms::orders::v1::GetOrderRequest> parse_order_key(std::string_view text);

}  // namespace oms::cli
