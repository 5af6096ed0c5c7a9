#pragma once

#include "tools/oms/commands.hpp"

namespace oms::cli {

// The verbs of `return` that change one: request, approve, reject, sent, cancel, receive, inspect,
// refund; and those that pay without goods: adjust, goodwill.
void add_return_changes(CLI::App& noun, Commands& commands);
void add_return_goods(CLI::App& noun, Commands& commands);
void add_return_money(CLI::App& noun, Commands& commands);

inline constexpr const char* return_id_help = "Its id (ret_...)";

}  // namespace oms::cli
