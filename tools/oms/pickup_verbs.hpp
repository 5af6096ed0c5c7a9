#pragma once

#include "tools/oms/commands.hpp"

namespace oms::cli {

// The verbs of `pickup` that change one: collect, extend, proxy, new-code, arrived, left.
void add_pickup_changes(CLI::App& noun, Commands& commands);

inline constexpr const char* pickup_id_help = "Its id (pic_...)";
inline constexpr const char* holder_help = "Whose code: 1 is the buyer (default), 2 and on proxies";

}  // namespace oms::cli
