#pragma once

#include "oms/orders/v1/order_service.pb.h"
#include "tools/oms/page.hpp"

namespace oms::cli {

// A choice for people: what it is about, who decided, and the options.
void print_choice(Page& page, const oms::orders::v1::Choice& choice);
// Those of an order on one line each; nothing when there are none.
void print_choices(Page& page,
                   const google::protobuf::RepeatedPtrField<oms::orders::v1::Choice>& choices);

}  // namespace oms::cli
