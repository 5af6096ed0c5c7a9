#pragma once

#include <vector>

#include <google/protobuf/repeated_field.h>

#include "oms/pickups/v1/pickup_service.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/page.hpp"

namespace oms::cli {

// A pickup for people: how far it is, what is asked at the counter, its lines, who may collect and
// what was handed over.
void print_pickup(Page& page, const oms::pickups::v1::Pickup& pickup);

// Pickups, one a row. `places`: also at which location.
void print_pickups(Page& page,
                   const google::protobuf::RepeatedPtrField<oms::pickups::v1::Pickup>& pickups,
                   bool places);

// What differs between two looks at one pickup.
std::vector<Change> changes_between(const oms::pickups::v1::Pickup& before,
                                    const oms::pickups::v1::Pickup& after);

}  // namespace oms::cli
