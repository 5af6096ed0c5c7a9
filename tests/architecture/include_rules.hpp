#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oms::architecture {

// What one #include line names: `path` between the delimiters, and whether these were angled.
struct Include {
    std::string path;
    bool angled = false;
};

// The include on this line of source, if it is one.
std::optional<Include> parse_include(std::string_view line);

// Why the file `file` (its path from the repository's root) may not include this, in one sentence;
// nothing if it may. The table of allowed directions is in include_rules.cpp.
std::optional<std::string> complaint_about_include(std::string_view file, const Include& include);

// Why this line of source may not be in the file `file`: clocks, randomness and threads in the
// folders that must be pure. Comments do not count.
std::optional<std::string> complaint_about_text(std::string_view file, std::string_view line);

// Whether the line holds one of the words that mark unfinished work.
bool marks_unfinished_work(std::string_view line);

// All complaints about a C++ file with this text, each as "file:line: why".
std::vector<std::string> complaints_about_source(std::string_view file, std::string_view text);

}  // namespace oms::architecture
