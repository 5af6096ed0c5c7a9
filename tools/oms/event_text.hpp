#pragma once

#include <string>

#include "oms/events/v1/event_service.pb.h"
#include "tools/oms/failure.hpp"

namespace oms::cli {

// One line for one event: time, type, aggregate and sequence, actor, and the gist of its data.
// `with_aggregate`: false where all events are of one aggregate. Not yet printable.
std::string event_line(const oms::events::v1::Event& event, bool with_aggregate);

// The gist of an event's data: its plain values as "key=value", the sizes of its lists.
std::string data_summary(const std::string& data_json);

// Reads "TYPE/ID", such as order/ord_01J..., into the filter.
Outcome<void> set_aggregate(const std::string& text, oms::events::v1::EventFilter& filter);

}  // namespace oms::cli
