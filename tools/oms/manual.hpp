#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace oms::cli {

// The manual page oms(1) in man(7) macros, from the tree of commands: every noun, verb, argument
// and option that help shows, and `footer` (exit codes, environment) as it stands.
std::string manual_page(const CLI::App& app, const std::string& version, const std::string& footer);

}  // namespace oms::cli
