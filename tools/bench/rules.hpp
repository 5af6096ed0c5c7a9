#pragma once

#include "oms/routing/v1/routing_rules.pb.h"

namespace oms::bench {

// Rules for the benchmark's network: every location sends every day, with tariffs by distance and
// weight; stores keep one unit of each item.
oms::routing::v1::RoutingRules routing_rules(int locations);

}  // namespace oms::bench
