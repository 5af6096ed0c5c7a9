#pragma once

#include "services/omsd/extension.hpp"

namespace oms::server {

// The whole program: reads the command line and serves, or does what a subcommand says. Returns the
// exit code: 0, 1 when the store or the network cannot be had or a check found something, 2 for a
// wrong command line or settings file.
int run_program(int argc, const char* const* argv, Extension& extension);

}  // namespace oms::server
