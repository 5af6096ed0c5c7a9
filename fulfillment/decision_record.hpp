#pragma once

#include <optional>

#include "domain/routing_record.hpp"
#include "fulfillment/problem_builder.hpp"
#include "fulfillment/routing_decision.hpp"

namespace oms::fulfillment {

// One problem and what was decided on it; `runner_up` is of the same problem, or null.
struct Explained {
    const RoutingRequest& request;
    const BuiltProblem& built;
    const ProblemView& problem;
    const Decision& decision;
    const Decision* runner_up = nullptr;
    const Network& network;
};

// Why it was decided so: the plan's cost by cause, the runner-up, the bound, and of every location
// without a parcel the first reason, nearest to the goods' destination first.
RecordedChoice explain(const Explained& explained);

}  // namespace oms::fulfillment
