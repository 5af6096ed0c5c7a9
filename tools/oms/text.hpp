#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oms::cli {

// `text` made safe for a terminal: control characters (C0, C1), line and paragraph separators,
// invisible format characters other than the two joiners, and bytes that are not UTF-8 become
// escapes such as \n, \x1b or \u202e. The result is valid UTF-8 on one line.
std::string printable(std::string_view text);

// Columns that `text` takes on a terminal: wide characters count two, combining marks none.
// Requires: printable text.
int display_width(std::string_view text);

// `text` cut to at most `columns`, never inside a user-perceived character; a cut is shown by "…".
// Requires: printable text, columns >= 1.
std::string fit(std::string_view text, int columns);

// Splits at each `separator`, at most `limit` parts (0: no limit); the last part keeps the rest.
std::vector<std::string> split_text(std::string_view text, char separator, std::size_t limit = 0);

std::string_view trimmed(std::string_view text);
std::string lower_case(std::string_view text);

}  // namespace oms::cli
