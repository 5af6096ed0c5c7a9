#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace oms::architecture {

// The folders of the repository that hold what we write.
inline constexpr std::array<std::string_view, 7> folders = {
    "domain", "fulfillment", "storage", "proto", "services", "tools", "tests"};

// A file of the repository: its path from the root, with '/', and what is in it.
struct SourceFile {
    std::string path;
    std::string text;
};

// Every file below the folders whose name ends in one of `endings`, by path. Installed packages
// (node_modules) are not ours and left out.
std::vector<SourceFile> files_ending_in(const std::vector<std::string_view>& endings);

// Whether the repository has a file with this path that is not empty.
bool has_text(std::string_view path);

// The text of a file of the repository; empty if there is none.
std::string read_text(std::string_view path);

}  // namespace oms::architecture
