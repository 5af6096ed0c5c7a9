#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "fulfillment/routing_problem.hpp"

namespace oms::fulfillment {

// The problem as a mixed-integer program in CPLEX LP format, which both programs below read. It
// has one parcel for each location, so tariffs must be such that a second never pays.
std::string to_linear_program(const RoutingProblem& problem);

enum class Referee { cbc, glpsol };

// Where the program is installed; nothing when it is not.
std::optional<std::string> find_referee(Referee referee);

// The optimum that the program finds for the text; nothing when it does not prove one in a minute.
std::optional<Cost> optimum_of(Referee referee, const std::string& program,
                               const std::filesystem::path& folder);

}  // namespace oms::fulfillment
