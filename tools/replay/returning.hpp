#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tools/replay/driving.hpp"
#include "tools/replay/report.hpp"
#include "tools/replay/return_plan.hpp"
#include "tools/replay/task_driver.hpp"

namespace oms::replay {

// How much of the source ended in one way: units, and money at the prices of its own rows.
struct Ended {
    std::int64_t lines = 0;
    std::int64_t units = 0;
    std::int64_t source_mills = 0;
    void add(const ComingBack& goods);
};

// What was done, call by call.
struct Returned {
    Ended refunded;
    Ended credited;
    Ended refused;
    std::map<std::string, std::int64_t> refused_lines;  // by reason
    std::int64_t returns = 0;                           // that were taken
    std::int64_t refund_pence = 0;                      // as the answers say
    std::int64_t credit_pence = 0;
    // Pence that blind goods are to bring, by the source's prices.
    std::int64_t credit_due_pence = 0;
    // Of each invoice, which of the three: 1, 2, 4, added up.
    std::vector<int> endings;
    // Units that came back, by order (in the plan) and line (from 0).
    std::map<std::pair<std::size_t, std::size_t>, std::int64_t> by_line;
    // Units for sale again and put aside, by "sku@location".
    std::unordered_map<std::string, std::pair<std::int64_t, std::int64_t>> shelved;
};

// Sends every call. What the server refuses as a whole is tried line by line, so that one line
// never stands in the way of others. Throws std::runtime_error when the server does not answer.
Returned drive_returns(Caller& caller, const Plan& plan, const ReturnPlan& returns,
                       const OrderIndex& index);

// True when goods have come back already.
bool has_returned(Session& session);

// The ErrorInfo reason of a refusal, or the code's number.
std::string reason_of(const grpc::Status& status);

}  // namespace oms::replay
