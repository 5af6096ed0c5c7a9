#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "tools/oms/environment.hpp"
#include "tools/oms/failure.hpp"

namespace oms::cli {

// The protobuf JSON mapping: lowerCamelCase names, 64-bit integers as strings, fields at their
// default shown, so that a script finds every key. Control characters are escaped.
// `document`: as people write files of it, indented, with the names of the contract and without
// what is at its default.
enum class JsonLayout { indented, one_line, document };
std::string to_json(const google::protobuf::Message& message, JsonLayout layout);

// Reads the same mapping; unknown fields are an error. `what` names the text in the error.
Outcome<void> from_json(std::string_view text, const std::string& what,
                        google::protobuf::Message& message);

// The text of a file, or of standard input for "-"; at most 4 MiB.
Outcome<std::string> read_input(Environment& environment, const std::string& path);

}  // namespace oms::cli
