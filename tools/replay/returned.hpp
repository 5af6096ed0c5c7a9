#pragma once

#include <string>
#include <unordered_map>

#include "tools/replay/returning.hpp"

namespace oms::replay {

// On hand and damaged, by "sku@location".
using Counters = std::unordered_map<std::string, std::pair<std::int64_t, std::int64_t>>;
Counters read_counters(Session& session, const Plan& plan);

// What units of the line cost together, of `units` the first `kept`: its discount is shared over
// the units, the pennies that do not divide go to the first.
std::int64_t cost_of_first(const InvoiceLine& line, std::int64_t kept);

// Compares what came back with the source, and with what the store says of it through the API:
// invoices, units and money of the file; every return; every order that something came back of; and
// every stock counter, from `before` on.
void compare_returned(Session& session, const Plan& plan, const ReturnPlan& returns,
                      const OrderIndex& index, const Counters& before, const Returned& done,
                      Report& report);

// What the data's README says of the cancelled invoices.
void compare_cancellations_with_readme(const retail::Cancellations& source, Report& report);

}  // namespace oms::replay
