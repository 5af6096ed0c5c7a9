#pragma once

#include <string>
#include <vector>

#include "tools/oms/commands.hpp"

namespace oms::cli {

// What may stand in the place of the last of `words`, the words of a command line without the
// program's name: nouns, verbs, options, the values of those that are chosen from a few, and ids,
// for which the server that the words and the profile name is asked for about a second. Never
// fails: who knows nothing proposes nothing.
std::vector<std::string> complete(Commands& commands, Environment& environment,
                                  const std::vector<std::string>& words);

// The values that an option or argument is chosen from; empty: any.
std::vector<std::string> choices_of(const CLI::Option& option);

// Whether verbs and options are for people: neither hidden nor of this program's own making.
bool is_shown(const CLI::App& app);
bool is_shown(const CLI::Option& option);

}  // namespace oms::cli
