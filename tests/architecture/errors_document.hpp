#pragma once

#include <string>

namespace oms::architecture {

// The text of docs/errors.md: every reason with its gRPC code, whether a retry helps, and what a
// person can do. Written from reason_table in domain/error.hpp.
std::string errors_document();

}  // namespace oms::architecture
