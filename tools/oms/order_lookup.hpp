#pragma once

#include <string>

#include "oms/orders/v1/order_service.pb.h"
#include "tools/oms/session.hpp"

namespace oms::cli {

inline constexpr const char* order_key_help =
    "Its id (ord_...), its number, or CHANNEL/EXTERNAL_ID";

// The order that `key` names; see parse_order_key.
Outcome<oms::orders::v1::Order> fetch_order(Session& session, const std::string& key);

// The order's id; asks the server only when the key is something else.
Outcome<std::string> order_id_of(Session& session, const std::string& key);

}  // namespace oms::cli
