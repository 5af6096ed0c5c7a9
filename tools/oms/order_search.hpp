#pragma once

#include "tools/oms/commands.hpp"

namespace oms::cli {

// Adds the verbs `find` and `list` under `order`.
void add_order_search(CLI::App& order, Commands& commands);

}  // namespace oms::cli
