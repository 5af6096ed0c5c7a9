#pragma once

#include <string>
#include <vector>

#include <google/protobuf/repeated_field.h>

#include "oms/fulfillment/v1/fulfillment_service.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/page.hpp"

namespace oms::cli {

using Tasks = google::protobuf::RepeatedPtrField<oms::fulfillment::v1::FulfillmentOrder>;

// A task for people: where it is, until when, its lines and parcels, and what may be done to it,
// each thing by the verb of `oms task` that does it.
void print_task(Page& page, const oms::fulfillment::v1::FulfillmentOrder& task);

// Tasks, one a row. `places`: also at which location.
void print_tasks(Page& page, const Tasks& tasks, bool places);

// What is not picked yet, one row for each line. Empty: everything is.
Table unpicked_lines(const oms::fulfillment::v1::FulfillmentOrder& task);

// What a refusal for `reason` does to the location's stock, beside the task.
std::vector<Change> effects_of(oms::fulfillment::v1::RefusalReason reason);

// What differs between two looks at one task.
std::vector<Change> changes_between(const oms::fulfillment::v1::FulfillmentOrder& before,
                                    const oms::fulfillment::v1::FulfillmentOrder& after);

}  // namespace oms::cli
